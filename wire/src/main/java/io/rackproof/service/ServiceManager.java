package io.rackproof.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process, as {@code sd_notify(3)} describes it: datagrams of
 * {@code KEY=value} lines to the socket in {@code NOTIFY_SOCKET}. What cannot be told is logged
 * once and costs the service nothing else. Thread safe.
 */
public final class ServiceManager {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  private final @Nullable String socket;
  private final Optional<Duration> watchdog;
  private final LongSupplier nanos;
  private volatile boolean failed;

  private ServiceManager(@Nullable String socket, Optional<Duration> watchdog, LongSupplier nanos) {
    this.socket = socket;
    this.watchdog = watchdog;
    this.nanos = nanos;
  }

  /**
   * The one that the environment names; without one, what is told goes nowhere.
   *
   * @param pid of this process: the watchdog may be meant for another
   * @param nanos monotonic time
   */
  public static ServiceManager of(Map<String, String> environment, long pid, LongSupplier nanos) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (!socket.startsWith("/") && !socket.startsWith("@")) {
      if (!socket.isEmpty()) {
        LOG.warn("NOTIFY_SOCKET is {}: only Unix sockets are spoken to", socket);
      }
      return new ServiceManager(null, Optional.empty(), nanos);
    }
    String of = environment.getOrDefault("WATCHDOG_PID", "");
    boolean ours = of.isEmpty() || of.equals(Long.toString(pid));
    return new ServiceManager(
        socket, ours ? watchdog(environment.get("WATCHDOG_USEC")) : Optional.empty(), nanos);
  }

  private static Optional<Duration> watchdog(@Nullable String micros) {
    if (micros == null || !micros.matches("[0-9]{1,15}") || Long.parseLong(micros) == 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
  }

  /** Whether there is one. */
  public boolean isThere() {
    return socket != null;
  }

  /** For how long it waits for {@link #alive} before it kills the process; empty for ever. */
  public Optional<Duration> watchdog() {
    return watchdog;
  }

  /** The service does its work now, or does it again after a reload. */
  public void ready(String status) {
    send("READY=1\nSTATUS=" + oneLine(status));
  }

  /** The configuration is being read again; {@link #ready} follows. */
  public void reloading() {
    // The time is what Type=notify-reload asks for; older managers pass over it.
    send("RELOADING=1\nMONOTONIC_USEC=" + nanos.getAsLong() / 1_000);
  }

  public void stopping(String status) {
    send("STOPPING=1\nSTATUS=" + oneLine(status));
  }

  /** The work goes on. */
  public void alive() {
    send("WATCHDOG=1");
  }

  /** One line for {@code systemctl status}. */
  public void status(String status) {
    send("STATUS=" + oneLine(status));
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  private void send(String message) {
    String to = socket;
    if (to == null) {
      return;
    }
    try {
      UnixDatagram.send(to, message.getBytes(UTF_8));
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        LOG.warn("the service manager at {} cannot be told: {}", to, e.getMessage());
      }
    }
  }
}
