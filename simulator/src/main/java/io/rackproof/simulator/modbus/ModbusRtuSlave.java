package io.rackproof.simulator.modbus;

import io.rackproof.simulator.serial.Pty;
import io.rackproof.simulator.serial.SerialLine;
import java.util.Arrays;

/**
 * Serves several units over Modbus RTU on one pseudo-terminal.
 *
 * <pre>
 * unit (1) | request or answer | checksum, low byte first (2)
 * </pre>
 *
 * A request ends by its length, known from its function. What has a wrong checksum is skipped, and
 * a silence drops what came. Units that are not there stay silent.
 */
public final class ModbusRtuSlave implements AutoCloseable {

  private static final int LONGEST = 256;

  /** Far above the 1.75 ms of the standard: a pseudo-terminal has no line time to keep. */
  private static final int SILENCE_MILLIS = 50;

  private final ModbusUnits units;
  private final SerialLine line;
  private final byte[] frame = new byte[LONGEST];
  private int length;

  /** Opens a pseudo-terminal and serves at once. */
  public ModbusRtuSlave(ModbusUnits units) {
    this.units = units;
    this.line = new SerialLine("modbus-rtu", SILENCE_MILLIS, this::received, this::silent);
  }

  /** The terminal that a master opens, such as {@code /dev/pts/3}. */
  public String device() {
    return line.device();
  }

  private void received(Pty pty, byte[] bytes, int count) {
    if (length + count > LONGEST) {
      length = 0;
      return;
    }
    System.arraycopy(bytes, 0, frame, length, count);
    length += count;
    while (serveFirst(pty)) {
      // Requests that came together are answered one after the other.
    }
  }

  /** Answers the first whole request, wherever it begins: after a broken one it begins late. */
  private boolean serveFirst(Pty pty) {
    for (int start = 0; start < length - 3; start++) {
      int end = start + requestLength(start);
      if (end > start && end <= length && isIntact(start, end)) {
        serve(pty, Arrays.copyOfRange(frame, start, end));
        System.arraycopy(frame, end, frame, 0, length - end);
        length -= end;
        return true;
      }
    }
    return false;
  }

  private void silent() {
    // A function whose length we do not know ends with the silence.
    if (length > 3 && requestLength(0) == 0 && isIntact(0, length)) {
      serve(line.pty(), Arrays.copyOf(frame, length));
    }
    length = 0;
  }

  private boolean isIntact(int start, int end) {
    int crc = (frame[end - 1] & 0xFF) << 8 | (frame[end - 2] & 0xFF);
    return Crc16.of(Arrays.copyOfRange(frame, start, end), end - start - 2) == crc;
  }

  /** Bytes of the request that begins at a place; 0 when that cannot be told, or not yet. */
  private int requestLength(int start) {
    return switch (frame[start + 1] & 0xFF) {
      case 1, 2, 3, 4, 5, 6, 8 -> 8;
      case 7, 11, 12, 17 -> 4;
      case 15, 16 -> length < start + 7 ? 0 : 9 + (frame[start + 6] & 0xFF);
      case 43 -> 7;
      default -> 0;
    };
  }

  private void serve(Pty pty, byte[] request) {
    int unit = request[0] & 0xFF;
    if (!units.has(unit)) {
      return;
    }
    byte[] answer = units.answer(unit, Arrays.copyOfRange(request, 1, request.length - 2));
    if (answer == null) {
      return;
    }
    byte[] reply = new byte[answer.length + 3];
    reply[0] = (byte) unit;
    System.arraycopy(answer, 0, reply, 1, answer.length);
    int crc = Crc16.of(reply, reply.length - 2);
    reply[reply.length - 2] = (byte) crc;
    reply[reply.length - 1] = (byte) (crc >>> 8);
    // On a wire, what nobody listened to is gone when the next answer comes.
    pty.dropUnread();
    pty.write(reply);
  }

  @Override
  public void close() {
    line.close();
  }
}
