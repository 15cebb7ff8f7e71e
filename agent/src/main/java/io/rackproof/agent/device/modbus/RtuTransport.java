package io.rackproof.agent.device.modbus;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.SerialInput;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Modbus RTU on a serial line, straight on jSerialComm: j2mod's own serial transport waits too
 * little between frames and cannot tell silence from a broken frame.
 */
final class RtuTransport implements ModbusTransport {

  /** A line that is silent for so long has nothing more to say about a broken frame. */
  private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int DATA_BITS = 8;
  private static final int FIXED_GAP_ABOVE_BAUD = 19_200;
  private static final long FIXED_GAP_NANOS = TimeUnit.MICROSECONDS.toNanos(1_750);
  private static final int MAX_CHUNKS_OF_NOISE = 50;

  private final ModbusConfig.Rtu link;
  private final Ticker ticker;
  private final byte[] in = new byte[2 * RtuFrame.MAX_BYTES];
  private @Nullable SerialPort port;
  private long quietSince;

  RtuTransport(ModbusConfig.Rtu link, Ticker ticker) {
    this.link = link;
    this.ticker = ticker;
  }

  @Override
  public synchronized Answer read(Request request, Duration timeout) throws ModbusFault {
    SerialPort open = open();
    discard(open);
    waitUntil(quietSince + gapNanos(link));
    byte[] frame = RtuFrame.encode(request);
    if (open.writeBytes(frame, frame.length) != frame.length) {
      throw lost();
    }
    long bits = (long) bitsPerCharacter(link) * (frame.length + RtuFrame.answerBytes(request));
    long onTheWire = TimeUnit.SECONDS.toNanos(bits) / link.baud();
    long deadline = now() + timeout.toNanos() + onTheWire;
    try {
      return receive(open, request, deadline, timeout);
    } finally {
      quietSince = now();
    }
  }

  /** 3.5 characters of silence between frames; a fixed time on fast lines. */
  static long gapNanos(ModbusConfig.Rtu link) {
    return link.baud() > FIXED_GAP_ABOVE_BAUD
        ? FIXED_GAP_NANOS
        : TimeUnit.SECONDS.toNanos(1) * 7 * bitsPerCharacter(link) / (2L * link.baud());
  }

  /** A start bit, 8 data bits, parity and stop bits. */
  private static int bitsPerCharacter(ModbusConfig.Rtu link) {
    int parity = link.parity() == ModbusConfig.Parity.NONE ? 0 : 1;
    // A line without parity has a second stop bit in its place: always 11, whatever is set.
    return Math.max(11, 1 + DATA_BITS + parity + link.stopBits());
  }

  private Answer receive(SerialPort open, Request request, long deadline, Duration timeout)
      throws ModbusFault {
    int count = 0;
    String wrong = "";
    while (true) {
      int length = RtuFrame.length(in, count);
      if (length > 0 && count >= length) {
        if (!RtuFrame.checksumFits(in, length)) {
          throw garbage(open, "the checksum of the answer is wrong");
        }
        String mismatch = RtuFrame.mismatch(request, in);
        if (mismatch.isEmpty()) {
          return RtuFrame.decode(request, in);
        }
        // The late answer to another request; ours may still come.
        wrong = mismatch;
        System.arraycopy(in, length, in, 0, count - length);
        count -= length;
        continue;
      }
      if (length < 0) {
        throw garbage(open, "the answer is no frame");
      }
      int got = receiveSome(open, count, deadline);
      if (got == 0) {
        if (count > 0 || !wrong.isEmpty()) {
          throw garbage(open, count > 0 ? "the answer is cut off" : wrong);
        }
        throw new ModbusFault(
            Cause.TIMEOUT, link.bus() + ": no answer within " + timeout.toMillis() + " ms");
      }
      count += got;
    }
  }

  /** Waits for bytes; 0 when the deadline has passed without any. */
  private int receiveSome(SerialPort open, int offset, long deadline) throws ModbusFault {
    int got = SerialInput.await(open, in, offset, deadline, ticker.nanos());
    if (got < 0) {
      throw lost();
    }
    return got;
  }

  /** Throws away what lies in the line: answers that came too late. */
  private void discard(SerialPort open) throws ModbusFault {
    int available = open.bytesAvailable();
    while (available > 0) {
      if (open.readBytes(in, Math.min(in.length, available)) < 0) {
        throw lost();
      }
      quietSince = now();
      available = open.bytesAvailable();
    }
    if (available < 0) {
      throw lost();
    }
  }

  private ModbusFault garbage(SerialPort open, String what) throws ModbusFault {
    for (int i = 0;
        i < MAX_CHUNKS_OF_NOISE && receiveSome(open, 0, now() + SILENCE_NANOS) > 0;
        i++) {
      // What follows a broken frame belongs to it: read on until the line is silent.
      quietSince = now();
    }
    return new ModbusFault(Cause.GARBAGE, link.bus() + ": " + what);
  }

  private SerialPort open() throws ModbusFault {
    SerialPort open = port;
    if (open != null) {
      return open;
    }
    try {
      open = SerialPort.getCommPort(link.device());
    } catch (SerialPortInvalidPortException e) {
      throw new ModbusFault(Cause.UNREACHABLE, link.bus() + ": there is no such serial line");
    }
    int stopBits = link.stopBits() == 1 ? SerialPort.ONE_STOP_BIT : SerialPort.TWO_STOP_BITS;
    // A pseudo-terminal has no parity bit; asking for one fails from the second opening on.
    ModbusConfig.Parity wanted =
        isPseudoTerminal(link.device()) ? ModbusConfig.Parity.NONE : link.parity();
    int parity =
        switch (wanted) {
          case NONE -> SerialPort.NO_PARITY;
          case EVEN -> SerialPort.EVEN_PARITY;
          case ODD -> SerialPort.ODD_PARITY;
        };
    open.setComPortParameters(link.baud(), DATA_BITS, stopBits, parity);
    SerialInput.prepare(open);
    if (!open.openPort()) {
      int error = open.getLastErrorCode();
      throw new ModbusFault(
          Cause.UNREACHABLE, link.bus() + ": the serial line cannot be opened, error " + error);
    }
    port = open;
    quietSince = now();
    return open;
  }

  private static boolean isPseudoTerminal(String device) {
    try {
      return Path.of(device).toRealPath().startsWith("/dev/pts");
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  private ModbusFault lost() {
    close();
    return new ModbusFault(Cause.UNREACHABLE, link.bus() + ": the serial line is gone");
  }

  private long now() {
    return ticker.nanos().getAsLong();
  }

  private void waitUntil(long nanos) {
    for (long left = nanos - now(); left > 0; left = nanos - now()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public synchronized void close() {
    SerialPort open = port;
    port = null;
    if (open != null) {
      open.closePort();
    }
  }
}
