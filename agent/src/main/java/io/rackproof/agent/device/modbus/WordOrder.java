package io.rackproof.agent.device.modbus;

/**
 * How a value of several bytes lies in its registers. The names follow the bytes of a 32-bit value
 * {@code ABCD}, A the most significant, as they come over the wire.
 */
public enum WordOrder {
  /** {@code ABCD}: most significant register and byte first, as Modbus has it. */
  BIG,
  /** {@code DCBA}: least significant register and byte first. */
  LITTLE,
  /** {@code BADC}: most significant register first, the bytes of each swapped. */
  BIG_SWAP,
  /** {@code CDAB}: least significant register first, the bytes of each as Modbus has them. */
  LITTLE_SWAP;

  /** The same registers in the order {@link #BIG}. */
  int[] toBig(int[] words) {
    boolean reverse = this == LITTLE || this == LITTLE_SWAP;
    boolean swap = this == LITTLE || this == BIG_SWAP;
    int[] big = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      int word = words[reverse ? words.length - 1 - i : i];
      big[i] = swap ? ((word & 0xFF) << 8) | ((word >> 8) & 0xFF) : word;
    }
    return big;
  }
}
