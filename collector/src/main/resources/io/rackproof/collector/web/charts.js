// A small chart for each criterion that is near the screen: its worst members, and the limit.
"use strict";
(() => {
  const page = document.getElementById("campaign").dataset;
  const ADDRESS = "/api/campaigns/" + encodeURIComponent(page.id)
    + "/traces?members=6&rack=" + encodeURIComponent(page.rack);
  const BUDGET_MILLIS = 8;
  const { colour, table, range, drawLimits, short, utc, axis, PADDING } = plots;
  const charts = new Map();

  const draw = (holder, criterion, scoredTo) => {
    const known = charts.get(holder);
    if (criterion.traces.length === 0) {
      if (!known && !holder.firstChild) holder.innerHTML = '<p class="empty">no data yet</p>';
      return;
    }
    const data = table(criterion.traces, scoredTo);
    const limits = [criterion.low, criterion.high];
    const shape = criterion.traces.map((t) => t.name).join("\n");
    if (known && known.shape === shape) {
      known.span = range(data.slice(1), ...limits);
      known.plot.setData(data);
      return;
    }
    if (known) known.plot.destroy();
    holder.replaceChildren();
    const chart = { shape, span: range(data.slice(1), ...limits) };
    const stepped = uPlot.paths.stepped({ align: 1 });
    chart.plot = new uPlot(
      {
        width: holder.clientWidth,
        height: holder.clientHeight,
        legend: { show: false },
        cursor: { show: false },
        padding: PADDING,
        scales: { x: { time: false }, y: { range: () => chart.span } },
        axes: [
          { ...axis(), size: 18, space: 90, gap: 2, values: (u, ticks) => ticks.map(utc) },
          { ...axis(), size: 46, space: 26, gap: 3, values: (u, ticks) => ticks.map(short) },
        ],
        series: [
          {},
          ...criterion.traces
            .map((trace, i) => ({ label: trace.name, stroke: colour(i), width: i === 0 ? 2 : 1, paths: stepped, points: { show: false } })),
        ],
        hooks: { draw: [(u) => drawLimits(u, limits)] },
      },
      data,
      holder,
    );
    charts.set(holder, chart);
  };

  const near = new Map();
  let soon = 0;
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const id = target.closest("[data-criterion]").dataset.criterion;
        if (isIntersecting) near.set(id, target);
        else near.delete(id);
      }
      // Those that have come into sight are drawn at once, and not one by one.
      clearTimeout(soon);
      soon = setTimeout(() => refresh().catch(() => {}), 120);
    },
    { rootMargin: "200px" },
  );

  const frame = () => new Promise((done) => requestAnimationFrame(done));

  const refresh = async () => {
    if (document.hidden || near.size === 0) return;
    const wanted = [...near.keys()].slice(0, 60);
    const answer = await fetch(ADDRESS + wanted.map((id) => "&criterion=" + encodeURIComponent(id)).join(""));
    if (!answer.ok) return;
    const { criteria, scoredToMillis } = await answer.json();
    let until = performance.now() + BUDGET_MILLIS;
    for (const id of wanted) {
      const holder = near.get(id);
      if (!holder || !criteria[id] || holder.clientWidth === 0) continue;
      if (performance.now() > until) {
        await frame();
        until = performance.now() + BUDGET_MILLIS;
      }
      draw(holder, criteria[id], scoredToMillis);
    }
  };

  // While it runs, every five seconds; an ended campaign changes only with late data.
  const loop = async () => {
    try {
      await refresh();
    } catch (failure) {
      // The line at the top of the page tells when the collector cannot be reached.
    }
    setTimeout(loop, document.querySelector('[data-end="finish"]') ? 5000 : 30000);
  };
  document.querySelectorAll(".chart").forEach((holder) => watch.observe(holder));
  loop();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    charts.forEach(({ plot }) => plot.destroy());
    charts.clear();
    refresh().catch(() => {});
  });
  document.addEventListener("visibilitychange", () => refresh().catch(() => {}));
  addEventListener("resize", () => {
    for (const [holder, { plot }] of charts) {
      if (holder.clientWidth > 0) plot.setSize({ width: holder.clientWidth, height: holder.clientHeight });
    }
  });
})();
