package io.rackproof.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hosts of an IPv4 network as people write it: {@code 192.0.2.0/24}. */
final class Network {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  /** 4,096 hosts: more than a hall of racks, and a scan of minutes. */
  private static final int SHORTEST_PREFIX = 20;

  private Network() {}

  /**
   * The hosts, without the network's own and its broadcast address; what is no network is one host.
   *
   * @throws IllegalArgumentException when it is a network that is wrong or too large
   */
  static List<String> hosts(String text) {
    if (!text.contains("/")) {
      return List.of(text);
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "expected a network such as 192.0.2.0/24, not '" + text + "'");
    }
    int prefix = Integer.parseInt(form.group(5));
    long base = 0;
    for (int i = 1; i <= 4; i++) {
      int octet = Integer.parseInt(form.group(i));
      if (octet > 255) {
        throw new IllegalArgumentException("'" + text + "' is no network: " + octet + " > 255");
      }
      base = base << 8 | octet;
    }
    if (prefix < SHORTEST_PREFIX || prefix > 32) {
      throw new IllegalArgumentException(
          "'" + text + "': a network to scan has a prefix of /" + SHORTEST_PREFIX + " to /32");
    }
    long size = 1L << (32 - prefix);
    base &= -size;
    List<String> hosts = new ArrayList<>();
    boolean small = size <= 2;
    for (long i = small ? 0 : 1; i < (small ? size : size - 1); i++) {
      long host = base + i;
      hosts.add(
          (host >> 24 & 255)
              + "."
              + (host >> 16 & 255)
              + "."
              + (host >> 8 & 255)
              + "."
              + (host & 255));
    }
    return hosts;
  }
}
