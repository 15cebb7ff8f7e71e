package io.rackproof.agent.device;

import java.util.List;

/** Where in a device a point is found. Each protocol has its own; only its driver looks inside. */
public interface Source {

  /** For people, such as {@code holding 0x9000} or {@code 1.3.6.1.2.1.2.2.1.10}. */
  @Override
  String toString();

  /**
   * True when this is a column of a table: the point then names no series by itself, its rows do,
   * each with labels of its own.
   */
  default boolean isTable() {
    return false;
  }

  /**
   * True when the device is known to report whole numbers here, so that the scaling's factor is the
   * step between two readings. Where only a reading shows it, the driver puts the step into the
   * reading's point.
   */
  default boolean isWholeNumber() {
    return false;
  }

  /**
   * The protocol's own steps from the wire to the number before scaling, for people; called for
   * readings of this source.
   */
  default List<RawTrace.Step> trace(Reading reading) {
    return reading.raw().isEmpty() ? List.of() : List.of(new RawTrace.Step("wire", reading.raw()));
  }
}
