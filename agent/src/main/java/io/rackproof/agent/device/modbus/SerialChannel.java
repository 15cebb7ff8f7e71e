package io.rackproof.agent.device.modbus;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.SerialInput;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A serial port. What comes is looked for and never waited for in the kernel, for the reason that
 * {@link SerialInput} gives; how often depends on the characters that are still to come, so that
 * the end of a frame is seen at once and a long frame costs few looks.
 */
final class SerialChannel implements Channel {

  private static final int DATA_BITS_OF_PSEUDO_TERMINALS = 8;
  private static final long EAGER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long OFTEN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long SELDOM_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ModbusConfig.SerialLine link;
  private final long characterNanos;
  private final LongSupplier nanos;
  private final byte[] thrownAway = new byte[256];
  private @Nullable SerialPort port;

  SerialChannel(ModbusConfig.SerialLine link, LongSupplier nanos) {
    this.link = link;
    this.characterNanos = LinkTiming.of(link).character();
    this.nanos = nanos;
  }

  @Override
  public boolean isOpen() {
    return port != null;
  }

  @Override
  public void open(Duration timeout) throws ModbusFault {
    if (port != null) {
      return;
    }
    SerialPort open;
    try {
      open = SerialPort.getCommPort(link.device());
    } catch (SerialPortInvalidPortException e) {
      throw new ModbusFault(Cause.UNREACHABLE, link.bus() + ": there is no such serial line");
    }
    int stopBits = link.stopBits() == 1 ? SerialPort.ONE_STOP_BIT : SerialPort.TWO_STOP_BITS;
    // A pseudo-terminal has 8 bits and no parity; asking for another fails from the second opening
    // on.
    boolean pseudo = isPseudoTerminal(link.device());
    int parity =
        switch (pseudo ? ModbusConfig.Parity.NONE : link.parity()) {
          case NONE -> SerialPort.NO_PARITY;
          case EVEN -> SerialPort.EVEN_PARITY;
          case ODD -> SerialPort.ODD_PARITY;
        };
    int dataBits = pseudo ? DATA_BITS_OF_PSEUDO_TERMINALS : link.dataBits();
    open.setComPortParameters(link.baud(), dataBits, stopBits, parity);
    SerialInput.prepare(open);
    if (!open.openPort()) {
      int error = open.getLastErrorCode();
      throw new ModbusFault(
          Cause.UNREACHABLE, link.bus() + ": the serial line cannot be opened, error " + error);
    }
    port = open;
  }

  private static boolean isPseudoTerminal(String device) {
    try {
      return Path.of(device).toRealPath().startsWith("/dev/pts");
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  @Override
  public boolean write(byte[] bytes) {
    SerialPort open = port;
    if (open != null && open.writeBytes(bytes, bytes.length) == bytes.length) {
      return true;
    }
    close();
    return false;
  }

  @Override
  public int read(byte[] into, int offset, long deadline, int missing) {
    SerialPort open = port;
    if (open == null) {
      return -1;
    }
    long start = nanos.getAsLong();
    while (true) {
      int available = open.bytesAvailable();
      if (available > 0) {
        available = open.readBytes(into, Math.min(available, into.length - offset), offset);
      }
      if (available < 0) {
        close();
      }
      if (available != 0) {
        return available;
      }
      long now = nanos.getAsLong();
      long left = deadline - now;
      if (left <= 0) {
        return 0;
      }
      LockSupport.parkNanos(Math.min(left, pause(offset, missing, now - start)));
    }
  }

  /** Within a frame half of what is to come, so that its end is met in ever smaller steps. */
  private long pause(int already, int missing, long waited) {
    if (already > 0 && waited < EAGER_NANOS) {
      return Math.max(SHORTEST_NANOS, missing * characterNanos / 2);
    }
    return waited < EAGER_NANOS ? OFTEN_NANOS : SELDOM_NANOS;
  }

  @Override
  public int discard() {
    SerialPort open = port;
    int all = 0;
    while (open != null) {
      int available = open.bytesAvailable();
      if (available == 0) {
        return all;
      }
      if (available < 0 || open.readBytes(thrownAway, Math.min(available, thrownAway.length)) < 0) {
        close();
        return -1;
      }
      all += available;
    }
    return -1;
  }

  @Override
  public boolean recovers() {
    return true;
  }

  @Override
  public void close() {
    SerialPort open = port;
    port = null;
    if (open != null) {
      open.closePort();
    }
  }
}
