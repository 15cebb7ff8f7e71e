package io.rackproof.simulator.serial;

import com.sun.jna.LastErrorException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A pseudo-terminal: programs open {@link #device()} as they open a serial port, and this end is
 * the equipment behind it. Raw, without echo. It stays open when the program closes the port, as a
 * cable stays plugged in. Linux on x86_64 and aarch64.
 */
public final class Pty implements AutoCloseable {

  private final int master;

  /** Held open, or reading would fail whenever no program has the port open. */
  private final int slave;

  private final String device;

  private Pty(int master, int slave, String device) {
    this.master = master;
    this.slave = slave;
    this.device = device;
  }

  /**
   * Opens a new one.
   *
   * @throws UnsupportedOperationException where there are none that we know how to open, with what
   *     to do
   */
  public static Pty open() {
    String system = System.getProperty("os.name", "");
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (!system.equals("Linux") || !(machine.equals("amd64") || machine.equals("aarch64"))) {
      throw new UnsupportedOperationException(
          "pseudo-terminals are opened on Linux x86_64 and aarch64 only, not on "
              + (system + " " + machine).strip()
              + "; run the simulator in a Linux container or virtual machine");
    }
    int master = -1;
    int slave = -1;
    try {
      master = Libc.posix_openpt(Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
      Libc.grantpt(master);
      Libc.unlockpt(master);
      byte[] name = new byte[128];
      if (Libc.ptsname_r(master, name, name.length) != 0) {
        throw new IllegalStateException("a pseudo-terminal has no name");
      }
      int end = 0;
      while (name[end] != 0) {
        end++;
      }
      String device = new String(Arrays.copyOf(name, end), StandardCharsets.US_ASCII);
      slave = Libc.open(device, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC);
      byte[] termios = new byte[Libc.TERMIOS_BYTES];
      Libc.tcgetattr(slave, termios);
      Libc.cfmakeraw(termios);
      Libc.tcsetattr(slave, Libc.TCSANOW, termios);
      return new Pty(master, slave, device);
    } catch (LastErrorException e) {
      if (slave >= 0) {
        Libc.close(slave);
      }
      if (master >= 0) {
        Libc.close(master);
      }
      throw new UnsupportedOperationException(
          "a pseudo-terminal cannot be opened: " + e.getMessage() + " (is /dev/pts mounted?)", e);
    }
  }

  /** The path that programs open, such as {@code /dev/pts/3}. */
  public String device() {
    return device;
  }

  /**
   * Bytes that the program wrote.
   *
   * @return how many; 0 when none came in time
   */
  public int read(byte[] bytes, int timeoutMillis) {
    if (!ready(master, Libc.POLLIN, timeoutMillis)) {
      return 0;
    }
    try {
      return (int) Math.max(0, Libc.read(master, bytes, bytes.length));
    } catch (LastErrorException e) {
      return (int) nothing(e);
    }
  }

  /** Writes all, or as much as fits when nobody reads: a wire does not wait either. */
  public void write(byte[] bytes) {
    byte[] rest = bytes;
    while (rest.length > 0 && ready(master, Libc.POLLOUT, 1_000)) {
      int written = (int) writeSome(rest);
      if (written <= 0) {
        return;
      }
      rest = Arrays.copyOfRange(rest, written, rest.length);
    }
  }

  private long writeSome(byte[] bytes) {
    try {
      return Libc.write(master, bytes, bytes.length);
    } catch (LastErrorException e) {
      return nothing(e);
    }
  }

  /** 0 for a call that would have waited or was interrupted; other errors go on. */
  private static long nothing(LastErrorException error) {
    if (error.getErrorCode() == Libc.EAGAIN || error.getErrorCode() == Libc.EINTR) {
      return 0;
    }
    throw error;
  }

  /**
   * Drops what the program has not read yet. Does not touch the line when there is nothing: Linux
   * sets its two marks of an emptied line one after the other, and a program that waits for bytes
   * just then is told that some are there, reads none, and takes the port for closed.
   */
  public void dropUnread() {
    // Bytes on their way count once somebody looks for them.
    ready(slave, Libc.POLLIN, 0);
    int[] unread = new int[1];
    Libc.ioctl(slave, Libc.FIONREAD, unread);
    if (unread[0] > 0) {
      Libc.tcflush(slave, Libc.TCIFLUSH);
    }
  }

  /**
   * Forgets the speed that a program set. Linux grants no parity on a pseudo-terminal, and the C
   * library takes a request for it only as long as something else of it changes: without this, a
   * program could open the port with parity once and never again.
   */
  public void forgetSpeed() {
    byte[] termios = new byte[Libc.TERMIOS_BYTES];
    Libc.tcgetattr(slave, termios);
    Libc.cfsetspeed(termios, Libc.B50);
    Libc.tcsetattr(slave, Libc.TCSANOW, termios);
  }

  private static boolean ready(int end, int events, int timeoutMillis) {
    int[] descriptor = {end, events};
    try {
      return Libc.poll(descriptor, 1, timeoutMillis) > 0 && ((descriptor[1] >>> 16) & events) != 0;
    } catch (LastErrorException e) {
      if (e.getErrorCode() == Libc.EINTR) {
        return false;
      }
      throw e;
    }
  }

  /** Only once nobody reads or writes any more. */
  @Override
  public void close() {
    Libc.close(slave);
    Libc.close(master);
  }
}
