package io.rackproof.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** A datagram socket of the kernel, as a service manager binds one. */
final class NotifySocket implements AutoCloseable {

  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int EAGAIN = 11;

  private final int descriptor = call("socket", 1, 2, 0);

  /**
   * @param name a path, or {@code @} and an abstract name
   */
  NotifySocket(String name) {
    byte[] path = name.getBytes(UTF_8);
    if (path[0] == '@') {
      path[0] = 0;
    }
    try (Memory address = new Memory(2 + path.length);
        Memory timeout = new Memory(16)) {
      address.setShort(0, (short) 1);
      address.write(2, path, 0, path.length);
      call("bind", descriptor, address, 2 + path.length);
      timeout.setLong(0, 30);
      timeout.setLong(8, 0);
      call("setsockopt", descriptor, SOL_SOCKET, SO_RCVTIMEO, timeout, 16);
    }
  }

  /** The next datagram; waits for it. */
  String next() {
    return receive(0);
  }

  /** Whether none has come: a sender's datagram is here when its call has returned. */
  boolean isEmpty() {
    try {
      receive(MSG_DONTWAIT);
      return false;
    } catch (LastErrorException e) {
      if (e.getErrorCode() != EAGAIN) {
        throw e;
      }
      return true;
    }
  }

  private String receive(int flags) {
    try (Memory buffer = new Memory(4096)) {
      int length =
          call(
              "recvfrom",
              descriptor,
              buffer,
              new NativeLong(buffer.size()),
              flags,
              Pointer.NULL,
              Pointer.NULL);
      return new String(buffer.getByteArray(0, length), UTF_8);
    }
  }

  private static int call(String function, Object... arguments) {
    return Function.getFunction("c", function, Function.THROW_LAST_ERROR).invokeInt(arguments);
  }

  @Override
  public void close() {
    call("close", descriptor);
  }
}
