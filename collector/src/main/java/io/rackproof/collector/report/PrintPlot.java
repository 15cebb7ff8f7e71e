package io.rackproof.collector.report;

import java.util.regex.Pattern;

/**
 * A plot that carries its own looks: what draws it into a PDF sees neither those of the page nor
 * {@code paint-order}, so that words on a line are drawn twice, first as their white edge.
 */
final class PrintPlot {

  private static final String STYLE = PageHead.style("plot.css");
  private static final Pattern ON_LINES =
      Pattern.compile("<text class=\"(?:limit|moment)-text\"([^>]*>[^<]*</text>)");

  private PrintPlot() {}

  /**
   * @param svg an element that begins with its start tag
   */
  static String styled(String svg) {
    int end = svg.indexOf('>') + 1;
    String edged = ON_LINES.matcher(svg.substring(end)).replaceAll("<text class=\"halo\"$1$0");
    return svg.substring(0, end) + "<style type=\"text/css\">" + STYLE + "</style>" + edged;
  }
}
