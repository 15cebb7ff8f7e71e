package io.rackproof.collector;

import io.rackproof.collector.web.WebConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;

/** Where people reach the pages, for links in dashboards. */
final class PagesAddress {

  private PagesAddress() {}

  /**
   * What the configuration says: {@code web.address}, else {@code notify.page}, else where the
   * pages are listened for. Without a slash at its end.
   *
   * @param port that is listened on
   * @param told {@code notify.page}; empty when nobody said
   */
  static String of(WebConfig web, int port, String told) {
    return of(web, port, told, PagesAddress::thisMachine);
  }

  static String of(WebConfig web, int port, String told, Supplier<String> machine) {
    String address = web.address().map(Object::toString).orElse(told);
    if (!address.isEmpty()) {
      return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }
    boolean everywhere = web.host().equals("0.0.0.0") || web.host().equals("::");
    String host = everywhere ? machine.get() : web.host();
    return (web.tls().isPresent() ? "https://" : "http://")
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port;
  }

  private static String thisMachine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
