package io.rackproof.collector.report;

/**
 * Writes well-formed markup that is HTML and XML at once. Text and attributes are escaped;
 * characters that no document may hold become U+FFFD.
 */
public final class Markup {

  private final StringBuilder out = new StringBuilder();

  /** Opens an element; attributes are name, value, name, value… */
  public Markup open(String element, String... attributes) {
    tag(element, attributes);
    out.append('>');
    return this;
  }

  /** An element without content. */
  public Markup empty(String element, String... attributes) {
    tag(element, attributes);
    out.append("/>");
    return this;
  }

  public Markup close(String element) {
    out.append("</").append(element).append(">");
    return this;
  }

  /** An element with text. */
  public Markup element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close(element);
  }

  public Markup text(String text) {
    out.append(escape(text));
    return this;
  }

  /** A line break between elements, for those who read the source. */
  public Markup line() {
    out.append('\n');
    return this;
  }

  /** Markup that is escaped already. */
  public Markup raw(String markup) {
    out.append(markup);
    return this;
  }

  private void tag(String element, String... attributes) {
    out.append('<').append(element);
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escape(attributes[i + 1])).append('"');
    }
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(allowed(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  /** Replaces what XML 1.0 cannot hold, such as control characters. */
  static String clean(String text) {
    StringBuilder cleaned = new StringBuilder(text.length());
    text.codePoints().forEach(c -> cleaned.appendCodePoint(allowed(c) ? c : 0xFFFD));
    return cleaned.toString();
  }

  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
