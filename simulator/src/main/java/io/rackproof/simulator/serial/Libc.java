package io.rackproof.simulator.serial;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;

/** The calls of the C library that a pseudo-terminal needs. Values are those of 64-bit Linux. */
@SuppressWarnings("MemberName") // The names are the C library's.
final class Libc {

  static final int O_RDWR = 0x2;
  static final int O_NOCTTY = 0x100;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int POLLIN = 0x1;
  static final int POLLOUT = 0x4;
  static final int TCSANOW = 0;
  static final int TCIFLUSH = 0;
  static final long FIONREAD = 0x541B;
  static final int B50 = 1;
  static final int EINTR = 4;
  static final int EAGAIN = 11;

  /** Larger than {@code struct termios} of any C library. */
  static final int TERMIOS_BYTES = 256;

  static {
    Native.register(Libc.class, "c");
  }

  private Libc() {}

  static native int posix_openpt(int flags) throws LastErrorException;

  static native int grantpt(int fd) throws LastErrorException;

  static native int unlockpt(int fd) throws LastErrorException;

  static native int ptsname_r(int fd, byte[] name, long length);

  static native int open(String path, int flags) throws LastErrorException;

  static native int close(int fd);

  static native long read(int fd, byte[] bytes, long count) throws LastErrorException;

  static native long write(int fd, byte[] bytes, long count) throws LastErrorException;

  /**
   * An element is two ints: the descriptor, then events in the low and results in the high half.
   */
  static native int poll(int[] descriptors, long count, int timeoutMillis)
      throws LastErrorException;

  static native int tcgetattr(int fd, byte[] termios) throws LastErrorException;

  static native void cfmakeraw(byte[] termios);

  static native int tcsetattr(int fd, int when, byte[] termios) throws LastErrorException;

  static native int cfsetspeed(byte[] termios, int speed);

  static native int tcflush(int fd, int queue);

  static native int ioctl(int fd, long request, int[] result) throws LastErrorException;
}
