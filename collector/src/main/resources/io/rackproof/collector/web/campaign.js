// Keeps the page of a campaign current: the server sends the parts that changed, as HTML.
"use strict";
(() => {
  const campaign = document.getElementById("campaign").dataset.id;
  const link = document.getElementById("link");
  const refusal = document.getElementById("refusal");

  const tell = (text, css) => {
    link.textContent = text;
    link.className = "link " + css;
  };

  const show = (parts) => {
    for (const [id, html] of Object.entries(parts)) {
      const element = document.getElementById(id);
      if (!element) {
        location.reload(); // the plan's criteria are fixed, so the program itself has changed
        return;
      }
      element.innerHTML = html;
      const marked = element.querySelector("[data-verdict]");
      if (marked && element.parentElement.classList.contains("criterion")) {
        element.parentElement.dataset.verdict = marked.dataset.verdict;
      }
    }
    const word = document.querySelector(".word");
    const rack = document.querySelector(".facts dd");
    if (word && rack) {
      document.title = rack.textContent + " " + word.textContent + " · Rackproof";
    }
  };

  const events = new EventSource("/campaigns/" + encodeURIComponent(campaign) + "/events");
  events.addEventListener("open", () => tell("live", "live"));
  events.addEventListener("error", () => tell("connection lost, trying again", "lost"));
  events.addEventListener("parts", (event) => {
    tell("live", "live");
    show(JSON.parse(event.data));
  });

  const post = async (action, body, button) => {
    refusal.hidden = true;
    if (button) button.disabled = true;
    try {
      const answer = await fetch("/api/campaigns/" + encodeURIComponent(campaign) + "/" + action, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!answer.ok) {
        refusal.textContent = (await answer.json()).error;
        refusal.hidden = false;
      }
      return answer.ok;
    } catch (failure) {
      refusal.textContent = "The collector cannot be reached.";
      refusal.hidden = false;
      return false;
    } finally {
      if (button) button.disabled = false;
    }
  };

  document.getElementById("note").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const body = { text: form.elements.text.value, author: form.elements.author.value };
    if (await post("annotations", body, form.querySelector("button"))) {
      form.elements.text.value = "";
    }
  });

  document.getElementById("actions").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.mark) {
      post("marks", { phase: button.dataset.mark, entered: button.dataset.entered === "true" }, button);
    } else if (button.dataset.end && confirm(button.textContent.trim() + "? It cannot be resumed.")) {
      post(button.dataset.end, {}, button);
    }
  });

  document.getElementById("problems").addEventListener("change", (event) => {
    document.body.classList.toggle("problems", event.target.checked);
  });
})();
