package io.rackproof.simulator.serial;

import java.util.concurrent.TimeUnit;

/** Equipment at one end of a pseudo-terminal: a thread that hands on what comes in. */
public final class SerialLine implements AutoCloseable {

  /** Bytes as they come, in pieces of any size. */
  @FunctionalInterface
  public interface Receiver {
    void received(Pty pty, byte[] bytes, int count);
  }

  /** How long closing may take while the line is idle. */
  private static final int IDLE_MILLIS = 250;

  private final Pty pty = Pty.open();
  private final int silenceMillis;
  private final Receiver receiver;
  private final Runnable silence;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Opens a line and listens at once.
   *
   * @param name of the thread
   * @param silenceMillis without a byte after which {@code silence} is told
   * @param silence runs once after bytes have come and no more follow
   */
  public SerialLine(String name, int silenceMillis, Receiver receiver, Runnable silence) {
    this.silenceMillis = silenceMillis;
    this.receiver = receiver;
    this.silence = silence;
    this.thread = new Thread(this::listen, name + " " + pty.device());
    thread.setDaemon(true);
    thread.start();
  }

  public String device() {
    return pty.device();
  }

  public Pty pty() {
    return pty;
  }

  private void listen() {
    byte[] bytes = new byte[256];
    boolean pending = false;
    while (!closed) {
      int count = pty.read(bytes, pending ? silenceMillis : IDLE_MILLIS);
      if (count > 0) {
        pending = true;
        pty.forgetSpeed();
        receiver.received(pty, bytes, count);
      } else if (pending) {
        pending = false;
        silence.run();
      } else {
        pty.forgetSpeed();
      }
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pty.close();
  }
}
