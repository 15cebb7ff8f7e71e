package io.rackproof.simulator.modbus;

import java.util.Locale;

/** How a slave is reached. */
public enum Transport {
  /** Modbus TCP. */
  TCP,
  /** Modbus TCP's frames, one in a datagram. */
  UDP,
  /** RTU frames on a pseudo-terminal. */
  RTU,
  /** ASCII frames on a pseudo-terminal. */
  ASCII,
  /** RTU frames over TCP, as serial device servers pass them on. */
  RTU_OVER_TCP,
  /** ASCII frames over TCP. */
  ASCII_OVER_TCP;

  /** True on a pseudo-terminal. */
  public boolean isSerial() {
    return this == RTU || this == ASCII;
  }

  /** As in {@code rack.yaml}: {@code rtu-over-tcp}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What finds requests among the bytes of a line. */
  LineFrames frames(ModbusUnits units) {
    return this == ASCII || this == ASCII_OVER_TCP ? new AsciiFrames(units) : new RtuFrames(units);
  }
}
