package io.rackproof.collector.web;

import io.rackproof.document.Problem;
import java.util.List;

/** A request that cannot be answered as asked; the message is for the person who asked. */
final class WebException extends RuntimeException {

  /** The header that tells how much is done, from 0 to 1. */
  static final String SHARE = "Rackproof-Judged";

  /** How often to ask again. */
  private static final int AGAIN_SECONDS = 3;

  private final int status;
  private final int againSeconds;
  private final double share;
  private final transient List<Problem> problems;

  WebException(int status, String message) {
    this(status, message, List.of());
  }

  WebException(int status, String message, List<Problem> problems) {
    this(status, message, problems, 0, 1);
  }

  private WebException(
      int status, String message, List<Problem> problems, int againSeconds, double share) {
    super(message);
    this.againSeconds = againSeconds;
    this.share = share;
    this.status = status;
    this.problems = List.copyOf(problems);
  }

  /**
   * There are no verdicts yet.
   *
   * @param share from 0 to 1 how much of the samples is judged
   */
  static WebException later(String campaign, String rack, double share) {
    return new WebException(
        503,
        campaign
            + " on "
            + rack
            + " is being judged again from its stored samples, "
            + (int) (100 * share)
            + " % are done",
        List.of(),
        AGAIN_SECONDS,
        share);
  }

  /** From 0 to 1 how much of what is waited for is done. */
  double share() {
    return share;
  }

  /** After how many seconds the same request is welcome; 0 where it is no matter of time. */
  int againSeconds() {
    return againSeconds;
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  List<Problem> problems() {
    return problems;
  }
}
