package io.rackproof.agent.device.serial;

import java.io.IOException;

/** Bytes to and from an instrument. Not thread safe. */
interface SerialChannel {

  /** Opens it unless it is open. */
  void open() throws IOException;

  /**
   * Waits until at least one byte is there.
   *
   * @param deadline by the ticker, nanoseconds
   * @return how many bytes came; 0 at the deadline
   * @throws IOException when it is not open or the line is gone
   */
  int receive(byte[] into, long deadline) throws IOException;

  /** Sends all of it. */
  void send(byte[] bytes) throws IOException;

  /** Gives it up; it can be opened again. Never throws. */
  void close();
}
