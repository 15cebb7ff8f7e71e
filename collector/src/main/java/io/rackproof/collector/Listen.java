package io.rackproof.collector;

import io.rackproof.document.YamlValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on, as people write it: {@code 127.0.0.1:8080}, {@code [::1]:8080}.
 *
 * @param host without brackets
 * @param port 0 for a free one
 */
record Listen(String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^\\[\\]:\\s]+)):(\\d{1,5})");

  static Listen read(YamlValue value) {
    Matcher matcher = FORM.matcher(value.text());
    if (value.isText() && matcher.matches() && Integer.parseInt(matcher.group(3)) <= 65_535) {
      String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      return new Listen(host, Integer.parseInt(matcher.group(3)));
    }
    if (value.isText()) {
      value.report(
          "expected an address and a port such as 127.0.0.1:8080 or [::1]:8080, not '"
              + value.text()
              + "'");
    }
    // A stand-in that brings no second complaint.
    return new Listen("127.0.0.1", 0);
  }

  boolean isLoopback() {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
