package io.rackproof.agent.device.modbus;

import java.time.Duration;

/** Bytes to and from a link, nothing of what they mean. Used by one thread at a time. */
interface Channel {

  boolean isOpen();

  /**
   * Opens it unless it is open.
   *
   * @throws ModbusFault {@code UNREACHABLE} when it cannot be opened
   */
  void open(Duration timeout) throws ModbusFault;

  /**
   * Sends bytes at once, in one segment or datagram where there are such.
   *
   * @return false when the link is lost
   */
  boolean write(byte[] bytes);

  /**
   * Waits until at least one byte is there.
   *
   * @param into where the bytes go, from {@code offset} to its end at most
   * @param deadline monotonic nanoseconds
   * @param missing bytes that are to come at least, for channels that look rather than wait
   * @return how many bytes came; 0 at the deadline; -1 when the link is lost
   */
  int read(byte[] into, int offset, long deadline, int missing);

  /**
   * Throws away what has come and nobody waits for.
   *
   * @return how many bytes; -1 when the link is lost
   */
  int discard();

  /** True when frames can be told apart again after a broken one, by silence or as datagrams. */
  boolean recovers();

  /** Never throws. */
  void close();
}
