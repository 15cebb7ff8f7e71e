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

  // What a control is, so that it is found again in a part that came anew.
  const nameOf = (control) => control.tagName + [...control.attributes]
    .filter((a) => a.name === "href" || a.name === "aria-label" || (a.name.startsWith("data-") && a.name !== "data-entered"))
    .map((a) => " " + a.name + "=" + a.value).join("");
  const CONTROLS = "a[href], button, summary, [tabindex]";

  /** The focus stays where it was, or goes to the part itself when what had it is gone. */
  const refocus = (element, name) => {
    const again = [...element.querySelectorAll(CONTROLS)].find((control) => nameOf(control) === name);
    if (!again) element.tabIndex = -1;
    (again || element).focus({ preventScroll: true });
  };

  /** A person who types in a part, or has marked text in it, keeps it as it is. */
  const isHeld = (element) => {
    if (element.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) return true;
    const marked = getSelection();
    return !marked.isCollapsed && marked.containsNode(element, true);
  };

  const apply = (element, html) => {
    if (isHeld(element)) return false;
    const active = document.activeElement;
    const focused = element.contains(active) && element !== active ? nameOf(active) : null;
    const scrolled = [...element.querySelectorAll(".scroll")].map((part) => [part.scrollLeft, part.scrollTop]);
    element.innerHTML = html;
    [...element.querySelectorAll(".scroll")].forEach((part, i) => {
      if (scrolled[i]) [part.scrollLeft, part.scrollTop] = scrolled[i];
    });
    if (focused !== null) refocus(element, focused);
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

  // What was held is shown once it is let go.
  const letGo = () => {
    if (waiting.size > 0) schedule();
  };
  document.addEventListener("focusout", letGo);
  document.addEventListener("selectionchange", () => {
    if (getSelection().isCollapsed) letGo();
  });

  /** A rack that is new gets its row, in the order of names; null where the page has no rows. */
  const rowOf = (id) => {
    const rows = document.querySelector("[data-rows]");
    if (!rows || !id.startsWith(rows.dataset.rows)) return null;
    const row = document.createElement("tr");
    row.id = id;
    row.tabIndex = -1;
    row.dataset.item = "";
    rows.insertBefore(row, [...rows.children].find((other) => other.id > id) || null);
    watch.observe(row);
    document.dispatchEvent(new CustomEvent("item", { detail: row }));
    return row;
  };

  const show = (parts) => {
    for (const [id, html] of Object.entries(parts)) {
      const element = document.getElementById(id) || rowOf(id);
      if (!element) {
        location.reload(); // the first rack, or a program that is new
        return;
      }
      waiting.set(element, html);
    }
    // A page that nobody sees gets no frames.
    if (document.hidden) setTimeout(work);
    else schedule();
  };

  const listen = () => {
    const events = new EventSource(page.events);
    events.addEventListener("open", () => tell("live", "live"));
    events.addEventListener("error", async () => {
      tell("connection lost, trying again", "lost");
      // It does not try again when it was refused, as after the end of a session.
      if (events.readyState !== EventSource.CLOSED) return;
      const answer = await fetch("/api/session").catch(() => null);
      if (answer && answer.status === 401) location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
      else setTimeout(listen, 5000); // not by loading the page: what is half typed would be lost
    });
    events.addEventListener("parts", (event) => {
      tell("live", "live");
      show(JSON.parse(event.data));
    });
  };
  listen();
})();
