package io.rackproof.simulator.modbus;

import io.rackproof.simulator.serial.SerialLine;

/**
 * Serves several units over Modbus RTU or ASCII on one pseudo-terminal. Units that are not there
 * stay silent.
 */
public final class ModbusSerialSlave implements ModbusSlave {

  /** Far above the 1.75 ms of the standard: a pseudo-terminal has no line time to keep. */
  private static final int SILENCE_MILLIS = 50;

  private final LineFrames frames;
  private final SerialLine line;

  /**
   * Opens a pseudo-terminal and serves at once.
   *
   * @param transport one that is serial
   */
  public ModbusSerialSlave(ModbusUnits units, Transport transport) {
    if (!transport.isSerial()) {
      throw new IllegalArgumentException(transport + " is not for a serial line");
    }
    this.frames = transport.frames(units);
    this.line =
        new SerialLine(
            "modbus-" + transport,
            SILENCE_MILLIS,
            (pty, bytes, count) -> frames.received(bytes, count, this::answer),
            () -> frames.silent(this::answer));
  }

  private void answer(byte[] bytes) {
    // On a wire, what nobody listened to is gone when the next answer comes.
    line.pty().dropUnread();
    line.pty().write(bytes);
  }

  /** The terminal that a master opens, such as {@code /dev/pts/3}. */
  @Override
  public String place() {
    return line.device();
  }

  @Override
  public void close() {
    line.close();
  }
}
