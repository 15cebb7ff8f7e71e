package io.rackproof.collector.access;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next try to sign in: some tries are free, then each doubles the wait.
 * Kept for accounts and for addresses apart, of each the latest so many, so that strangers' names
 * cannot push a known one out of it cheaply: each try costs its address a wait. Thread safe.
 */
final class Guesses {

  private static final int MOST = 10_000;
  private static final int FREE_OF_ACCOUNT = 5;

  /** Short, since it keeps the person out whose name is guessed at. */
  private static final long LONGEST_OF_ACCOUNT_MILLIS = 60_000;

  /** More free, since many sit behind one address. */
  private static final int FREE_OF_ADDRESS = 20;

  private static final long LONGEST_OF_ADDRESS_MILLIS = 900_000;
  private static final long FIRST_WAIT_MILLIS = 1_000;
  private static final long FORGOTTEN_MILLIS = 3_600_000;

  private final Clock clock;
  private final Map<String, Failed> accounts = latest();
  private final Map<String, Failed> addresses = latest();

  private record Failed(int times, long lastMillis) {}

  Guesses(Clock clock) {
    this.clock = clock;
  }

  private static Map<String, Failed> latest() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Failed> eldest) {
        return size() > MOST;
      }
    };
  }

  /**
   * Takes a try, which counts as failed until {@link #succeeded} says otherwise: many at once are
   * not looked at before the first has failed.
   *
   * @return milliseconds to wait, and the try is not counted then; 0 to go on
   */
  synchronized long take(String account, String address) {
    long now = clock.millis();
    String network = network(address);
    long wait =
        Math.max(
            wait(accounts.get(account), FREE_OF_ACCOUNT, LONGEST_OF_ACCOUNT_MILLIS, now),
            wait(addresses.get(network), FREE_OF_ADDRESS, LONGEST_OF_ADDRESS_MILLIS, now));
    if (wait == 0) {
      fail(accounts, account, now);
      fail(addresses, network, now);
    }
    return wait;
  }

  synchronized void succeeded(String account, String address) {
    accounts.remove(account);
    // One account of one's own must not buy tries at others': the address gets its one try back.
    addresses.computeIfPresent(
        network(address),
        (key, failed) ->
            failed.times() <= 1 ? null : new Failed(failed.times() - 1, failed.lastMillis()));
  }

  private static void fail(Map<String, Failed> map, String key, long now) {
    @Nullable Failed before = map.get(key);
    int times = before != null && now - before.lastMillis() < FORGOTTEN_MILLIS ? before.times() : 0;
    map.put(key, new Failed(times + 1, now));
  }

  private static long wait(@Nullable Failed failed, int free, long longest, long now) {
    if (failed == null || failed.times() < free || now - failed.lastMillis() >= FORGOTTEN_MILLIS) {
      return 0;
    }
    int doublings = Math.min(failed.times() - free, 20);
    long until = failed.lastMillis() + Math.min(longest, FIRST_WAIT_MILLIS << doublings);
    return Math.max(0, until - now);
  }

  /** Of IPv6, the /64: whoever has one address of it has them all. */
  static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    String[] groups = address.split(":", -1);
    StringBuilder network = new StringBuilder();
    for (int i = 0; i < Math.min(4, groups.length); i++) {
      network.append(groups[i]).append(':');
    }
    return network.toString();
  }
}
