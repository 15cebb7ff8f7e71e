package io.rackproof.agent.device.modbus;

import java.util.Arrays;

/**
 * Modbus TCP and UDP.
 *
 * <pre>
 *   2 bytes        2 bytes    2 bytes       1 byte  length - 1 bytes
 * +--------------+----------+-------------+-------+-------------------+
 * | transaction  | 0        | length      | unit  | request or answer |
 * +--------------+----------+-------------+-------+-------------------+
 * </pre>
 */
record MbapFrame() implements Framing {

  private static final int HEADER = 7;

  @Override
  public byte[] encode(int transaction, int unit, byte[] pdu) {
    byte[] frame = new byte[HEADER + pdu.length];
    frame[0] = (byte) (transaction >> 8);
    frame[1] = (byte) transaction;
    frame[4] = (byte) ((pdu.length + 1) >> 8);
    frame[5] = (byte) (pdu.length + 1);
    frame[6] = (byte) unit;
    System.arraycopy(pdu, 0, frame, HEADER, pdu.length);
    return frame;
  }

  @Override
  public int bytes(int pduBytes) {
    return HEADER + pduBytes;
  }

  @Override
  public Found find(byte[] bytes, int count) {
    if (count < HEADER - 1) {
      return new Beginning(HEADER + 2 - count);
    }
    int protocol = word(bytes, 2);
    int follow = word(bytes, 4);
    if (protocol != 0 || follow < 3 || follow > 1 + Pdu.MAX_BYTES) {
      return new Broken("the answer is no frame");
    }
    int length = HEADER - 1 + follow;
    if (count < length) {
      return new Beginning(length - count);
    }
    return new Frame(
        length, word(bytes, 0), bytes[6] & 0xFF, Arrays.copyOfRange(bytes, HEADER, length));
  }

  private static int word(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }
}
