package io.rackproof.collector.campaign;

import java.util.List;
import java.util.OptionalLong;

/**
 * One run of a plan on one or more racks; each rack has a scorecard of its own. Three things are
 * kept apart: how the run ended stands here, what was measured is a scorecard, and what was decided
 * about it are the waivers and decisions of the {@code course}.
 *
 * @param id short, unique, made from the date and the first rack: {@code 20261124-gen2-007-1}
 * @param racks the racks that are judged, at least one, each once
 * @param attempt 1 for the first run, 2 for its first retest, and so on
 * @param firstAttempt id of attempt 1; the own id for that one
 * @param planName of the plan
 * @param planText the plan as it was when the campaign began
 * @param startMillis when it began
 * @param endMillis when it ended; empty while it runs
 * @param state how it runs or ended
 * @param endReason why it was aborted or ended by an error; empty when not told
 * @param course what people did and said
 */
public record Campaign(
    String id,
    List<String> racks,
    int attempt,
    String firstAttempt,
    String planName,
    String planText,
    long startMillis,
    OptionalLong endMillis,
    State state,
    String endReason,
    Course course) {

  /** How it runs or ended. Not a verdict. */
  public enum State {
    RUNNING,
    /** Ended as planned. */
    COMPLETED,
    /** Ended early by a person. */
    ABORTED,
    /** Ended by a fault of what measures, not of the rack. */
    ERROR
  }

  /** Whether it was aborted, or ended by an error. */
  public boolean cutShort() {
    return state == State.ABORTED || state == State.ERROR;
  }

  /**
   * A phase entered or left by hand.
   *
   * @param entered true when the phase began, false when it ended
   * @param rack the rack that it holds for; empty for all
   */
  public record Mark(long timeMillis, String phase, boolean entered, String rack) {

    /** A mark for all racks. */
    public Mark(long timeMillis, String phase, boolean entered) {
      this(timeMillis, phase, entered, "");
    }
  }

  /**
   * @param author empty when not told
   */
  public record Annotation(long timeMillis, String author, String text) {}

  public Campaign {
    racks = List.copyOf(racks);
    if (racks.isEmpty()) {
      throw new IllegalArgumentException("a campaign has at least one rack");
    }
  }

  /** The first attempt on one rack. */
  public Campaign(
      String id,
      String rack,
      String planName,
      String planText,
      long startMillis,
      OptionalLong endMillis,
      State state,
      List<Mark> marks,
      List<Annotation> annotations) {
    this(
        id,
        List.of(rack),
        1,
        id,
        planName,
        planText,
        startMillis,
        endMillis,
        state,
        "",
        new Course(marks, annotations, List.of(), List.of(), List.of()));
  }

  /** Phases entered and left by hand on any rack, in time order. */
  public List<Mark> marks() {
    return course.marks();
  }

  /** What people noted, in time order. */
  public List<Annotation> annotations() {
    return course.annotations();
  }

  Campaign with(Course changed) {
    return new Campaign(
        id,
        racks,
        attempt,
        firstAttempt,
        planName,
        planText,
        startMillis,
        endMillis,
        state,
        endReason,
        changed);
  }

  Campaign ended(State how, String reason, long atMillis) {
    return new Campaign(
        id,
        racks,
        attempt,
        firstAttempt,
        planName,
        planText,
        startMillis,
        OptionalLong.of(Math.max(atMillis, startMillis)),
        how,
        reason,
        course);
  }
}
