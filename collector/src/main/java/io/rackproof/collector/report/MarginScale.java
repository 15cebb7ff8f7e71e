package io.rackproof.collector.report;

import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.score.MemberResult;
import java.util.Optional;

/**
 * How far a value is from its limit, drawn: a bar that is filled where the limit is kept, a line at
 * each end of the limit, the value as a dot with its uncertainty. It carries its own looks, for
 * what draws it into a PDF sees no others.
 */
final class MarginScale {

  private static final double WIDTH = 96;
  private static final double HEIGHT = 16;
  private static final double MIDDLE = HEIGHT / 2;

  /** Room beside what is shown, as a share of it. */
  private static final double ROOM = 0.18;

  private final double low;
  private final double high;
  private final double from;
  private final double width;
  private final Markup svg = new Markup();

  private MarginScale(double low, double high, double value, double uncertainty) {
    this.low = low;
    this.high = high;
    double least = Math.min(value - uncertainty, finite(low, high));
    double most = Math.max(value + uncertainty, finite(high, low));
    double span = most - least;
    double shown = span > 0 ? span : Math.max(Math.abs(least), 1);
    this.from = least - ROOM * shown;
    this.width = span + 2 * ROOM * shown;
  }

  private static double finite(double bound, double other) {
    return Double.isFinite(bound) ? bound : other;
  }

  /**
   * The SVG element; nothing where there is no value or no bound.
   *
   * @param label what it shows, for those who do not see it
   */
  static Optional<String> draw(Limit limit, MemberResult member, String label) {
    double value = member.value().orElse(Double.NaN);
    boolean bounded = Double.isFinite(limit.low()) || Double.isFinite(limit.high());
    if (!bounded || !Double.isFinite(value)) {
      return Optional.empty();
    }
    double told = member.uncertainty().orElse(0);
    double uncertainty = Double.isFinite(told) ? told : 0;
    MarginScale scale = new MarginScale(limit.low(), limit.high(), value, uncertainty);
    return Double.isFinite(scale.width)
        ? Optional.of(scale.draw(value, uncertainty, label))
        : Optional.empty();
  }

  private String draw(double value, double uncertainty, String label) {
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        "scale",
        "width",
        Plot.px(WIDTH),
        "height",
        Plot.px(HEIGHT),
        "viewBox",
        "0 0 " + Plot.px(WIDTH) + " " + Plot.px(HEIGHT),
        "role",
        "img",
        "aria-label",
        label);
    svg.element("title", label);
    double inside = Double.isFinite(low) ? x(low) : 0;
    double outside = Double.isFinite(high) ? x(high) : WIDTH;
    bar(0, WIDTH, "#ffffff", "#8a8f98");
    bar(inside, outside, "#bfe3cb", "#8a8f98");
    if (Double.isFinite(low)) {
      line(x(low), 1, x(low), HEIGHT - 1, "#a8191f", "1.6");
    }
    if (Double.isFinite(high) && high > low) {
      line(x(high), 1, x(high), HEIGHT - 1, "#a8191f", "1.6");
    }
    if (uncertainty > 0) {
      line(x(value - uncertainty), MIDDLE, x(value + uncertainty), MIDDLE, "#1d2430", "1.6");
    }
    svg.empty(
        "circle",
        "cx",
        Plot.px(x(value)),
        "cy",
        Plot.px(MIDDLE),
        "r",
        "3",
        "fill",
        "#1d2430",
        "stroke",
        "#ffffff",
        "stroke-width",
        "0.8");
    svg.close("svg");
    return svg.toString();
  }

  private double x(double value) {
    return (value - from) / width * WIDTH;
  }

  private void bar(double left, double right, String fill, String stroke) {
    svg.empty(
        "rect",
        "x",
        Plot.px(left + 0.5),
        "y",
        Plot.px(MIDDLE - 3),
        "width",
        Plot.px(Math.max(0, right - left - 1)),
        "height",
        "6",
        "fill",
        fill,
        "stroke",
        stroke,
        "stroke-width",
        "0.6");
  }

  private void line(double x1, double y1, double x2, double y2, String stroke, String width) {
    svg.empty(
        "line",
        "x1",
        Plot.px(x1),
        "y1",
        Plot.px(y1),
        "x2",
        Plot.px(x2),
        "y2",
        Plot.px(y2),
        "stroke",
        stroke,
        "stroke-width",
        width);
  }
}
