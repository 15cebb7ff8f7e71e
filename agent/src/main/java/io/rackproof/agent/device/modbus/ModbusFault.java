package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Reading.Cause;

/**
 * A request had no usable answer. The message is one line that names the link and what was seen.
 */
final class ModbusFault extends Exception {

  private final Cause reason;

  /**
   * @param reason {@link Cause#UNREACHABLE}, {@link Cause#TIMEOUT} or {@link Cause#GARBAGE}
   */
  ModbusFault(Cause reason, String message) {
    super(message);
    this.reason = reason;
  }

  Cause reason() {
    return reason;
  }
}
