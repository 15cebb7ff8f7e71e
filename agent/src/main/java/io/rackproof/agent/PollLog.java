package io.rackproof.agent;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.poll.DevicePoll;
import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each event of a device: it answers, is lost, is back, cannot keep its interval. */
final class PollLog {

  private static final Logger LOG = LoggerFactory.getLogger("device");
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final int NAMED = 5;

  private enum State {
    UNKNOWN,
    ALIVE,
    LOST
  }

  private final DeviceConfig device;
  private State state = State.UNKNOWN;
  private long changed;
  private long skipped;
  private long skippedTold;
  private boolean skippedEverTold;

  PollLog(DeviceConfig device) {
    this.device = device;
  }

  /**
   * @param nanos monotonic time
   */
  void note(DevicePoll poll, long nanos) {
    if (poll.asked()) {
      State now = poll.alive() ? State.ALIVE : State.LOST;
      if (now != state) {
        tell(now, poll, nanos);
        state = now;
        changed = nanos;
      }
    }
    skipped += poll.skippedSlots();
    if (skipped > 0 && (!skippedEverTold || nanos - skippedTold > QUIET.toNanos())) {
      LOG.warn(
          "{}: {} of its slots passed unread: its polls, or others on its bus, take longer than {}",
          device.name(),
          skipped,
          Durations.format(device.interval()));
      skipped = 0;
      skippedEverTold = true;
      skippedTold = nanos;
    }
  }

  private void tell(State now, DevicePoll poll, long nanos) {
    if (now == State.LOST) {
      LOG.warn(
          "{}: {} ({})",
          device.name(),
          state == State.UNKNOWN ? "does not answer" : "lost",
          poll.silence().map(PollLog::why).orElse("no answer"));
    } else if (state == State.LOST) {
      LOG.info(
          "{}: back after {} s{}",
          device.name(),
          TimeUnit.NANOSECONDS.toSeconds(nanos - changed),
          without(poll));
    } else {
      LOG.info(
          "{}: {} values from {} in {} ms{}",
          device.name(),
          poll.values(),
          device.connection().describe(),
          poll.took().toMillis(),
          without(poll));
    }
  }

  private static String without(DevicePoll poll) {
    List<Reading> missing =
        poll.readings().stream().filter(r -> r.outcome() instanceof Missing).toList();
    if (missing.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("; ").append(missing.size()).append(" missing:");
    for (Reading reading : missing.subList(0, Math.min(NAMED, missing.size()))) {
      text.append(' ').append(reading.point().metric()).append(reading.point().labels());
      text.append(" (").append(why((Missing) reading.outcome())).append(')');
    }
    return text.append(missing.size() > NAMED ? " …" : "").toString();
  }

  /** {@code timeout: no answer …}. */
  static String why(Missing missing) {
    return missing.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + ": "
        + missing.detail();
  }
}
