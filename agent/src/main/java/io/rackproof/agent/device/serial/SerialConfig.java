package io.rackproof.agent.device.serial;

import java.time.Duration;

/**
 * How a serial instrument is reached.
 *
 * @param device such as {@code /dev/ttyUSB1}
 * @param dataBits 7 or 8
 * @param stopBits 1 or 2
 * @param timeout for one answer
 * @param terminator that ends what we send, such as {@code \n}
 * @param answerTerminator that ends what the instrument sends
 * @param pause before each prompt, for instruments that need one
 */
public record SerialConfig(
    String device,
    int baud,
    int dataBits,
    Parity parity,
    int stopBits,
    Duration timeout,
    String terminator,
    String answerTerminator,
    Duration pause) {

  public enum Parity {
    NONE,
    EVEN,
    ODD
  }

  public SerialConfig {
    if (answerTerminator.isEmpty()) {
      throw new IllegalArgumentException("an answer ends with something");
    }
  }
}
