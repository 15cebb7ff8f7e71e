package io.rackproof.collector.plan;

import java.time.LocalDate;
import java.util.Optional;

/**
 * How far a reading may be from the truth, as a data sheet or a calibration says: the parts add up.
 *
 * @param reading share of the reading, 0.01 for 1 %
 * @param absolute in the unit of the metric (K for a temperature in °C); a share of the range is
 *     told here
 * @param resolution step between two readings, in the unit of the metric; 0 when not known
 * @param calibrated day of the calibration that the figures rest on; empty when not told
 * @param until last day on which that calibration counts; empty when not told
 * @param correlated name of a group: series of one device whose accuracies name the same share one
 *     error, such as the channels of one meter; empty when each has its own
 */
public record Accuracy(
    double reading,
    double absolute,
    double resolution,
    Optional<LocalDate> calibrated,
    Optional<LocalDate> until,
    Optional<String> correlated) {

  /** Of series that have their errors each for itself. */
  public Accuracy(
      double reading,
      double absolute,
      double resolution,
      Optional<LocalDate> calibrated,
      Optional<LocalDate> until) {
    this(reading, absolute, resolution, calibrated, until, Optional.empty());
  }

  public Accuracy {
    if (!(reading >= 0 && absolute >= 0 && resolution >= 0)) {
      throw new IllegalArgumentException("an accuracy is not negative");
    }
  }
}
