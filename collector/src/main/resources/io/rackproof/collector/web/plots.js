// What all plots share: colours, scales, limits and the form of data that uPlot wants.
"use strict";
const plots = (() => {
  const theme = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // Read anew each time: the colour scheme may change while the page is open.
  const colour = (i) => theme("--trace-" + (i + 1));

  /** Traces in one table, as uPlot wants it: a column of times, and one of values for each trace. */
  const table = (traces, scoredTo) => {
    // A value holds up to a gap: without a point just before it, the line would end earlier.
    const timesOf = (t) => t.timeMillis.flatMap((time, i) => (t.value[i] === null ? [time - 1, time] : [time]));
    const times = [...new Set(traces.flatMap(timesOf).concat(scoredTo))].sort((a, b) => a - b);
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
    ctx.strokeStyle = theme("--fail");
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

  const utc = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19) + "Z";

  const axis = () => ({ stroke: theme("--quiet"), font: "12px sans-serif", ticks: { show: false }, grid: { stroke: theme("--grid"), width: 1 } });

  // Room for half of the last time on the right.
  const PADDING = [8, 34, 0, 0];

  return { theme, colour, table, range, drawLimits, short, utc, axis, PADDING };
})();
