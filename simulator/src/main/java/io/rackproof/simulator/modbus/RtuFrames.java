package io.rackproof.simulator.modbus;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Modbus RTU.
 *
 * <pre>
 * unit (1) | request or answer | checksum, low byte first (2)
 * </pre>
 *
 * A request ends by its length, known from its function. What has a wrong checksum is skipped, and
 * a silence drops what came.
 */
final class RtuFrames implements LineFrames {

  private static final int LONGEST = 256;

  private final ModbusUnits units;
  private final byte[] frame = new byte[LONGEST];
  private int length;

  RtuFrames(ModbusUnits units) {
    this.units = units;
  }

  @Override
  public void received(byte[] bytes, int count, Consumer<byte[]> answer) {
    if (length + count > LONGEST) {
      length = 0;
      return;
    }
    System.arraycopy(bytes, 0, frame, length, count);
    length += count;
    while (serveFirst(answer)) {
      // Requests that came together are answered one after the other.
    }
  }

  /** Answers the first whole request, wherever it begins: after a broken one it begins late. */
  private boolean serveFirst(Consumer<byte[]> answer) {
    for (int start = 0; start < length - 3; start++) {
      int end = start + requestLength(start);
      if (end > start && end <= length && isIntact(start, end)) {
        serve(Arrays.copyOfRange(frame, start, end), answer);
        System.arraycopy(frame, end, frame, 0, length - end);
        length -= end;
        return true;
      }
    }
    return false;
  }

  @Override
  public void silent(Consumer<byte[]> answer) {
    // A function whose length we do not know ends with the silence.
    if (length > 3 && requestLength(0) == 0 && isIntact(0, length)) {
      serve(Arrays.copyOf(frame, length), answer);
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

  private void serve(byte[] request, Consumer<byte[]> answer) {
    int unit = request[0] & 0xFF;
    if (!units.has(unit)) {
      return;
    }
    byte[] reply = units.answer(unit, Arrays.copyOfRange(request, 1, request.length - 2));
    if (reply == null) {
      return;
    }
    byte[] framed = new byte[reply.length + 3];
    framed[0] = (byte) unit;
    System.arraycopy(reply, 0, framed, 1, reply.length);
    int crc = Crc16.of(framed, framed.length - 2);
    framed[framed.length - 2] = (byte) crc;
    framed[framed.length - 1] = (byte) (crc >>> 8);
    answer.accept(framed);
  }
}
