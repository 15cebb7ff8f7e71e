package io.rackproof.agent.device.modbus;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Modbus RTU, on a serial line or over TCP.
 *
 * <pre>
 *   1 byte                     2 bytes, low byte first
 * +------+-------------------+-----+
 * | unit | request or answer | CRC |
 * +------+-------------------+-----+
 * </pre>
 *
 * The checksum: polynomial 0x8005 reflected, start 0xFFFF.
 */
record RtuFrame() implements Framing {

  private static final int[] TABLE = new int[256];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0xA001;
      }
      TABLE[i] = crc;
    }
  }

  @Override
  public byte[] encode(int transaction, int unit, byte[] pdu) {
    byte[] frame = new byte[pdu.length + 3];
    frame[0] = (byte) unit;
    System.arraycopy(pdu, 0, frame, 1, pdu.length);
    int crc = crc(frame, 0, frame.length - 2);
    frame[frame.length - 2] = (byte) crc;
    frame[frame.length - 1] = (byte) (crc >>> 8);
    return frame;
  }

  @Override
  public int bytes(int pduBytes) {
    return pduBytes + 3;
  }

  @Override
  public Found find(byte[] bytes, int count) {
    int pdu = Pdu.length(bytes, Math.min(1, count), count);
    if (pdu < 0) {
      return new Broken("the answer is no frame");
    }
    if (pdu == 0) {
      return new Beginning(Math.max(1, 5 - count));
    }
    if (count < pdu + 3) {
      return new Beginning(pdu + 3 - count);
    }
    Frame frame = frameAt(bytes, 0, pdu);
    return frame == null ? new Broken("the checksum of the answer is wrong") : frame;
  }

  @Override
  public Found search(byte[] bytes, int count, int unit, int function, Broken broken) {
    for (int start = 1; start + 5 <= count; start++) {
      if ((bytes[start] & 0xFF) == unit && (bytes[start + 1] & 0x7F) == function) {
        int pdu = Pdu.length(bytes, start + 1, count);
        Frame frame = pdu > 0 && start + pdu + 3 <= count ? frameAt(bytes, start, pdu) : null;
        if (frame != null) {
          return frame;
        }
      }
    }
    return broken;
  }

  /** Null when the checksum does not fit. */
  private static @Nullable Frame frameAt(byte[] bytes, int start, int pdu) {
    int end = start + 1 + pdu;
    int crc = crc(bytes, start, end);
    if ((bytes[end] & 0xFF) != (crc & 0xFF) || (bytes[end + 1] & 0xFF) != crc >>> 8) {
      return null;
    }
    return new Frame(end + 2, -1, bytes[start] & 0xFF, Arrays.copyOfRange(bytes, start + 1, end));
  }

  static int crc(byte[] bytes, int from, int end) {
    int crc = 0xFFFF;
    for (int i = from; i < end; i++) {
      crc = crc >>> 8 ^ TABLE[(crc ^ bytes[i]) & 0xFF];
    }
    return crc;
  }
}
