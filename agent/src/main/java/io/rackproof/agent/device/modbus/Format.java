package io.rackproof.agent.device.modbus;

/** How the registers of a point are understood. */
public sealed interface Format {

  /** Registers (or coils) that the value takes, at least 1. */
  int registers();

  /**
   * A whole number, two's complement when signed. Beyond 2^53 it is rounded to the nearest double.
   *
   * @param registers 1 to 4
   */
  record Whole(int registers, boolean signed, WordOrder order) implements Format {
    public Whole {
      inRange("registers", registers, 1, 4);
    }
  }

  /** A whole number in the upper or lower 8 bits of one register. */
  record Octet(boolean upper, boolean signed) implements Format {
    @Override
    public int registers() {
      return 1;
    }
  }

  /**
   * An IEEE 754 number. NaN and the infinities are how a device says that it has no value.
   *
   * @param registers 1 (binary16), 2 (binary32) or 4 (binary64)
   */
  record Real(int registers, WordOrder order) implements Format {
    public Real {
      if (registers != 1 && registers != 2 && registers != 4) {
        throw new IllegalArgumentException("a float has 1, 2 or 4 registers, not " + registers);
      }
    }
  }

  /**
   * Some bits of a value, as an unsigned number; one bit is a flag.
   *
   * @param registers 1 to 4, whose value the bits are counted in, 0 the least significant
   * @param width bits, 1 to 32
   * @param order of the registers and their bytes in that value
   */
  record Bits(int registers, int low, int width, WordOrder order) implements Format {
    /** Bits of registers as Modbus orders them. */
    public Bits(int registers, int low, int width) {
      this(registers, low, width, WordOrder.BIG);
    }

    public Bits {
      inRange("registers", registers, 1, 4);
      inRange("bits", width, 1, 32);
      inRange("the lowest bit", low, 0, 16 * registers - width);
    }
  }

  /**
   * Binary-coded decimal, four digits a register, the most significant first.
   *
   * @param registers 1 to 4
   */
  record Bcd(int registers, WordOrder order) implements Format {
    public Bcd {
      inRange("registers", registers, 1, 4);
    }
  }

  /**
   * ISO 8859-1 characters, two a register, the upper byte first; ends before the first NUL.
   *
   * @param registers 1 to 125
   */
  record Characters(int registers, WordOrder order) implements Format {
    public Characters {
      inRange("registers", registers, 1, ModbusConfig.MAX_REGISTERS);
    }
  }

  /**
   * Bytes that mean nothing to us, told as hexadecimal digits.
   *
   * @param registers 1 to 125
   */
  record Hex(int registers) implements Format {
    public Hex {
      inRange("registers", registers, 1, ModbusConfig.MAX_REGISTERS);
    }
  }

  /** A coil or a discrete input: 0 or 1. */
  record Contact() implements Format {
    @Override
    public int registers() {
      return 1;
    }
  }

  private static void inRange(String what, int number, int least, int most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          what + " must be between " + least + " and " + most + ", not " + number);
    }
  }
}
