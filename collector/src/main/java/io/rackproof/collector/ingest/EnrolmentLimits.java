package io.rackproof.collector.ingest;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much those who have no certificate yet may ask. The secret of a token cannot be guessed; this
 * keeps guesses from costing anything. Thread safe.
 */
final class EnrolmentLimits {

  /** Connections that ask for a certificate at one time, from all addresses. */
  static final int CONNECTIONS = 16;

  /** Tries from one address within {@link #PERIOD}. */
  static final int TRIES = 20;

  static final Duration PERIOD = Duration.ofMinutes(1);

  /** Addresses that are remembered; the one that was first heard of is forgotten first. */
  private static final int ADDRESSES = 1_024;

  private final Clock clock;
  private int open;

  private static final class Tries {
    private final long since;
    private int count;

    Tries(long since) {
      this.since = since;
    }
  }

  private final Map<InetAddress, Tries> byAddress =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Tries> eldest) {
          return size() > ADDRESSES;
        }
      };

  EnrolmentLimits(Clock clock) {
    this.clock = clock;
  }

  /** Takes a place, which {@link #leave} gives back; false when there is none. */
  synchronized boolean enter() {
    if (open >= CONNECTIONS) {
      return false;
    }
    open++;
    return true;
  }

  synchronized void leave() {
    open--;
  }

  /** Counts a try; false when the address has had too many of late. */
  synchronized boolean mayTry(SocketAddress from) {
    if (!(from instanceof InetSocketAddress inet)) {
      return false;
    }
    long now = clock.millis();
    Tries tries = byAddress.get(inet.getAddress());
    if (tries == null || Math.abs(now - tries.since) >= PERIOD.toMillis()) {
      byAddress.remove(inet.getAddress());
      tries = new Tries(now);
      byAddress.put(inet.getAddress(), tries);
    }
    tries.count++;
    return tries.count <= TRIES;
  }
}
