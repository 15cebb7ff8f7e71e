package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.RawTrace;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Source;
import java.util.List;
import java.util.Locale;

/**
 * Where in a Modbus unit a point is found.
 *
 * @param address of the first register as it goes over the wire: counts from 0, 0 to 65535
 */
public record ModbusSource(Table table, int address, Format format) implements Source {

  /** The four tables of a unit, with the function that reads each. */
  public enum Table {
    COIL(1),
    DISCRETE(2),
    HOLDING(3),
    INPUT(4);

    private final int function;

    Table(int function) {
      this.function = function;
    }

    /** The function code that reads this table, 1 to 4. */
    public int function() {
      return function;
    }

    /** True for tables of single bits, false for those of 16-bit registers. */
    public boolean isBits() {
      return this == COIL || this == DISCRETE;
    }
  }

  public ModbusSource {
    if (address < 0 || address + format.registers() > 65_536) {
      throw new IllegalArgumentException(
          "the addresses from " + address + " on are not all between 0 and 65535");
    }
    if (table.isBits() != format instanceof Format.Contact) {
      throw new IllegalArgumentException(
          "coils and discrete inputs are single bits, registers are not");
    }
  }

  /** The first address after this source. */
  int end() {
    return address + format.registers();
  }

  @Override
  public boolean isWholeNumber() {
    return format instanceof Format.Whole
        || format instanceof Format.Octet
        || format instanceof Format.Bits
        || format instanceof Format.Bcd;
  }

  @Override
  public List<RawTrace.Step> trace(Reading reading) {
    return ModbusTrace.of(format, reading);
  }

  @Override
  public String toString() {
    String text = table.name().toLowerCase(Locale.ROOT) + String.format(" 0x%04X", address);
    return format.registers() == 1 ? text : text + "+" + format.registers();
  }
}
