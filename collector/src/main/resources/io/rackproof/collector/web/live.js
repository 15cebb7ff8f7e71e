// Keeps a page current: the server sends the parts that changed, as HTML by element id.
"use strict";
(() => {
  const page = document.getElementById("page").dataset;
  const link = document.getElementById("link");

  const tell = (text, css) => {
    if (link.textContent === text) return;
    link.textContent = text;
    link.className = "link " + css;
  };

  // What is far from the screen waits for a moment in which nothing else is to be done, so that a
  // page of hundreds of parts never stops to answer.
  const BUDGET_MILLIS = 6;
  const near = new Set();
  const watch = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) near.add(entry.target);
        else near.delete(entry.target);
      }
    },
    { rootMargin: "300px" },
  );
  for (const item of document.querySelectorAll("[data-item]")) watch.observe(item);

  const waiting = new Map();
  let scheduled = false;

  const itemOf = (element) => element.closest("[data-item]");

  const apply = (element, html) => {
    // A person at a control in this part keeps it until he leaves it.
    if (element.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) return false;
    const focused = element.contains(document.activeElement) && element !== document.activeElement
      ? document.activeElement.getAttribute("href") || document.activeElement.dataset.mark || document.activeElement.dataset.end
      : null;
    element.innerHTML = html;
    if (focused) {
      const again = [...element.querySelectorAll("a, button")].find((e) => (e.getAttribute("href") || e.dataset.mark || e.dataset.end) === focused);
      if (again) again.focus({ preventScroll: true });
    }
    const item = itemOf(element);
    const marked = item && element.querySelector("[data-verdict]");
    if (marked && item.dataset.verdict !== marked.dataset.verdict) {
      item.dataset.verdict = marked.dataset.verdict;
      document.dispatchEvent(new CustomEvent("verdict", { detail: item }));
    }
    return true;
  };

  const work = () => {
    scheduled = false;
    const until = performance.now() + BUDGET_MILLIS;
    const later = [];
    const kept = [];
    for (const [element, html] of waiting) {
      const item = itemOf(element);
      if (item && !near.has(item)) {
        later.push(element);
        continue;
      }
      if (performance.now() > until) return schedule();
      waiting.delete(element);
      if (!apply(element, html)) kept.push([element, html]);
    }
    for (const element of later) {
      if (performance.now() > until) {
        schedule();
        break;
      }
      const html = waiting.get(element);
      waiting.delete(element);
      if (!apply(element, html)) kept.push([element, html]);
    }
    for (const [element, html] of kept) if (!waiting.has(element)) waiting.set(element, html);
    const word = document.querySelector(".word");
    const campaign = document.getElementById("campaign");
    if (word && campaign) {
      const title = (campaign.dataset.rack || campaign.dataset.id) + " " + word.textContent + " · Rackproof";
      if (document.title !== title) document.title = title;
    }
  };

  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(work);
  };

  const show = (parts) => {
    for (const [id, html] of Object.entries(parts)) {
      const element = document.getElementById(id);
      if (!element) {
        location.reload(); // a rack that is new, or a program that is
        return;
      }
      waiting.set(element, html);
    }
    // A page that nobody sees gets no frames.
    if (document.hidden) setTimeout(work);
    else schedule();
  };

  const events = new EventSource(page.events);
  events.addEventListener("open", () => tell("live", "live"));
  events.addEventListener("error", async () => {
    tell("connection lost, trying again", "lost");
    // It does not try again when it was refused, as after the end of a session.
    if (events.readyState !== EventSource.CLOSED) return;
    const answer = await fetch("/api/session").catch(() => null);
    if (answer && answer.status === 401) location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
    else setTimeout(() => location.reload(), 5000);
  });
  events.addEventListener("parts", (event) => {
    tell("live", "live");
    show(JSON.parse(event.data));
  });
})();
