package io.rackproof.collector;

import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Series;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which rack a recorded series is of: the one that its label {@code rack} names; without the label,
 * the one that the user names, or the only one there is, or {@code unnamed}.
 */
final class RackSplit {

  private static final String UNNAMED = "unnamed";

  private final SortedSet<String> racks = new TreeSet<>();
  private final String withoutLabel;

  /**
   * @param wanted the only rack to judge; empty for all
   * @throws UserException when a label is no id of a rack
   */
  RackSplit(Collection<Series> series, Optional<String> wanted) throws UserException {
    SortedSet<String> labelled = new TreeSet<>();
    boolean some = false;
    for (Series one : series) {
      String rack = one.label("rack");
      some |= rack.isEmpty();
      if (!rack.isEmpty()) {
        labelled.add(rack);
      }
    }
    withoutLabel = wanted.orElse(labelled.size() == 1 ? labelled.first() : UNNAMED);
    if (some) {
      labelled.add(withoutLabel);
    }
    labelled.removeIf(rack -> wanted.isPresent() && !wanted.get().equals(rack));
    for (String rack : labelled) {
      try {
        racks.add(RackIdentity.of(rack).id());
      } catch (IllegalArgumentException e) {
        throw new UserException(
            Main.MISTAKE, "the label 'rack' is no id of a rack: " + e.getMessage());
      }
    }
  }

  /**
   * The racks of a campaign: each is judged, also one of which nothing came.
   *
   * @param series labelled with a rack, of these racks only
   */
  static RackSplit ofCampaign(Collection<Series> series, Collection<String> campaign)
      throws UserException {
    RackSplit split = new RackSplit(series, Optional.empty());
    split.racks.addAll(campaign);
    return split;
  }

  /** The racks to judge. */
  SortedSet<String> racks() {
    return racks;
  }

  /** The rack of a series; perhaps none to judge. */
  String of(Series series) {
    String rack = series.label("rack");
    return rack.isEmpty() ? withoutLabel : rack;
  }
}
