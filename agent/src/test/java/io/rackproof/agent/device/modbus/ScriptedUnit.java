package io.rackproof.agent.device.modbus;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The protocol data units of a Modbus unit that does as it is told: registers and coils of one
 * memory, addresses that it refuses, and a script that may answer in its place. Remembers every
 * function code that it was asked.
 */
final class ScriptedUnit {

  final Map<Integer, Integer> memory = new ConcurrentHashMap<>();
  final Set<Integer> refused = Collections.synchronizedSet(new HashSet<>());
  final List<Integer> functions = Collections.synchronizedList(new ArrayList<>());
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  volatile boolean silent;
  volatile int exception;

  /**
   * Answers a request as a well-behaved unit.
   *
   * @param request unit, function, address and count, 6 bytes
   * @return unit, function and data; empty for silence
   */
  byte[] answer(byte[] request) {
    int function = request[1] & 0xFF;
    int address = ((request[2] & 0xFF) << 8) | (request[3] & 0xFF);
    int count = ((request[4] & 0xFF) << 8) | (request[5] & 0xFF);
    functions.add(function);
    requests.add(String.format("%d:%04x+%d", function, address, count));
    if (silent) {
      return new byte[0];
    }
    if (exception != 0) {
      return refusal(request, exception);
    }
    if (function < 1 || function > 4) {
      return refusal(request, 1);
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int bits = 0;
    for (int i = 0; i < count; i++) {
      if (refused.contains(address + i)) {
        return refusal(request, 2);
      }
      int word = memory.getOrDefault(address + i, 0);
      if (function > 2) {
        data.write(word >> 8);
        data.write(word);
      } else {
        bits |= (word & 1) << i % 8;
        if (i % 8 == 7 || i == count - 1) {
          data.write(bits);
          bits = 0;
        }
      }
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(request[0]);
    answer.write(function);
    answer.write(data.size());
    answer.writeBytes(data.toByteArray());
    return answer.toByteArray();
  }

  private static byte[] refusal(byte[] request, int code) {
    return new byte[] {request[0], (byte) (request[1] | 0x80), (byte) code};
  }
}
