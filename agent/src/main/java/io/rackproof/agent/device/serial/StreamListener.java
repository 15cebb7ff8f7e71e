package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.serial.FrameBuffer.Bad;
import io.rackproof.agent.device.serial.FrameBuffer.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hears an instrument that talks unasked, and notes when each frame began. Owns its transport from
 * the start on, and closes it at the end.
 */
final class StreamListener {

  /** What nobody takes is forgotten, the oldest first. */
  private static final int MOST_KEPT = 1000;

  private static final Duration LOOK = Duration.ofMillis(500);

  /** A waiting look at a port comes at the latest after this. */
  private static final int LATE_MICROS = 2000;

  private static final long STACK_BYTES = 256 * 1024;

  private final SerialTransport transport;
  private final Ticker ticker;
  private final Thread thread;
  private final Deque<Said> kept = new ArrayDeque<>();
  private @Nullable String fault;
  private String bad = "";
  private boolean closed;

  /**
   * A good frame.
   *
   * @param nanos monotonic, when it began
   */
  record Said(String frame, RequestTime time, long nanos) {}

  /** Listens at once; the transport is open. */
  StreamListener(SerialTransport transport, String bus, Ticker ticker) {
    this.transport = transport;
    this.ticker = ticker;
    this.thread = new Thread(null, this::listen, "serial " + bus, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    try {
      long began = 0;
      RequestTime time = new RequestTime(0, 0);
      // The first bytes may be the end of a frame that began before: its checksum would tell, and
      // where there is none, its beginning is missing.
      boolean whole = false;
      while (!isClosed()) {
        boolean begins = transport.rest().isEmpty();
        if (transport.receive(ticker.nanos().getAsLong() + LOOK.toNanos()) == 0) {
          whole |= transport.rest().isEmpty();
          continue;
        }
        if (begins) {
          began = ticker.nanos().getAsLong();
          time = new RequestTime(ticker.wall().millis() - LATE_MICROS / 2000, LATE_MICROS);
        }
        Optional<Frame> frame = transport.next();
        while (frame.isPresent()) {
          if (whole || !(frame.get() instanceof Bad)) {
            note(frame.get(), time, began, whole);
          }
          whole = true;
          // What follows in the same bytes began later than the frame before.
          began = ticker.nanos().getAsLong();
          time = new RequestTime(ticker.wall().millis() - LATE_MICROS / 2000, LATE_MICROS);
          frame = transport.next();
        }
      }
    } catch (IOException e) {
      end(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      end("a defect in the driver: " + e);
    } finally {
      transport.close();
    }
  }

  private synchronized void note(Frame frame, RequestTime time, long nanos, boolean whole) {
    if (frame instanceof Bad broken) {
      bad = "the last, " + SerialCodec.shown(broken.text()) + ", " + broken.why();
    } else if (whole || transport.isChecked()) {
      bad = "";
      if (kept.size() == MOST_KEPT) {
        kept.removeFirst();
      }
      kept.add(new Said(frame.text(), time, nanos));
    }
    notifyAll();
  }

  private synchronized void end(String why) {
    fault = why;
    notifyAll();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** What was said since the last call. */
  synchronized List<Said> take() {
    List<Said> taken = new ArrayList<>(kept);
    kept.clear();
    return taken;
  }

  /**
   * The same, waiting until there is something.
   *
   * @param deadline by the ticker, nanoseconds
   */
  synchronized List<Said> await(long deadline) throws InterruptedException {
    while (kept.isEmpty() && fault == null) {
      long left = deadline - ticker.nanos().getAsLong();
      if (left <= 0) {
        break;
      }
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
    return take();
  }

  /** Why the line is gone; empty while it is there. */
  synchronized Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** The last frame that was no good, and why; empty when a good one came after it. */
  synchronized String lastBad() {
    return bad;
  }

  /** Ends listening, and waits until the line is given up. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    try {
      thread.join(4 * LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
