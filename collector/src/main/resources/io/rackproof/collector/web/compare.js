// Goes to the comparison that is chosen: forms send nothing by themselves here.
"use strict";
(() => {
  const form = document.getElementById("choose");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const box of form.querySelectorAll("input[name=of]:checked")) query.append("of", box.value);
    query.append("by", form.elements.by.value);
    if (form.dataset.lang !== "en") query.append("lang", form.dataset.lang);
    location.assign("/compare?" + query);
  });
})();
