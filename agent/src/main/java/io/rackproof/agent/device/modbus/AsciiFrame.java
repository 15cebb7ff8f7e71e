package io.rackproof.agent.device.modbus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Modbus ASCII: every byte as two hexadecimal digits.
 *
 * <pre>
 * +-----+------+-------------------+-----+----+----+
 * | ':' | unit | request or answer | LRC | CR | LF |
 * +-----+------+-------------------+-----+----+----+
 * </pre>
 *
 * The checksum is what makes the sum of all bytes, itself included, a multiple of 256.
 */
record AsciiFrame() implements Framing {

  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  @Override
  public byte[] encode(int transaction, int unit, byte[] pdu) {
    byte[] content = new byte[pdu.length + 2];
    content[0] = (byte) unit;
    System.arraycopy(pdu, 0, content, 1, pdu.length);
    content[content.length - 1] = (byte) -sum(content);
    byte[] frame = new byte[bytes(pdu.length)];
    frame[0] = ':';
    for (int i = 0; i < content.length; i++) {
      frame[1 + 2 * i] = DIGITS[content[i] >> 4 & 0xF];
      frame[2 + 2 * i] = DIGITS[content[i] & 0xF];
    }
    frame[frame.length - 2] = '\r';
    frame[frame.length - 1] = '\n';
    return frame;
  }

  @Override
  public int bytes(int pduBytes) {
    return 1 + 2 * (pduBytes + 2) + 2;
  }

  @Override
  public Found find(byte[] bytes, int count) {
    int start = 0;
    while (start < count && bytes[start] != ':') {
      start++;
    }
    int end = start + 1;
    while (end < count && bytes[end] != '\n') {
      if (bytes[end] == ':') {
        // A frame that broke off: the next one begins here.
        start = end;
      }
      end++;
    }
    if (end >= count) {
      return start >= count ? new Beginning(11) : new Beginning(Math.max(1, 11 - (count - start)));
    }
    byte[] content = content(bytes, start + 1, end - 1);
    if (bytes[end - 1] != '\r' || content.length < 4) {
      return new Broken("the answer is no frame");
    }
    if ((sum(content) & 0xFF) != 0) {
      return new Broken("the checksum of the answer is wrong");
    }
    return new Frame(
        end + 1, -1, content[0] & 0xFF, Arrays.copyOfRange(content, 1, content.length - 1));
  }

  /** The bytes that digits stand for; none when they are no digits. */
  private static byte[] content(byte[] bytes, int from, int end) {
    if (end <= from || (end - from) % 2 != 0) {
      return new byte[0];
    }
    byte[] content = new byte[(end - from) / 2];
    for (int i = 0; i < content.length; i++) {
      int high = Character.digit(bytes[from + 2 * i], 16);
      int low = Character.digit(bytes[from + 2 * i + 1], 16);
      if (high < 0 || low < 0) {
        return new byte[0];
      }
      content[i] = (byte) (high << 4 | low);
    }
    return content;
  }

  private static int sum(byte[] bytes) {
    int sum = 0;
    for (byte each : bytes) {
      sum += each;
    }
    return sum;
  }
}
