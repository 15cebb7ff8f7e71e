package io.rackproof.agent;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.poll.DevicePoll;
import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line for each event of a device: it answers, is lost, is back, cannot keep its interval. */
final class PollLog {

  private static final Logger LOG = LoggerFactory.getLogger("device");
  private static final Duration QUIET = Duration.ofMinutes(1);

  /** The share of a minute's slots that may pass unread without a word; the metrics count all. */
  private static final double TOLERATED = 0.05;

  private static final int NAMED = 5;

  private enum State {
    UNKNOWN,
    ALIVE,
    LOST
  }

  private final DeviceConfig device;
  private volatile State state = State.UNKNOWN;
  private long changed;
  private long skipped;
  private long skippedSince;

  PollLog(DeviceConfig device) {
    this.device = device;
  }

  /** Whether it did not answer when it was asked last. */
  boolean isLost() {
    return state == State.LOST;
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
    if (poll.skippedSlots() > 0 && skipped == 0) {
      skippedSince = nanos;
    }
    skipped += poll.skippedSlots();
    if (skipped == 0 || nanos - skippedSince <= QUIET.toNanos()) {
      return;
    }
    if (skipped * device.interval().toNanos() > QUIET.toNanos() * TOLERATED) {
      LOG.warn(
          "{}: {} of its slots passed unread within {}: its polls, or others on its bus, take longer"
              + " than {}",
          device.name(),
          skipped,
          Durations.format(QUIET),
          Durations.format(device.interval()));
    }
    skipped = 0;
  }

  private void tell(State now, DevicePoll poll, long nanos) {
    if (now == State.LOST) {
      told(LOG.atWarn(), "lost")
          .log(
              "{}: {} ({})",
              device.name(),
              state == State.UNKNOWN ? "does not answer" : "lost",
              poll.silence().map(PollLog::why).orElse("no answer"));
    } else if (state == State.LOST) {
      told(LOG.atInfo(), "back")
          .log(
              "{}: back after {} s{}",
              device.name(),
              TimeUnit.NANOSECONDS.toSeconds(nanos - changed),
              without(poll));
    } else {
      told(LOG.atInfo(), "found")
          .log(
              "{}: {} values from {} in {} ms{}",
              device.name(),
              poll.values(),
              device.connection().describe(),
              poll.took().toMillis(),
              without(poll));
    }
  }

  /** With the fields by which a log is searched. */
  private LoggingEventBuilder told(LoggingEventBuilder line, String event) {
    return line.addKeyValue("device", device.name()).addKeyValue("event", event);
  }

  /** What the profile has and the device does not, and what it has and could not give. */
  private static String without(DevicePoll poll) {
    List<Missing> all = new ArrayList<>();
    StringBuilder named = new StringBuilder();
    int missing = 0;
    for (Reading reading : poll.readings()) {
      if (reading.outcome() instanceof Missing why) {
        all.add(why);
        if (why.cause() != Cause.ABSENT && missing++ < NAMED) {
          named.append(' ').append(reading.point().metric()).append(reading.point().labels());
          named.append(" (").append(why(why)).append(')');
        }
      }
    }
    int absent = all.size() - missing;
    return (absent == 0 ? "" : "; " + absent + " of the profile are not in this device")
        + (missing == 0 ? "" : "; " + missing + " missing:" + named)
        + (missing > NAMED ? " …" : "");
  }

  /** {@code timeout: no answer …}. */
  static String why(Missing missing) {
    return missing.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + ": "
        + missing.detail();
  }
}
