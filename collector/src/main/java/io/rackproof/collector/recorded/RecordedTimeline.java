package io.rackproof.collector.recorded;

import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Reference;
import io.rackproof.collector.score.Timeline;
import io.rackproof.wire.RackIdentity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a person says of the course of recorded events, besides the samples.
 *
 * @param campaign its id, for the report
 * @param racks what is known of the racks
 * @param start of the judged time; empty for the first sample
 * @param end of the judged time, exclusive; empty for just after the last sample
 * @param aborted whether the run was broken off, by a person or by an error
 * @param marks phases entered and left by hand, in time order
 * @param entries what was inspected or measured by hand, in time order
 * @param losses stretches in which samples are known to be lost
 * @param clockOffsets the recorder's clock minus true time
 * @param references what other racks reached, for criteria that compare with them
 * @param notes annotations for people
 */
public record RecordedTimeline(
    Optional<String> campaign,
    List<RackIdentity> racks,
    OptionalLong start,
    OptionalLong end,
    boolean aborted,
    List<Said<Timeline.Mark>> marks,
    List<Said<Timeline.Entry>> entries,
    List<Said<Evidence.Lost>> losses,
    List<Said<Evidence.ClockOffset>> clockOffsets,
    List<Reference> references,
    List<Note> notes) {

  /** Nothing was said. */
  public static final RecordedTimeline NONE =
      new RecordedTimeline(
          Optional.empty(),
          List.of(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          false,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  /**
   * Something said of one rack, or of all.
   *
   * @param rack its id; empty for all
   */
  public record Said<T>(String rack, T what) {}

  /** An annotation; the author is empty when not told. */
  public record Note(long timeMillis, String author, String text) {}

  public RecordedTimeline {
    racks = List.copyOf(racks);
    marks = List.copyOf(marks);
    entries = List.copyOf(entries);
    losses = List.copyOf(losses);
    clockOffsets = List.copyOf(clockOffsets);
    references = List.copyOf(references);
    notes = List.copyOf(notes);
  }

  private static <T> List<T> of(String rack, List<Said<T>> all) {
    return all.stream()
        .filter(s -> s.rack().isEmpty() || s.rack().equals(rack))
        .map(Said::what)
        .toList();
  }

  /** The course of events on one rack. */
  public Timeline timeline(String rack, long startMillis, long endMillis) {
    return new Timeline(
        rack, startMillis, OptionalLong.of(endMillis), of(rack, marks), of(rack, entries), aborted);
  }

  public List<Evidence.Lost> losses(String rack) {
    return of(rack, losses);
  }

  public List<Evidence.ClockOffset> clockOffsets(String rack) {
    return of(rack, clockOffsets);
  }

  /** What is known of a rack. */
  public Optional<RackIdentity> rack(String id) {
    return racks.stream().filter(r -> r.id().equals(id)).findFirst();
  }
}
