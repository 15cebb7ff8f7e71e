package io.rackproof.agent.device.modbus;

import com.ghgande.j2mod.modbus.msg.ModbusRequest;
import com.ghgande.j2mod.modbus.util.ModbusUtil;
import io.rackproof.agent.device.modbus.ModbusTransport.Answer;
import io.rackproof.agent.device.modbus.ModbusTransport.Refused;
import io.rackproof.agent.device.modbus.ModbusTransport.Request;
import io.rackproof.agent.device.modbus.ModbusTransport.Values;
import java.util.Arrays;

/**
 * Modbus RTU frames as bytes.
 *
 * <pre>
 *   1 byte  1 byte           1 byte   n bytes  2 bytes, low byte first
 * +-------+----------------+--------+--------+-----+
 * | unit  | function 1..4  | n      | data   | CRC |   an answer
 * +-------+----------------+--------+--------+-----+
 * | unit  | 0x80 + function| code   |          CRC |   an exception
 * +-------+----------------+--------+--------------+
 * </pre>
 */
final class RtuFrame {

  /** The longest answer: 5 bytes around 255 of data. */
  static final int MAX_BYTES = 260;

  private static final int EXCEPTION_BYTES = 5;

  private RtuFrame() {}

  /** The bytes that ask for something, CRC included. */
  static byte[] encode(Request request) {
    ModbusRequest message = ReadRequests.of(request);
    byte[] data = message.getMessage();
    byte[] frame = new byte[data.length + 4];
    frame[0] = (byte) request.unit();
    frame[1] = (byte) request.table().function();
    System.arraycopy(data, 0, frame, 2, data.length);
    int[] crc = ModbusUtil.calculateCRC(frame, 0, frame.length - 2);
    frame[frame.length - 2] = (byte) crc[0];
    frame[frame.length - 1] = (byte) crc[1];
    return frame;
  }

  /** Bytes of the answer to a request, when it is no exception. */
  static int answerBytes(Request request) {
    return 5 + dataBytes(request);
  }

  /**
   * How long the frame at the start of the bytes is.
   *
   * @return 0 when too few bytes are there to tell, -1 when they begin no answer to a read
   */
  static int length(byte[] bytes, int available) {
    if (available < 3) {
      return 0;
    }
    int function = bytes[1] & 0xFF;
    if ((function & 0x80) != 0) {
      return EXCEPTION_BYTES;
    }
    return function >= 1 && function <= 4 ? 5 + (bytes[2] & 0xFF) : -1;
  }

  static boolean checksumFits(byte[] bytes, int length) {
    int[] crc = ModbusUtil.calculateCRC(bytes, 0, length - 2);
    return (bytes[length - 2] & 0xFF) == crc[0] && (bytes[length - 1] & 0xFF) == crc[1];
  }

  /**
   * What is wrong with a frame whose checksum fits, as an answer to a request; empty when nothing.
   */
  static String mismatch(Request request, byte[] bytes) {
    int unit = bytes[0] & 0xFF;
    int function = bytes[1] & 0x7F;
    if (unit != request.unit()) {
      return "unit " + unit + " answered instead of unit " + request.unit();
    }
    if (function != request.table().function()) {
      return "function " + function + " answered " + request.table().function();
    }
    int data = bytes[2] & 0xFF;
    if (!isException(bytes) && data != dataBytes(request)) {
      return data + " bytes of data instead of " + dataBytes(request);
    }
    return "";
  }

  /** What a frame without {@link #mismatch} says. */
  static Answer decode(Request request, byte[] bytes) {
    if (isException(bytes)) {
      return new Refused(bytes[2] & 0xFF);
    }
    int[] words = new int[request.count()];
    if (request.table().isBits()) {
      Arrays.setAll(words, i -> bytes[3 + i / 8] >> i % 8 & 1);
    } else {
      Arrays.setAll(words, i -> ((bytes[3 + 2 * i] & 0xFF) << 8) | (bytes[4 + 2 * i] & 0xFF));
    }
    return new Values(words);
  }

  private static boolean isException(byte[] bytes) {
    return (bytes[1] & 0x80) != 0;
  }

  private static int dataBytes(Request request) {
    return request.table().isBits() ? (request.count() + 7) / 8 : 2 * request.count();
  }
}
