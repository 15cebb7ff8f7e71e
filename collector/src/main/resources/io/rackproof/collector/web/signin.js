// Signs in, then goes where one wanted to.
"use strict";
(() => {
  // Only to a page of this server: what stands in the address is anybody's.
  const next = () => {
    try {
      const wanted = new URL(new URLSearchParams(location.search).get("next") || "/", location.origin);
      return wanted.origin === location.origin ? wanted.pathname + wanted.search + wanted.hash : "/";
    } catch (failure) {
      return "/";
    }
  };

  // Whoever follows a link of another site shows no session at first, though there is one.
  fetch("/api/session").then((answer) => {
    if (answer.ok) location.replace(next());
  }).catch(() => null);

  const form = document.getElementById("sign-in");
  if (!form) return;
  const refusal = document.getElementById("refusal");
  const refuse = (text) => {
    refusal.textContent = text;
    refusal.hidden = false;
    form.elements.password.select();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (button.hasAttribute("aria-disabled")) return;
    refusal.hidden = true;
    button.setAttribute("aria-disabled", "true"); // a button that is disabled loses the focus
    try {
      const answer = await fetch("/api/sign-in", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ name: form.elements.name.value, password: form.elements.password.value }),
      });
      if (answer.ok) return location.replace(next());
      refuse((await answer.json()).error);
    } catch (failure) {
      refuse("The collector cannot be reached.");
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
})();
