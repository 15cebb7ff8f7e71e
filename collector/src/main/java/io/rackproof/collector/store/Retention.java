package io.rackproof.collector.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When sealed files are deleted. What a campaign needs stays, whatever this says, unless {@code
 * campaigns} tells how long.
 *
 * @param age files whose newest sample is older go; empty: none for its age
 * @param bytes while the sealed files take more, the oldest go; empty: as many as there are
 * @param campaigns for so long after its end a campaign keeps its samples; empty: for ever
 */
public record Retention(Optional<Duration> age, OptionalLong bytes, Optional<Duration> campaigns) {

  /** Everything stays for ever. */
  public static final Retention NONE =
      new Retention(Optional.empty(), OptionalLong.empty(), Optional.empty());

  /** Samples of a rack in [from, to). */
  public record Span(long fromMillis, long toMillis) {}

  /** Knows what is needed, and is told what went. */
  public interface Keeper {

    /** Stretches of a rack's time of which nothing may go. */
    List<Span> needed(String rack);

    /** Samples of a rack have gone. */
    void deleted(String rack);
  }

  boolean isNone() {
    return age.isEmpty() && bytes.isEmpty();
  }
}
