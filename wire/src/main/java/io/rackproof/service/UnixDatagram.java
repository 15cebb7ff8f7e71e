package io.rackproof.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;

/**
 * One datagram to a Unix socket, which Java has no sockets for. The address as the C library wants
 * it:
 *
 * <pre>
 *  0        2                                n
 * +--------+--------------------------------+
 * | family | path, or 0 and an abstract name |   family: 1, native byte order; path: at most 108 bytes
 * +--------+--------------------------------+
 * </pre>
 */
final class UnixDatagram {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int PATH_BYTES = 108;

  private UnixDatagram() {}

  /**
   * Sends a message; waits while the receiver's queue is full.
   *
   * @param to path of the socket, or {@code @} and its abstract name
   */
  static void send(String to, byte[] message) throws IOException {
    byte[] name = to.getBytes(UTF_8);
    boolean isAbstract = to.startsWith("@");
    // A path ends with a zero byte, an abstract name with the address.
    if (name.length > (isAbstract ? PATH_BYTES : PATH_BYTES - 1)) {
      throw new IOException("the name of the socket is longer than " + PATH_BYTES + " bytes");
    }
    if (isAbstract) {
      name[0] = 0;
    }
    try (Memory address = new Memory(Short.BYTES + PATH_BYTES)) {
      address.clear();
      address.setShort(0, (short) AF_UNIX);
      address.write(Short.BYTES, name, 0, name.length);
      send(address, Short.BYTES + name.length + (isAbstract ? 0 : 1), message);
    } catch (LastErrorException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new IOException("the C library cannot be called: " + e.getMessage(), e);
    }
  }

  private static void send(Memory address, int length, byte[] message) {
    int socket = call("socket", AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    try {
      call(
          "sendto", socket, message, new NativeLong(message.length), MSG_NOSIGNAL, address, length);
    } finally {
      call("close", socket);
    }
  }

  private static int call(String function, Object... arguments) {
    return Function.getFunction("c", function, Function.THROW_LAST_ERROR).invokeInt(arguments);
  }
}
