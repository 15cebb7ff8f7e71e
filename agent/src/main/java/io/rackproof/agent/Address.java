package io.rackproof.agent;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host and port as people write them: {@code collector.example:7443}, {@code [2001:db8::1]:161}.
 *
 * @param host name or address, without brackets
 * @param port 1 to 65535; 0 where a free one may be taken
 */
record Address(String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(?:\\[(?<six>[^\\]]+)]|(?<host>[^:\\[\\]\\s]+))(?::(?<port>\\d{1,5}))?");

  /**
   * @throws IllegalArgumentException when the text is no address
   */
  static Address parse(String text, int defaultPort) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected an address such as 192.0.2.11:"
              + defaultPort
              + " or [2001:db8::1]:"
              + defaultPort
              + ", not '"
              + text
              + "'");
    }
    String digits = matcher.group("port");
    int port = digits == null ? defaultPort : Integer.parseInt(digits);
    if (port > 65_535) {
      throw new IllegalArgumentException("a port is at most 65535, not " + port);
    }
    String six = matcher.group("six");
    return new Address(six != null ? six : matcher.group("host"), port);
  }

  /** True for this machine itself, as far as the text tells without asking a name server. */
  boolean isLoopback() {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
