package io.rackproof.agent.device.modbus;

/** What a kind of link puts around requests and answers. Pure bytes, no state. */
sealed interface Framing permits MbapFrame, RtuFrame, AsciiFrame {

  /** The longest frame of any kind, as it arrives. */
  int LONGEST = 600;

  /** What begins at the start of some bytes. */
  sealed interface Found {}

  /**
   * A whole frame.
   *
   * @param length bytes of it, with what lies before it and belongs to nothing
   * @param transaction that it answers; -1 where the kind of link has none
   */
  @SuppressWarnings("ArrayRecordComponent") // stays within this package, and is not compared
  record Frame(int length, int transaction, int unit, byte[] pdu) implements Found {}

  /**
   * The beginning of one.
   *
   * @param missing bytes that are still to come, at least
   */
  record Beginning(int missing) implements Found {}

  /** No frame, and why. */
  record Broken(String why) implements Found {}

  /** The bytes that carry a request. */
  byte[] encode(int transaction, int unit, byte[] pdu);

  /** Bytes of the frame around so many. */
  int bytes(int pduBytes);

  /** What the first bytes are. */
  Found find(byte[] bytes, int count);

  /**
   * The answer of a unit somewhere among bytes that begin with no frame, such as noise before it;
   * {@link Broken} when there is none.
   *
   * @param broken what was found at their start
   */
  default Found search(byte[] bytes, int count, int unit, int function, Broken broken) {
    return broken;
  }
}
