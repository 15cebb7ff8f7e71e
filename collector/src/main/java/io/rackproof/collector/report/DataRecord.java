package io.rackproof.collector.report;

import io.rackproof.collector.report.ReportInput.Equipment;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Evidence.ClockOffset;
import io.rackproof.collector.score.Evidence.Lost;
import java.util.Comparator;
import java.util.List;

/**
 * What the verdicts rest on, and what is known to be missing.
 *
 * @param equipment what was read, by device
 * @param losses stretches in which samples are known to be lost, in time order
 * @param clockOffsets how far the agent's clock was off when it was compared, in time order
 */
public record DataRecord(
    List<Equipment> equipment, List<Lost> losses, List<ClockOffset> clockOffsets) {

  public DataRecord {
    equipment = List.copyOf(equipment);
    losses = List.copyOf(losses);
    clockOffsets = List.copyOf(clockOffsets);
  }

  /** What was read, with what is known of losses and clocks. */
  public static DataRecord of(List<Equipment> equipment, Evidence evidence) {
    return new DataRecord(
        equipment,
        evidence.losses().stream().sorted(Comparator.comparingLong(Lost::firstMillis)).toList(),
        evidence.clockOffsets());
  }

  /** Stored in the campaign's time, all qualities. */
  public long samples() {
    return equipment.stream().mapToLong(Equipment::samples).sum();
  }

  /** How many of them are not good. */
  public long notGood() {
    return equipment.stream().mapToLong(Equipment::notGood).sum();
  }

  /** How many samples are known to be lost. */
  long lost() {
    return losses.stream().mapToLong(Lost::samples).sum();
  }
}
