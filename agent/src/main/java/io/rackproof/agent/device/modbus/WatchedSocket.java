package io.rackproof.agent.device.modbus;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A socket that knows what came in. j2mod reports a timeout, a lost connection and a broken frame
 * with the same exception; what the stream saw tells them apart. It also holds the deadline of a
 * whole answer, which a socket's own timeout for each read does not.
 */
final class WatchedSocket extends Socket {

  private final LongSupplier nanos;
  private long deadline;
  private boolean received;
  private boolean ended;
  private boolean late;

  WatchedSocket(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Starts to wait for an answer. */
  void expect(long deadlineNanos) {
    deadline = deadlineNanos;
    received = false;
    late = false;
  }

  /** True when bytes came since {@link #expect}. */
  boolean received() {
    return received;
  }

  /** True when the other side has closed the connection, or it broke. */
  boolean ended() {
    return ended;
  }

  /** True when the deadline passed while an answer was awaited. */
  boolean late() {
    return late;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Watched(super.getInputStream());
  }

  private final class Watched extends FilterInputStream {
    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - nanos.getAsLong());
      try {
        if (left <= 0 && in.available() == 0) {
          throw new SocketTimeoutException("the deadline of the answer has passed");
        }
        setSoTimeout((int) Math.max(1, Math.min(left, Integer.MAX_VALUE)));
        int count = in.read(buffer, offset, length);
        received |= count > 0;
        ended |= count < 0;
        return count;
      } catch (SocketTimeoutException e) {
        late = true;
        throw e;
      } catch (IOException e) {
        ended = true;
        throw e;
      }
    }
  }
}
