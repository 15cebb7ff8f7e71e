package io.rackproof.agent;

import io.rackproof.document.InvalidDocumentException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code rack.yaml} again when it is asked to, and counts how that went. Thread safe. */
final class Reloads {

  private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

  private final RackOption rack;
  private final Clock clock;
  private volatile State state;

  /**
   * @param successful whether the last one, or the start, could be used
   * @param successMillis when the configuration in force was read
   * @param taken how many files were taken since the start
   * @param refused how many could not be used
   */
  record State(boolean successful, long successMillis, long taken, long refused) {}

  /** What takes a new configuration into force. */
  @FunctionalInterface
  interface Taker {
    /**
     * @return what has changed, for the log
     */
    String take(RackConfig config) throws UnusableException, InterruptedException;
  }

  Reloads(RackOption rack, Clock clock) {
    this.rack = rack;
    this.clock = clock;
    this.state = new State(true, clock.millis(), 0, 0);
  }

  State state() {
    return state;
  }

  /** Reads the file and takes it; a file that cannot be used changes nothing and is told. */
  synchronized void reload(Taker taker) {
    State before = state;
    try {
      String changes = taker.take(rack.read());
      state = new State(true, clock.millis(), before.taken() + 1, before.refused());
      LOG.info("{} read again: {}", rack.file, changes);
    } catch (InvalidDocumentException | UnusableException | RuntimeException e) {
      refuse(before, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuse(State before, Exception e) {
    state = new State(false, before.successMillis(), before.taken(), before.refused() + 1);
    if (e instanceof RuntimeException) {
      LOG.error("{} could not be taken: a defect of the agent", rack.file, e);
      return;
    }
    LOG.error(
        "{} cannot be used, everything goes on as before:\n{}",
        rack.file,
        String.valueOf(e.getMessage()));
  }
}
