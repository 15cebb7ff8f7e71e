package io.rackproof.agent.device;

import java.util.List;

/**
 * Reads one device. It connects when it is first asked, and again whenever the connection is lost;
 * it never writes to the device. Not thread safe: drivers of one bus are called by one thread, one
 * after the other.
 */
public interface Driver extends AutoCloseable {

  /**
   * The bus that the device shares with others, such as a serial port or a gateway's address:
   * drivers with the same bus are never read at the same time.
   */
  String bus();

  /**
   * Reads points once. Blocks for at most as many of the device's timeouts as it sends requests; a
   * device that does not answer the first request is not asked the others.
   *
   * @param points of this device, from its profile
   * @return at least one reading for each point, in the order of the points: a point that could not
   *     be read is {@link Reading.Missing}; a column of a table gives one reading for each row
   */
  List<Reading> read(List<Point> points);

  /** Gives up the connection; a later read opens it again. Never throws. */
  @Override
  void close();
}
