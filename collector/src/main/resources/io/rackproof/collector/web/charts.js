// A small chart for each criterion: its worst members over time, and the limit.
"use strict";
(() => {
  const page = document.getElementById("campaign").dataset;
  const ADDRESS = "/api/campaigns/" + encodeURIComponent(page.id)
    + "/traces?members=6&rack=" + encodeURIComponent(page.rack);
  const theme = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const COLOURS = [1, 2, 3, 4, 5, 6].map((i) => theme("--trace-" + i));
  const LIMIT = theme("--fail");
  const charts = new Map();

  /** Traces in one table, as uPlot wants it: a column of times, and one of values for each trace. */
  const table = (traces, scoredTo) => {
    const times = [...new Set(traces.flatMap((t) => t.timeMillis).concat(scoredTo))].sort((a, b) => a - b);
    const columns = traces.map((trace) => {
      const column = new Array(times.length).fill(null);
      let next = 0;
      let held = null;
      times.forEach((time, i) => {
        while (next < trace.timeMillis.length && trace.timeMillis[next] <= time) held = trace.value[next++];
        column[i] = held;
      });
      return column;
    });
    return [times.map((t) => t / 1000), ...columns];
  };

  /** The span of values, with the limits in it when they are near enough not to flatten the curve. */
  const range = (columns, low, high) => {
    let least = Infinity;
    let most = -Infinity;
    for (const column of columns) {
      for (const value of column) {
        if (value === null) continue;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    if (least > most) return [0, 1];
    for (const limit of [low, high]) {
      if (limit === undefined) continue;
      least = Math.min(least, limit);
      most = Math.max(most, limit);
    }
    const room = (most - least || Math.abs(most) || 1) * 0.12;
    return [least - room, most + room];
  };

  const drawLimits = (u, limits) => {
    const { ctx } = u;
    ctx.save();
    ctx.strokeStyle = LIMIT;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const limit of limits) {
      if (limit === undefined) continue;
      const y = u.valToPos(limit, "y", true);
      ctx.beginPath();
      ctx.moveTo(u.bbox.left, y);
      ctx.lineTo(u.bbox.left + u.bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  };

  const short = (value) => {
    if (value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-2)) return value.toExponential(0);
    return String(Number(value.toPrecision(3)));
  };

  const utc = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);

  const draw = (holder, criterion, scoredTo) => {
    const known = charts.get(holder);
    if (criterion.traces.length === 0) {
      if (!known) holder.innerHTML = '<p class="empty">no data yet</p>';
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
    const axis = { stroke: theme("--quiet"), font: "12px sans-serif", ticks: { show: false }, grid: { stroke: theme("--grid"), width: 1 } };
    chart.plot = new uPlot(
      {
        width: holder.clientWidth,
        height: holder.clientHeight,
        legend: { show: false },
        cursor: { show: false },
        padding: [6, 4, 0, 0],
        scales: { x: { time: false }, y: { range: () => chart.span } },
        axes: [
          { ...axis, size: 18, space: 90, gap: 2, values: (u, ticks) => ticks.map(utc) },
          { ...axis, size: 46, space: 26, gap: 3, values: (u, ticks) => ticks.map(short) },
        ],
        series: [
          {},
          ...criterion.traces
            .map((trace, i) => ({ label: trace.name, stroke: COLOURS[i], width: i === 0 ? 2 : 1, paths: stepped, points: { show: false } })),
        ],
        hooks: { draw: [(u) => drawLimits(u, limits)] },
      },
      data,
      holder,
    );
    charts.set(holder, chart);
  };

  const refresh = async () => {
    if (document.hidden) return;
    const answer = await fetch(ADDRESS);
    if (!answer.ok) return;
    const { criteria, scoredToMillis } = await answer.json();
    for (const article of document.querySelectorAll("[data-criterion]")) {
      const criterion = criteria[article.dataset.criterion];
      const holder = article.querySelector(".chart");
      if (criterion && holder && holder.clientWidth > 0) draw(holder, criterion, scoredToMillis);
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
  loop();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => location.reload());
  document.addEventListener("visibilitychange", () => refresh().catch(() => {}));
  document.getElementById("problems").addEventListener("change", () => refresh().catch(() => {}));
  addEventListener("resize", () => {
    for (const [holder, { plot }] of charts) {
      if (holder.clientWidth > 0) plot.setSize({ width: holder.clientWidth, height: holder.clientHeight });
    }
  });
})();
