// Filters the items of a page by verdict, area and text, and moves among them by keys.
"use strict";
(() => {
  let items = [...document.querySelectorAll("[data-item]")];
  if (items.length === 0) return;
  const groups = [...document.querySelectorAll("[data-group]")];
  const toggles = [...document.querySelectorAll("[data-filter-verdict]")];
  const bad = document.querySelector("[data-filter-bad]");
  const area = document.querySelector("[data-filter-area]");
  const text = document.querySelector("[data-filter-text]");
  const shown = document.querySelector("[data-filter-shown]");
  const none = document.querySelector("[data-filter-none]");
  const keys = document.getElementById("keys");
  const pressed = (button) => button !== null && button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));

  const wanted = () => {
    const verdicts = new Set(toggles.filter(pressed).map((b) => b.dataset.filterVerdict));
    const words = text.value.toLowerCase().split(/\s+/).filter((w) => w !== "");
    return (item) => {
      if (verdicts.size > 0 && !verdicts.has(item.dataset.verdict)) return false;
      if (pressed(bad) && item.dataset.verdict === "pass") return false;
      if (area && area.value !== "" && item.dataset.area !== area.value) return false;
      if (words.length === 0) return true;
      const own = item.textContent.toLowerCase();
      return words.every((w) => own.includes(w));
    };
  };

  const filter = () => {
    const fits = wanted();
    let count = 0;
    for (const item of items) {
      // What has the focus goes only once it is left, also when its verdict changes meanwhile.
      const fit = fits(item) || (!item.hidden && item.contains(document.activeElement));
      if (item.hidden === fit) item.hidden = !fit;
      if (fit) count++;
    }
    for (const group of groups) group.hidden = !group.querySelector("[data-item]:not([hidden])");
    const told = count === items.length ? "" : count + " of " + items.length;
    if (shown.textContent !== told) shown.textContent = told;
    if (none) none.hidden = count > 0;
  };

  // What is filtered stands in the address, so that it can be kept and sent.
  const keep = () => {
    const parameters = new URLSearchParams();
    for (const button of toggles.filter(pressed)) parameters.append("verdict", button.dataset.filterVerdict);
    if (pressed(bad)) parameters.set("bad", "1");
    if (area && area.value) parameters.set("area", area.value);
    if (text.value) parameters.set("find", text.value);
    const hash = parameters.toString();
    history.replaceState(null, "", location.pathname + location.search + (hash ? "#" + hash : ""));
  };

  const change = () => {
    filter();
    keep();
    document.dispatchEvent(new CustomEvent("filtered"));
  };

  const clear = () => {
    toggles.forEach((button) => press(button, false));
    if (bad) press(bad, false);
    if (area) area.value = "";
    text.value = "";
    change();
  };

  const read = () => {
    // A place of the page, as of the link that skips to the content: no filter.
    if (location.hash.length > 1 && document.getElementById(location.hash.slice(1))) return;
    const parameters = new URLSearchParams(location.hash.slice(1));
    const verdicts = parameters.getAll("verdict");
    toggles.forEach((button) => press(button, verdicts.includes(button.dataset.filterVerdict)));
    if (bad) press(bad, parameters.has("bad"));
    if (area) area.value = parameters.get("area") || "";
    text.value = parameters.get("find") || "";
    filter();
  };

  for (const button of [...toggles, ...(bad ? [bad] : [])]) {
    button.addEventListener("click", () => {
      press(button, !pressed(button));
      change();
    });
  }
  if (area) area.addEventListener("change", change);
  text.addEventListener("input", change);
  const again = document.querySelector("[data-filter-clear]");
  if (again) again.addEventListener("click", clear);
  document.querySelector("[data-keys]").addEventListener("click", () => keys.showModal());
  addEventListener("hashchange", read);
  let refiltering = false;
  const soon = () => {
    if (refiltering || (toggles.every((b) => !pressed(b)) && !pressed(bad))) return;
    refiltering = true;
    requestAnimationFrame(() => {
      refiltering = false;
      filter();
    });
  };
  document.addEventListener("verdict", soon);
  document.addEventListener("focusout", soon);
  document.addEventListener("item", () => {
    items = [...document.querySelectorAll("[data-item]")];
    requestAnimationFrame(filter);
  });

  const move = (step) => {
    const visible = items.filter((item) => !item.hidden);
    if (visible.length === 0) return;
    const here = document.activeElement.closest("[data-item]");
    const at = visible.indexOf(here);
    const next = at < 0 ? (step > 0 ? 0 : visible.length - 1) : Math.min(visible.length - 1, Math.max(0, at + step));
    visible[next].focus();
    visible[next].scrollIntoView({ block: "nearest" });
  };

  const toggle = (name) => {
    const button = toggles.find((b) => b.dataset.filterVerdict === name);
    if (button) button.click();
    return button !== undefined;
  };

  const actions = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => document.activeElement.matches("[data-item]") ? move(1) : false,
    ArrowUp: () => document.activeElement.matches("[data-item]") ? move(-1) : false,
    "/": () => text.focus(),
    f: () => toggle("fail"),
    i: () => toggle("inconclusive"),
    m: () => toggle("marginal"),
    p: () => toggle("pass"),
    b: () => (bad ? bad.click() : false),
    a: () => (area ? area.focus() : false),
    0: clear,
    "?": () => keys.showModal(),
    Enter: () => {
      const open = document.activeElement.matches("[data-item]") && document.activeElement.querySelector("a[data-open]");
      if (!open) return false;
      open.click();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    if (event.target === text && event.key === "Escape") {
      text.value = "";
      change();
      text.blur();
      return;
    }
    if (event.target === text && event.key === "Enter") {
      text.blur();
      move(1);
      event.preventDefault();
      return;
    }
    if (event.target.matches("input, select, textarea")) return;
    const action = actions[event.key];
    if (action && action() !== false) event.preventDefault();
  });
  read();
})();
