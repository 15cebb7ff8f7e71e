package io.rackproof.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;

/** Whether other machines can be reached, and own ports be had. */
public final class NetworkCheck {

  private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(3).toMillis();

  private final Findings findings;

  public NetworkCheck(Findings findings) {
    this.findings = findings;
  }

  /**
   * Tells whether a TCP port answers.
   *
   * @param what for people: "the collector"
   * @return whether it does
   */
  public boolean reach(String what, String host, int port) {
    String where = what + " " + address(host, port);
    InetAddress found;
    try {
      found = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      findings.wrong(
          "network",
          where + ": no such host",
          "mend the name, or the name server of this machine (/etc/resolv.conf, /etc/hosts)");
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(found, port), CONNECT_MILLIS);
      findings.good("network", where + " answers");
      return true;
    } catch (IOException e) {
      findings.wrong(
          "network",
          where + " (" + found.getHostAddress() + "): " + e.getMessage(),
          "is it running, and does a firewall let this machine through to port " + port + "?");
      return false;
    }
  }

  /**
   * Tells whether a TCP port of this machine is free.
   *
   * @param mend what to do when it is not
   */
  public void listen(String what, String host, int port, String mend) {
    String where = what + " " + address(host, port);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      findings.good("network", where + " is free");
    } catch (IOException | IllegalArgumentException e) {
      findings.wrong("network", where + ": " + e.getMessage(), mend);
    }
  }

  static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]:" : host + ":") + port;
  }
}
