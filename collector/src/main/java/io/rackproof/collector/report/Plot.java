package io.rackproof.collector.report;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Trace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The plot of one criterion as inline SVG: the members' traces over time with the limit, the
 * forbidden region, the phases and the worst moment.
 */
final class Plot {

  private static final double WIDTH = 960;
  private static final double HEIGHT = 280;
  private static final double LEFT = 62;
  private static final double RIGHT = WIDTH - 12;
  private static final double TOP = 26;
  private static final double BOTTOM = HEIGHT - 34;

  private final CriterionResult result;
  private final List<Trace> traces;
  private final List<PhaseSpan> spans;
  private final PlotScale scale;
  private final Markup svg = new Markup();
  private final Phrases phrases;
  private final Figures figures;

  private Plot(
      Language language,
      CriterionResult result,
      Criterion criterion,
      List<Trace> traces,
      List<PhaseSpan> spans) {
    this.phrases = Phrases.in(language);
    this.figures = Figures.in(language);
    this.result = result;
    this.traces = traces;
    this.spans = spans;
    this.scale = PlotScale.of(criterion, traces, spans, LEFT, RIGHT, TOP, BOTTOM);
  }

  /** The SVG element, or nothing when there is nothing to plot. */
  static Optional<String> draw(
      Language language,
      CriterionResult result,
      Criterion criterion,
      List<Trace> traces,
      List<PhaseSpan> spans) {
    boolean anything =
        traces.stream()
            .anyMatch(t -> t.points().stream().anyMatch(p -> Double.isFinite(p.value())));
    return anything
        ? Optional.of(new Plot(language, result, criterion, traces, spans).draw())
        : Optional.empty();
  }

  private String draw() {
    String title = phrases.say("plot.title", result.id(), figures.limit(result.limit()));
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 " + px(WIDTH) + " " + px(HEIGHT),
        "role",
        "img",
        "aria-label",
        title);
    svg.element("title", title).line();
    phases();
    forbidden();
    axes();
    Optional<Trace> worst = worstTrace();
    for (Trace trace : traces) {
      if (worst.isEmpty() || !trace.labels().equals(worst.get().labels())) {
        path(trace, traces.size() == 1 ? "trace worst" : "trace");
      }
    }
    worst.ifPresent(trace -> path(trace, "trace worst"));
    limitLines();
    worst.ifPresent(this::worstMoment);
    svg.close("svg");
    return svg.toString();
  }

  private Optional<Trace> worstTrace() {
    Optional<Map<String, String>> labels =
        result.members().stream().findFirst().map(MemberResult::labels);
    return traces.stream()
        .filter(t -> labels.isPresent() && t.labels().equals(labels.get()))
        .findFirst();
  }

  private void phases() {
    for (PhaseSpan span : spans) {
      double from = scale.times().atTime(span.startMillis());
      double judged = scale.times().atTime(span.judgedFromMillis());
      double to = scale.times().atTime(span.endMillis());
      boolean own = span.phase().equals(result.phase());
      if (own) {
        box("judged", judged, TOP, to, BOTTOM);
        box("settling", from, TOP, judged, BOTTOM);
      }
      line("phase", from, TOP - 6, from, BOTTOM);
      line("phase", to, TOP - 6, to, BOTTOM);
      boolean everything = to - from > (RIGHT - LEFT) * 0.98;
      if (own || (to - from > 40 && !everything)) {
        String name =
            judged - from > 60 && own ? phrases.say("plot.settling", span.phase()) : span.phase();
        double at = Math.min(from + 4, RIGHT - 60);
        // The phase that is judged has the upper line to itself.
        svg.element(
            "text", name, "class", own ? "own" : "other", "x", px(at), "y", own ? "10" : "21");
      }
    }
  }

  private void forbidden() {
    scale
        .shown()
        .ifPresent(
            limit -> {
              double high = scale.values().at(limit.high());
              double low = scale.values().at(limit.low());
              if (Double.isFinite(limit.high())) {
                box("forbidden", LEFT, TOP, RIGHT, high);
              }
              if (Double.isFinite(limit.low())) {
                box("forbidden", LEFT, low, RIGHT, BOTTOM);
              }
            });
  }

  private void limitLines() {
    scale.shown().ifPresent(this::limitLines);
  }

  private void limitLines(Limit limit) {
    boolean both = Double.isFinite(limit.low()) && Double.isFinite(limit.high());
    if (Double.isFinite(limit.high())) {
      double at = scale.values().at(limit.high());
      line("limit", LEFT, at, RIGHT, at);
      label("limit-text", limitText(limit.high()), at > TOP + 16 ? at - 4 : at + 12);
    }
    if (Double.isFinite(limit.low()) && !(both && limit.low() == limit.high())) {
      double at = scale.values().at(limit.low());
      line("limit", LEFT, at, RIGHT, at);
      label("limit-text", limitText(limit.low()), at < BOTTOM - 16 ? at + 12 : at - 4);
    }
  }

  /** A limit is a number that somebody chose: all of its digits count, 1.35 is not 1.4. */
  private String limitText(double bound) {
    return phrases.say("plot.limit", Figures.withUnit(figures.exact(bound), scale.unit()));
  }

  private void label(String style, String text, double y) {
    svg.element("text", text, "class", style, "text-anchor", "end", "x", px(RIGHT - 4), "y", px(y));
  }

  private void axes() {
    for (Axis.Tick tick : scale.values().numbers(5, figures)) {
      line("grid", LEFT, tick.at(), RIGHT, tick.at());
      svg.element(
          "text",
          tick.text(),
          "class",
          "tick",
          "text-anchor",
          "end",
          "x",
          px(LEFT - 6),
          "y",
          px(tick.at() + 4));
    }
    for (Axis.Tick tick : scale.times().times(9, figures)) {
      line("axis", tick.at(), BOTTOM, tick.at(), BOTTOM + 4);
      svg.element(
          "text",
          tick.text(),
          "class",
          "tick",
          "text-anchor",
          tick.at() > RIGHT - 24 ? "end" : tick.at() < LEFT + 16 ? "start" : "middle",
          "x",
          px(tick.at()),
          "y",
          px(BOTTOM + 17));
    }
    line("axis", LEFT, BOTTOM, RIGHT, BOTTOM);
    line("axis", LEFT, TOP, LEFT, BOTTOM);
    if (!scale.unit().isEmpty()) {
      svg.element(
          "text",
          scale.unit(),
          "class",
          "unit",
          "text-anchor",
          "end",
          "x",
          px(LEFT - 6),
          "y",
          "14");
    }
    svg.element(
        "text",
        "UTC",
        "class",
        "unit",
        "text-anchor",
        "end",
        "x",
        px(LEFT - 6),
        "y",
        px(BOTTOM + 17));
  }

  private void path(Trace trace, String style) {
    String path = TracePath.of(trace, scale.times(), scale.values());
    if (!path.isEmpty()) {
      svg.empty("path", "class", style, "d", path).line();
    }
  }

  private void worstMoment(Trace trace) {
    OptionalLong time = result.members().get(0).worstTimeMillis();
    if (time.isEmpty() || !scale.times().containsTime(time.getAsLong())) {
      return;
    }
    double x = scale.times().atTime(time.getAsLong());
    line("moment", x, TOP, x, BOTTOM);
    double value = Double.NaN;
    for (Trace.Point point : trace.points()) {
      if (point.timeMillis() <= time.getAsLong()) {
        value = point.value();
      }
    }
    if (Double.isFinite(value)) {
      svg.empty(
          "circle",
          "class",
          "moment-point",
          "cx",
          px(x),
          "cy",
          px(scale.values().at(value)),
          "r",
          "4.5");
    }
    boolean atLeft = x < (LEFT + RIGHT) / 2;
    svg.element(
        "text",
        phrases.say("plot.worst", figures.timeOfDay(time.getAsLong())),
        "class",
        "moment-text",
        "text-anchor",
        atLeft ? "start" : "end",
        "x",
        px(atLeft ? x + 6 : x - 6),
        "y",
        px(BOTTOM - 6));
  }

  private void box(String style, double left, double top, double right, double bottom) {
    if (right - left > 0.05 && bottom - top > 0.05) {
      svg.empty(
          "rect",
          "class",
          style,
          "x",
          px(left),
          "y",
          px(top),
          "width",
          px(right - left),
          "height",
          px(bottom - top));
    }
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    svg.empty("line", "class", style, "x1", px(x1), "y1", px(y1), "x2", px(x2), "y2", px(y2));
  }

  static String px(double pixels) {
    double tenths = pixels * 10;
    // Half of a tenth is rounded by the decimal digits of the number, which only formatting knows.
    boolean plain = Math.abs(tenths) < 1e9 && Math.abs(tenths - Math.rint(tenths)) < 0.49;
    if (!plain) {
      String text = String.format(Locale.ROOT, "%.1f", pixels);
      return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
    long rounded = (long) Math.rint(tenths);
    long whole = Math.abs(rounded / 10);
    long tenth = Math.abs(rounded % 10);
    String sign = pixels < 0 || (pixels == 0 && 1 / pixels < 0) ? "-" : "";
    return sign + whole + (tenth == 0 ? "" : "." + tenth);
  }
}
