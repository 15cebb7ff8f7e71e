package io.rackproof.simulator.modbus;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The frame of Modbus TCP.
 *
 * <pre>
 * transaction (2) | protocol, 0 (2) | bytes that follow (2) | unit (1) | request or answer
 * </pre>
 */
final class Mbap {

  /** Bytes before the unit. */
  static final int HEADER = 6;

  private static final int MOST_BYTES = 254;

  private Mbap() {}

  /** Bytes that follow the header; -1 when it is none. */
  static int following(byte[] header) {
    ByteBuffer fields = ByteBuffer.wrap(header);
    int length = fields.getShort(4) & 0xFFFF;
    return fields.getShort(2) != 0 || length < 2 || length > MOST_BYTES ? -1 : length;
  }

  /** The framed answer to a framed request; empty for silence, or when it is no frame. */
  static byte[] answer(ModbusUnits units, byte[] frame) {
    if (frame.length < HEADER || following(frame) != frame.length - HEADER) {
      return new byte[0];
    }
    int unit = frame[HEADER] & 0xFF;
    byte[] answer = units.answer(unit, Arrays.copyOfRange(frame, HEADER + 1, frame.length));
    if (answer == null) {
      return new byte[0];
    }
    return ByteBuffer.allocate(HEADER + 1 + answer.length)
        .put(frame, 0, 4)
        .putShort((short) (1 + answer.length))
        .put((byte) unit)
        .put(answer)
        .array();
  }
}
