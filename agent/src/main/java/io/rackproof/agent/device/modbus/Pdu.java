package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.modbus.ModbusTransport.Answer;
import io.rackproof.agent.device.modbus.ModbusTransport.Identify;
import io.rackproof.agent.device.modbus.ModbusTransport.Objects;
import io.rackproof.agent.device.modbus.ModbusTransport.Read;
import io.rackproof.agent.device.modbus.ModbusTransport.Refused;
import io.rackproof.agent.device.modbus.ModbusTransport.Request;
import io.rackproof.agent.device.modbus.ModbusTransport.Values;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests and answers without what a link puts around them. The only requests that can be made are
 * reads: functions 1 to 4, and 43 with the kind 14.
 *
 * <pre>
 *   1 byte          2 bytes   2 bytes
 * +---------------+---------+-------+
 * | function 1..4 | address | count |                      a request
 * +---------------+---------+-------+-----+
 * | function 1..4 | n (1 byte)  | n bytes |                an answer
 * +---------------+-------------+---------+
 * | 0x2B | 0x0E | code 1..2 | object |                     a request for the identification
 * +------+------+-----------+------------+------+------+-------+---------------------+
 * | 0x2B | 0x0E | code      | conformity | more | next | count | id, n, n bytes, ... |
 * +------+------+-----------+------------+------+------+-------+---------------------+
 * | 0x80 + function | exception code |                     a refusal
 * +-----------------+----------------+
 * </pre>
 */
final class Pdu {

  /** The longest answer. */
  static final int MAX_BYTES = 253;

  static final int IDENTIFY = 0x2B;
  private static final int DEVICE_IDENTIFICATION = 0x0E;
  private static final int OBJECTS_AT = 7;

  /** What a basic identification takes, where its length is not known yet. */
  private static final int USUAL_IDENTIFICATION = 60;

  private Pdu() {}

  static byte[] encode(Request request) {
    if (request instanceof Read read) {
      return new byte[] {
        (byte) read.table().function(),
        (byte) (read.address() >> 8),
        (byte) read.address(),
        (byte) (read.count() >> 8),
        (byte) read.count()
      };
    }
    Identify identify = (Identify) request;
    return new byte[] {
      IDENTIFY, DEVICE_IDENTIFICATION, (byte) identify.code(), (byte) identify.object()
    };
  }

  static int function(Request request) {
    return request instanceof Read read ? read.table().function() : IDENTIFY;
  }

  /** Bytes of the answer to a request, when it is no exception. */
  static int answerBytes(Request request) {
    return request instanceof Read read ? 2 + dataBytes(read) : USUAL_IDENTIFICATION;
  }

  /**
   * How long the answer is that begins at a place.
   *
   * @return 0 when too few bytes are there to tell, -1 when they begin no answer to a read
   */
  static int length(byte[] bytes, int from, int end) {
    if (end - from < 1) {
      return 0;
    }
    int function = bytes[from] & 0xFF;
    if ((function & 0x80) != 0) {
      return 2;
    }
    if (function == IDENTIFY) {
      return identificationLength(bytes, from, end);
    }
    if (function < 1 || function > 4) {
      return -1;
    }
    return end - from < 2 ? 0 : 2 + (bytes[from + 1] & 0xFF);
  }

  private static int identificationLength(byte[] bytes, int from, int end) {
    if (end - from < OBJECTS_AT) {
      return 0;
    }
    int at = from + OBJECTS_AT;
    for (int left = bytes[from + 6] & 0xFF; left > 0; left--) {
      if (at + 2 > end) {
        return 0;
      }
      at += 2 + (bytes[at + 1] & 0xFF);
      if (at - from > MAX_BYTES) {
        return -1;
      }
    }
    return at - from;
  }

  /** What is wrong with a whole answer to a request; empty when nothing is. */
  static String mismatch(Request request, byte[] pdu) {
    int function = pdu.length == 0 ? 0 : pdu[0] & 0x7F;
    if (function != function(request)) {
      return "function " + function + " answered " + function(request);
    }
    if (isException(pdu)) {
      return pdu.length == 2 ? "" : "an exception of " + pdu.length + " bytes";
    }
    if (request instanceof Read read) {
      int announced = pdu.length < 2 ? 0 : pdu[1] & 0xFF;
      int came = Math.max(0, pdu.length - 2);
      if (announced != dataBytes(read)) {
        return announced + " bytes of data instead of " + dataBytes(read);
      }
      return came == announced ? "" : came + " bytes came and " + announced + " were announced";
    }
    if (pdu.length < 2 || pdu[1] != DEVICE_IDENTIFICATION) {
      return "not an identification";
    }
    int length = identificationLength(pdu, 0, pdu.length);
    return length == pdu.length ? "" : "an identification that is cut off";
  }

  /** What an answer without {@link #mismatch} says. */
  static Answer decode(Request request, byte[] pdu) {
    if (isException(pdu)) {
      return new Refused(pdu[1] & 0xFF);
    }
    if (!(request instanceof Read read)) {
      return objects(pdu);
    }
    int[] words = new int[read.count()];
    if (read.table().isBits()) {
      Arrays.setAll(words, i -> pdu[2 + i / 8] >> i % 8 & 1);
    } else {
      Arrays.setAll(words, i -> ((pdu[2 + 2 * i] & 0xFF) << 8) | (pdu[3 + 2 * i] & 0xFF));
    }
    return new Values(words);
  }

  private static Objects objects(byte[] pdu) {
    Map<Integer, String> texts = new TreeMap<>();
    int at = OBJECTS_AT;
    for (int left = pdu[6] & 0xFF; left > 0; left--) {
      int length = pdu[at + 1] & 0xFF;
      texts.put(pdu[at] & 0xFF, new String(pdu, at + 2, length, StandardCharsets.UTF_8).strip());
      at += 2 + length;
    }
    boolean more = pdu[4] != 0;
    return new Objects(texts, more ? pdu[5] & 0xFF : -1);
  }

  private static boolean isException(byte[] pdu) {
    return (pdu[0] & 0x80) != 0;
  }

  private static int dataBytes(Read read) {
    return read.table().isBits() ? (read.count() + 7) / 8 : 2 * read.count();
  }
}
