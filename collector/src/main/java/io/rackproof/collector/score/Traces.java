package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.SignalOf;
import io.rackproof.collector.score.signal.AmbiguousSignalException;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.UnitScale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The courses of the signals of all criteria, to draw. Not thread safe. */
final class Traces {

  private final Map<String, List<TraceTrack>> tracks = new LinkedHashMap<>();

  Traces(List<Criterion> criteria, Signals signals, long origin) {
    for (Criterion criterion : criteria) {
      List<TraceTrack> own = new ArrayList<>();
      for (Member member : members(criterion, signals)) {
        own.add(new TraceTrack(member, scale(criterion), origin));
      }
      tracks.put(criterion.id(), own);
    }
  }

  private static List<Member> members(Criterion criterion, Signals signals) {
    try {
      Optional<SignalOf> signal = criterion.signal();
      return signal.isPresent() ? signals.members(signal.get().expression()) : List.of();
    } catch (AmbiguousSignalException e) {
      return List.of();
    }
  }

  /** To the unit of the signal's limit, where there is one; else the signal's own. */
  private static UnitScale scale(Criterion criterion) {
    if (criterion.signal().isEmpty() || criterion.signalLimit().isEmpty()) {
      return UnitScale.SAME;
    }
    return UnitScale.toLimit(criterion.signal().get().unit(), criterion.signalLimit().get());
  }

  void commit(Window window, long upTo) {
    tracks.values().forEach(own -> own.forEach(track -> track.commit(window, upTo)));
  }

  Map<String, List<Trace>> get(Window window, long to) {
    Map<String, List<Trace>> all = new LinkedHashMap<>();
    tracks.forEach(
        (id, own) -> all.put(id, own.stream().map(track -> track.trace(window, to)).toList()));
    return all;
  }
}
