// One criterion closely: the signal with limit and gaps, and the samples, around a moment.
"use strict";
(() => {
  const { colour, table, range, drawLimits, short, utc, axis, theme, PADDING } = plots;
  const follow = (key) => {
    const link = document.querySelector('a[data-key="' + key + '"]');
    if (link) link.click();
    return link !== null;
  };
  const section = document.getElementById("excerpt");
  const actions = { j: () => follow("j"), k: () => follow("k"), u: () => follow("u") };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const action = actions[event.key];
    if (action && action() !== false) event.preventDefault();
  });
  if (!section) return;

  const holder = document.getElementById("plot");
  const note = document.getElementById("sample-note");
  const LEAST_SPAN = 4;
  const MOST_SPAN = 6 * 3600;
  const MOST_ROWS = 2000;
  const state = { member: 1, at: null, span: 120 };
  let plot = null;
  let latest = 0;

  const address = () => {
    const query = new URLSearchParams({ rack: section.dataset.rack, member: state.member, span: state.span });
    if (state.at !== null) query.set("at", Math.round(state.at));
    return "/api/campaigns/" + encodeURIComponent(section.dataset.campaign) + "/criteria/"
      + encodeURIComponent(section.dataset.criterion) + "/excerpt?" + query;
  };

  /** Stretches in which the signal holds nothing, in seconds. */
  const gapsOf = (trace, from, to) => {
    const gaps = [];
    let open = from;
    trace.timeMillis.forEach((time, i) => {
      const at = Math.min(to, Math.max(from, time));
      if (trace.value[i] === null) {
        if (open === null) open = at;
      } else if (open !== null) {
        if (at > open) gaps.push([open / 1000, at / 1000]);
        open = null;
      }
    });
    if (open !== null && to > open) gaps.push([open / 1000, to / 1000]);
    return gaps;
  };

  const drawGaps = (u, gaps) => {
    u.ctx.save();
    u.ctx.fillStyle = theme("--gap");
    for (const [from, to] of gaps) {
      const x = u.valToPos(from, "x", true);
      u.ctx.fillRect(x, u.bbox.top, Math.max(1, u.valToPos(to, "x", true) - x), u.bbox.height);
    }
    u.ctx.restore();
  };

  const drawWorst = (u, worst) => {
    if (worst === null) return;
    const x = u.valToPos(worst / 1000, "x", true);
    if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) return;
    u.ctx.save();
    u.ctx.strokeStyle = theme("--marginal-edge");
    u.ctx.lineWidth = 1.5 * devicePixelRatio;
    u.ctx.beginPath();
    u.ctx.moveTo(x, u.bbox.top);
    u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
    u.ctx.stroke();
    u.ctx.restore();
  };

  const draw = (told) => {
    if (plot) plot.destroy();
    holder.replaceChildren();
    const { trace, fromMillis: from, toMillis: to } = told;
    const [times, values] = table([trace], to);
    const span = range([values], told.low, told.high);
    const gaps = gapsOf(trace, from, to);
    plot = new uPlot(
      {
        width: holder.clientWidth,
        height: holder.clientHeight,
        legend: { show: false },
        cursor: { y: false, drag: { setScale: false } },
        padding: PADDING,
        scales: { x: { time: false, range: () => [from / 1000, to / 1000] }, y: { range: () => span } },
        axes: [
          { ...axis(), size: 22, space: 90, gap: 3, values: (u, ticks) => ticks.map(utc) },
          { ...axis(), size: 58, space: 34, gap: 4, values: (u, ticks) => ticks.map(short) },
        ],
        series: [{}, { stroke: colour(0), width: 2, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } }],
        hooks: { drawClear: [(u) => drawGaps(u, gaps)], draw: [(u) => drawLimits(u, [told.low, told.high]), (u) => drawWorst(u, told.worstMillis)] },
      },
      [times, values],
      holder,
    );
  };

  const clock = (millis) => new Date(millis).toISOString().slice(11, 23);

  const rows = (told) => {
    const all = told.series.flatMap((series) => {
      const { rack, role, device, ...rest } = series.labels;
      const name = [series.metric, device, ...Object.values(rest)].filter(Boolean).join(" ");
      return series.timeMillis.map((time, i) => ({ time, name, value: series.value[i], quality: series.quality[i] }));
    });
    all.sort((a, b) => a.time - b.time || (a.name < b.name ? -1 : 1));
    const body = document.createDocumentFragment();
    // Of very many, those nearest to the moment.
    const at = told.atMillis;
    const nearest = all.length <= MOST_ROWS ? all
      : all.map((row) => row).sort((a, b) => Math.abs(a.time - at) - Math.abs(b.time - at)).slice(0, MOST_ROWS).sort((a, b) => a.time - b.time);
    let worstRow = null;
    for (const row of nearest) {
      const line = document.createElement("tr");
      for (const [text, css] of [[clock(row.time)], [row.name], [row.value === null ? "–" : String(row.value), "number"], [row.quality]]) {
        const cell = document.createElement("td");
        cell.textContent = text;
        if (css) cell.className = css;
        line.append(cell);
      }
      if (row.quality !== "good") line.className = "bad";
      if (told.worstMillis !== null && row.time <= told.worstMillis) worstRow = line;
      body.append(line);
    }
    if (worstRow && told.worstMillis >= told.fromMillis && told.worstMillis <= told.toMillis) worstRow.classList.add("worst");
    document.getElementById("samples").replaceChildren(body);
    note.textContent = all.length === 0 ? "There are no samples in this stretch."
      : (nearest.length < all.length || told.truncated ? "Not all of " + all.length + (told.truncated ? " and more" : "") + " samples: look closer to see the others. " : all.length + " samples. ")
        + "As they were read, in base units; the plot is in " + (told.unit || "its own unit") + ".";
    if (worstRow) {
      const scroller = worstRow.closest(".scroll");
      scroller.scrollTop = worstRow.offsetTop - scroller.clientHeight / 2;
    }
  };

  const refresh = async () => {
    const mine = ++latest;
    try {
      const answer = await fetch(address());
      const told = await answer.json();
      if (mine !== latest) return;
      if (!answer.ok) {
        note.textContent = told.error;
        return;
      }
      if (!told.trace) return;
      state.at = told.atMillis;
      state.from = told.fromMillis;
      state.to = told.toMillis;
      document.getElementById("stretch").textContent = new Date(told.fromMillis).toISOString().slice(0, 19).replace("T", " ") + " to " + clock(told.toMillis).slice(0, 8) + " UTC";
      document.getElementById("moment").textContent = told.worstMillis === null || told.atMillis !== told.worstMillis
        ? clock(told.atMillis).slice(0, 8) + " UTC" : "the worst moment, " + clock(told.atMillis).slice(0, 8) + " UTC";
      draw(told);
      rows(told);
    } catch (failure) {
      note.textContent = "The collector cannot be reached.";
    }
  };

  const move = (by) => {
    state.at += by * state.span * 500;
    refresh();
  };
  const zoom = (by) => {
    state.span = Math.round(Math.min(MOST_SPAN, Math.max(LEAST_SPAN, state.span * by)));
    refresh();
  };
  const worst = () => {
    state.at = null;
    refresh();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.move) move(Number(button.dataset.move));
    else if (button.dataset.zoom) zoom(Number(button.dataset.zoom));
    else if ("worst" in button.dataset) worst();
    else if (button.dataset.member) {
      state.member = Number(button.dataset.member);
      for (const other of document.querySelectorAll("[data-member]")) other.setAttribute("aria-pressed", String(other === button));
      worst();
    }
  });
  Object.assign(actions, {
    h: () => move(-1),
    l: () => move(1),
    "+": () => zoom(0.5),
    "=": () => zoom(0.5),
    "-": () => zoom(2),
    w: worst,
  });
  addEventListener("resize", () => {
    if (plot && holder.clientWidth > 0) plot.setSize({ width: holder.clientWidth, height: holder.clientHeight });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
  refresh();
})();
