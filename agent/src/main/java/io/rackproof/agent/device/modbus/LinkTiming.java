package io.rackproof.agent.device.modbus;

import java.util.concurrent.TimeUnit;

/**
 * The time that a link takes for bytes, nanoseconds. Networks are taken as infinitely fast.
 *
 * @param character for one character with its start, parity and stop bits
 * @param gap of silence before a request
 */
record LinkTiming(long character, long gap) {

  private static final int FIXED_GAP_ABOVE_BAUD = 19_200;
  private static final long FIXED_GAP = TimeUnit.MICROSECONDS.toNanos(1_750);

  static LinkTiming of(ModbusConfig.Link link) {
    if (link instanceof ModbusConfig.Rtu rtu) {
      // Without parity a second stop bit takes its place: always 11 bits, whatever is set.
      long character = character(Math.max(11, 10 + parity(rtu) + rtu.stopBits() - 1), rtu.baud());
      // The serial line specification, 2.5.1.1: 3.5 characters, above 19,200 baud a fixed time.
      long gap =
          rtu.baud() > FIXED_GAP_ABOVE_BAUD
              ? FIXED_GAP
              : TimeUnit.SECONDS.toNanos(1) * 7 * 11 / (2L * rtu.baud());
      return new LinkTiming(character, gap + rtu.turnaround().toNanos());
    }
    if (link instanceof ModbusConfig.Ascii ascii) {
      int bits = 1 + ascii.dataBits() + parity(ascii) + ascii.stopBits();
      int standard = ascii.dataBits() + 3;
      return new LinkTiming(
          character(Math.max(standard, bits), ascii.baud()), ascii.turnaround().toNanos());
    }
    return new LinkTiming(0, 0);
  }

  private static int parity(ModbusConfig.SerialLine line) {
    return line.parity() == ModbusConfig.Parity.NONE ? 0 : 1;
  }

  private static long character(int bits, int baud) {
    return TimeUnit.SECONDS.toNanos(bits) / baud;
  }

  /** The time that so many bytes take. */
  long wire(int bytes) {
    return character * bytes;
  }
}
