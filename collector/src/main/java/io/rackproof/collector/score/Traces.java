package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.SignalOf;
import io.rackproof.collector.score.signal.AmbiguousSignalException;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.UnitScale;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The courses of the signals of all criteria, to draw. Not thread safe. */
final class Traces {

  private final Map<String, List<TraceTrack>> tracks = new LinkedHashMap<>();

  /** The tracks of all criteria, each once. */
  private final List<TraceTrack> distinct = new ArrayList<>();

  Traces(List<Criterion> criteria, Signals signals, long origin) {
    IdentityHashMap<Member, List<TraceTrack>> byMember = new IdentityHashMap<>();
    for (Criterion criterion : criteria) {
      List<TraceTrack> own = new ArrayList<>();
      UnitScale scale = scale(criterion);
      for (Member member : members(criterion, signals)) {
        own.add(
            track(byMember.computeIfAbsent(member, m -> new ArrayList<>()), member, scale, origin));
      }
      tracks.put(criterion.id(), own);
    }
  }

  /** Criteria of one signal are drawn from one course. */
  private TraceTrack track(List<TraceTrack> known, Member member, UnitScale scale, long origin) {
    for (TraceTrack track : known) {
      if (track.isScaledLike(scale)) {
        return track;
      }
    }
    TraceTrack track = new TraceTrack(member, scale, origin);
    known.add(track);
    distinct.add(track);
    return track;
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
    distinct.forEach(track -> track.commit(window, upTo));
  }

  Map<String, List<Trace>> get(Window window, long to) {
    Map<String, List<Trace>> all = new LinkedHashMap<>();
    IdentityHashMap<TraceTrack, Trace> drawn = new IdentityHashMap<>();
    tracks.forEach(
        (id, own) ->
            all.put(
                id,
                own.stream()
                    .map(track -> drawn.computeIfAbsent(track, t -> t.trace(window, to)))
                    .toList()));
    return all;
  }
}
