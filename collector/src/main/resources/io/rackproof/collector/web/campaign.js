// What people do in a campaign: phases, notes, entries, waivers, decisions, its end.
"use strict";
(() => {
  const page = document.getElementById("campaign").dataset;
  const campaign = page.id;
  const refusal = document.getElementById("refusal");

  const refuse = (text) => {
    refusal.textContent = text;
    refusal.hidden = false;
  };

  // Each press has a key of its own, so that a request that is sent again makes nothing twice.
  const key = () => crypto.randomUUID ? crypto.randomUUID() : Date.now() + "-" + Math.random();

  /** The answer, or null when it was refused, which is told on the page. */
  const post = async (action, body, button) => {
    if (button.hasAttribute("aria-disabled")) return null;
    refusal.hidden = true;
    button.setAttribute("aria-disabled", "true"); // a button that is disabled loses the focus
    try {
      const answer = await fetch("/api/campaigns/" + encodeURIComponent(campaign) + "/" + action, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": key() },
        body: JSON.stringify(body),
      });
      const told = await answer.json();
      if (answer.ok) return told;
      refuse(told.error);
    } catch (failure) {
      refuse("The collector cannot be reached.");
    } finally {
      button.removeAttribute("aria-disabled");
    }
    return null;
  };

  for (const form of document.querySelectorAll("form[data-post]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const body = {};
      for (const field of form.elements) {
        if (!field.name || field.value === "") continue;
        body[field.name] = field.type === "number" ? Number(field.value) : field.value;
      }
      if (await post(form.dataset.post, body, form.querySelector("button"))) {
        for (const name of form.dataset.clear.split(" ")) {
          if (form.elements[name]) form.elements[name].value = "";
        }
      }
    });
  }

  const end = async (how, button) => {
    if (how === "abort") {
      const reason = prompt("Why is the campaign aborted?");
      if (reason === null) return;
      await post(how, { reason }, button);
    } else if (how === "retest") {
      if (!confirm("Begin a new attempt of the same plan on the same racks now?")) return;
      const begun = await post(how, {}, button);
      if (begun) location.assign("/campaigns/" + encodeURIComponent(begun.id));
    } else if (confirm(button.textContent.trim() + "? It cannot be resumed.")) {
      const told = await post(how, {}, button);
      if (told && told.outcome === "ERROR") refuse("The run ended as an error: " + told.outcomeReason);
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.mark) {
      const body = { phase: button.dataset.mark, entered: button.dataset.entered === "true" };
      if (page.for) body.rack = page.for;
      await post("marks", body, button);
    } else if (button.dataset.end) {
      await end(button.dataset.end, button);
    } else if (button.dataset.sign) {
      const ask = "sign waiver " + button.dataset.sign;
      const by = page.user
        ? confirm(ask[0].toUpperCase() + ask.slice(1) + " as " + page.user + "?") && page.user
        : prompt("Your name, to " + ask);
      if (by) await post("waivers/" + button.dataset.sign + "/sign-offs", { by }, button);
    }
  });
})();
