package io.rackproof.agent.device;

import com.fazecast.jSerialComm.SerialPort;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * What arrives on a serial port, waited for without ever blocking in the kernel. The terminal's own
 * timeout is a setting that any other program (stty, socat, a getty) can change while the port is
 * open: a timed read then has no end, and a whole bus stands still.
 */
public final class SerialInput {

  /** Most answers come within a few milliseconds: look often at first, then seldom. */
  private static final long EAGER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long OFTEN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long SELDOM_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private SerialInput() {}

  /** Sets a port that is not open yet for {@link #await}. */
  public static void prepare(SerialPort port) {
    port.setComPortTimeouts(
        SerialPort.TIMEOUT_NONBLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING, 0, 0);
  }

  /**
   * Waits until at least one byte is there.
   *
   * @param into where the bytes go, from {@code offset} to its end at most
   * @param nanos the monotonic clock of {@code deadline}
   * @return how many bytes came; 0 at the deadline; -1 when the port is gone
   */
  public static int await(
      SerialPort port, byte[] into, int offset, long deadline, LongSupplier nanos) {
    long start = nanos.getAsLong();
    while (true) {
      int available = port.bytesAvailable();
      if (available < 0) {
        return -1;
      }
      if (available > 0) {
        int got = port.readBytes(into, Math.min(available, into.length - offset), offset);
        if (got != 0) {
          return got;
        }
      }
      long now = nanos.getAsLong();
      long left = deadline - now;
      if (left <= 0) {
        return 0;
      }
      LockSupport.parkNanos(Math.min(left, now - start < EAGER_NANOS ? OFTEN_NANOS : SELDOM_NANOS));
    }
  }
}
