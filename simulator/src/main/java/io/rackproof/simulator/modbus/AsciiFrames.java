package io.rackproof.simulator.modbus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Modbus ASCII.
 *
 * <pre>
 * ':' | for each byte two hexadecimal digits: unit, request or answer, checksum | CR | LF
 * </pre>
 *
 * All bytes with their checksum add up to a multiple of 256. A colon begins a frame wherever it
 * stands, and what has a wrong checksum is skipped; a character may come as late as it likes.
 */
final class AsciiFrames implements LineFrames {

  private static final int MOST_DIGITS = 2 * 255;

  private final ModbusUnits units;
  private final StringBuilder digits = new StringBuilder();
  private boolean begun;

  AsciiFrames(ModbusUnits units) {
    this.units = units;
  }

  @Override
  public void received(byte[] bytes, int count, Consumer<byte[]> answer) {
    for (int i = 0; i < count; i++) {
      char character = (char) (bytes[i] & 0xFF);
      if (character == ':') {
        begun = true;
        digits.setLength(0);
      } else if (begun && character == '\n') {
        begun = false;
        serve(digits.toString(), answer);
      } else if (begun && digits.length() <= MOST_DIGITS) {
        digits.append(character);
      }
    }
  }

  @Override
  public void silent(Consumer<byte[]> answer) {
    // The frame goes on when its next character comes.
  }

  private void serve(String line, Consumer<byte[]> answer) {
    if (!line.matches("([0-9A-Fa-f]{2}){4,255}\r")) {
      return;
    }
    byte[] frame = HexFormat.of().parseHex(line, 0, line.length() - 1);
    int unit = frame[0] & 0xFF;
    if (sum(frame) != 0 || !units.has(unit)) {
      return;
    }
    byte[] request = new byte[frame.length - 2];
    System.arraycopy(frame, 1, request, 0, request.length);
    byte[] reply = units.answer(unit, request);
    if (reply != null) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      content.write(unit);
      content.writeBytes(reply);
      content.write(-sum(content.toByteArray()));
      String text = ":" + HexFormat.of().withUpperCase().formatHex(content.toByteArray()) + "\r\n";
      answer.accept(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static int sum(byte[] bytes) {
    int sum = 0;
    for (byte each : bytes) {
      sum += each;
    }
    return sum & 0xFF;
  }
}
