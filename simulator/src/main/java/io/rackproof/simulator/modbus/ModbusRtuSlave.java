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
 * A request ends by its length, known from its function; a silence in the middle of one, or a wrong
 * checksum, drops what came. Units that are not there stay silent.
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
    int end;
    while ((end = requestLength()) > 0 && length >= end) {
      int crc = (frame[end - 1] & 0xFF) << 8 | (frame[end - 2] & 0xFF);
      if (Crc16.of(frame, end - 2) != crc) {
        length = 0;
        return;
      }
      serve(pty, Arrays.copyOf(frame, end));
      System.arraycopy(frame, end, frame, 0, length - end);
      length -= end;
    }
  }

  private void silent() {
    if (length > 3 && requestLength() == 0) {
      // A function whose length we do not know ends with the silence.
      int crc = (frame[length - 1] & 0xFF) << 8 | (frame[length - 2] & 0xFF);
      if (Crc16.of(frame, length - 2) == crc) {
        serve(line.pty(), Arrays.copyOf(frame, length));
      }
    }
    length = 0;
  }

  /** Bytes of the request that has begun; 0 when that cannot be told, or not yet. */
  private int requestLength() {
    if (length < 2) {
      return 0;
    }
    return switch (frame[1] & 0xFF) {
      case 1, 2, 3, 4, 5, 6, 8 -> 8;
      case 7, 11, 12, 17 -> 4;
      case 15, 16 -> length < 7 ? 0 : 9 + (frame[6] & 0xFF);
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
