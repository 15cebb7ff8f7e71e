// Starts a campaign, and tells every mistake of a plan with its place.
"use strict";
(() => {
  const form = document.getElementById("begin");
  const refusal = document.getElementById("refusal");
  const { plan, file, other } = form.elements;
  const key = crypto.randomUUID ? crypto.randomUUID() : Date.now() + "-" + Math.random();
  let attempt = 0;

  file.addEventListener("change", async () => {
    if (file.files.length > 0) plan.value = await file.files[0].text();
  });

  const refuse = (text, problems) => {
    const lines = [text, ...(problems || []).map((p) => (p.line ? "line " + p.line + ", column " + p.column + ": " : "") + p.message)];
    refusal.replaceChildren(...lines.map((line) => {
      const p = document.createElement("p");
      p.textContent = line;
      return p;
    }));
    refusal.hidden = false;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    if (button.hasAttribute("aria-disabled")) return;
    refusal.hidden = true;
    const racks = [...form.querySelectorAll("input[name=rack]:checked")].map((box) => box.value);
    if (other.value.trim() !== "") racks.push(other.value.trim());
    if (racks.length === 0) return refuse("Choose at least one rack.");
    button.setAttribute("aria-disabled", "true"); // a button that is disabled loses the focus
    try {
      const answer = await fetch("/api/campaigns", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": key + "-" + attempt },
        body: JSON.stringify({ racks, plan: plan.value, file: file.files.length > 0 ? file.files[0].name : "plan.yaml" }),
      });
      const told = await answer.json();
      if (answer.ok) return location.assign("/campaigns/" + encodeURIComponent(told.id));
      attempt++; // refused: what is sent next is another request
      refuse(told.error, told.problems);
    } catch (failure) {
      refuse("The collector cannot be reached.");
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
})();
