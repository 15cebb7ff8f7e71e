package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.Gatherings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The neighbours that switches see, against the wiring plan. A link that is seen passes; one whose
 * port sees another neighbour fails; where nothing is seen nothing is known, since a neighbour may
 * just be silent. Not thread safe.
 */
final class WiringScoring implements CriterionScoring {

  private final Plan plan;
  private final Criterion criterion;
  private final Method.Wiring method;
  private final List<Track> tracks;

  private WiringScoring(Plan plan, Criterion criterion, Method.Wiring method, List<Track> tracks) {
    this.plan = plan;
    this.criterion = criterion;
    this.method = method;
    this.tracks = tracks;
  }

  static WiringScoring of(
      Plan plan, Criterion criterion, Method.Wiring method, List<Member> members) {
    return new WiringScoring(
        plan,
        criterion,
        method,
        members.stream().map(member -> new Track(member, Gatherings.highest())).toList());
  }

  @Override
  public WiringScoring copy() {
    return new WiringScoring(plan, criterion, method, Track.copies(tracks));
  }

  @Override
  public void commit(Window window, List<PhaseSpan> spans, long upTo) {
    JudgedTime time = JudgedTime.of(spans, criterion.phase());
    tracks.forEach(track -> track.commit(window, time, upTo));
  }

  /** A neighbour that was seen in the judged time. */
  private record Seen(Map<String, String> labels, Track.Gathered gathered, long time) {}

  @Override
  public CriterionResult judge(Window window, Moment moment) {
    Verdicts verdicts = new Verdicts(criterion, moment);
    if (tracks.isEmpty()) {
      return verdicts.withoutMembers();
    }
    JudgedTime time = moment.judged(criterion.phase());
    if (time.total() == 0) {
      return verdicts.withoutTime();
    }
    List<Seen> seen = new ArrayList<>();
    for (Track track : tracks) {
      Track.Gathered gathered = track.measure(window, time);
      gathered
          .measured()
          .filter(m -> m.value() > 0)
          .ifPresent(
              m -> seen.add(new Seen(track.member().labels(), gathered, m.worstTimeMillis())));
    }
    String doubt = Doubt.of(plan, moment.evidence(), time, moment.dated());
    List<MemberResult> results =
        method.links().stream()
            .map(link -> judge(link, seen, time, doubt, moment.sureTo(criterion.phase())))
            .toList();
    return verdicts.of(results);
  }

  private MemberResult judge(
      SortedMap<String, String> link, List<Seen> seen, JudgedTime time, String doubt, long sureTo) {
    for (Seen other : seen) {
      boolean samePort =
          method.port().stream()
              .allMatch(l -> link.getOrDefault(l, "").equals(other.labels().getOrDefault(l, "")));
      if (samePort && !fits(link, other.labels())) {
        return result(link, Verdict.FAIL, other, time, wrong(link, other, seen))
            .with(Prospect.covered(other.gathered().covered()).failedIf(other.time() < sureTo));
      }
    }
    for (Seen neighbour : seen) {
      if (fits(link, neighbour.labels())) {
        Prospect prospect = Prospect.covered(neighbour.gathered().covered()).barredBy(doubt);
        double coverage = (double) neighbour.gathered().covered() / time.total();
        if (coverage < plan.coverage()) {
          String why = "it was seen for " + Texts.percent(coverage) + " of the time";
          return result(link, Verdict.INCONCLUSIVE, neighbour, time, why).with(prospect);
        }
        return doubt.isEmpty()
            ? result(link, Verdict.PASS, neighbour, time, "seen").with(prospect)
            : result(link, Verdict.INCONCLUSIVE, neighbour, time, doubt + "; otherwise seen")
                .with(prospect);
      }
    }
    return new MemberResult(
            link,
            Verdict.INCONCLUSIVE,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            0,
            0,
            OptionalLong.empty(),
            "INCONCLUSIVE: no neighbour was seen there, expected " + Texts.labels(otherEnd(link)))
        .with(
            Prospect.covered(0)
                .barredBy(doubt)
                .lacking("a neighbour to be seen at " + Texts.labels(link)));
  }

  /** Which port, what was expected there, what was found, and where the expected one is. */
  private String wrong(SortedMap<String, String> link, Seen other, List<Seen> seen) {
    Map<String, String> expected = otherEnd(link);
    Map<String, String> found = new TreeMap<>(other.labels());
    found.keySet().retainAll(expected.keySet());
    return Texts.labels(ownEnd(link))
        + ": expected "
        + Texts.labels(expected)
        + ", found "
        + Texts.labels(found)
        + seen.stream()
            .filter(elsewhere -> elsewhere.labels().entrySet().containsAll(expected.entrySet()))
            .findFirst()
            .map(there -> "; what was expected is at " + Texts.labels(ownEnd(there.labels())))
            .orElse("");
  }

  private Map<String, String> ownEnd(Map<String, String> labels) {
    Map<String, String> end = new TreeMap<>(labels);
    end.keySet().retainAll(method.port());
    return end;
  }

  private Map<String, String> otherEnd(SortedMap<String, String> link) {
    Map<String, String> end = new TreeMap<>(link);
    end.keySet().removeAll(method.port());
    return end;
  }

  private static boolean fits(Map<String, String> link, Map<String, String> labels) {
    return link.entrySet().stream()
        .allMatch(l -> l.getValue().equals(labels.getOrDefault(l.getKey(), "")));
  }

  private static MemberResult result(
      SortedMap<String, String> link, Verdict verdict, Seen seen, JudgedTime time, String why) {
    double value = verdict == Verdict.FAIL ? 0 : 100;
    return new MemberResult(
        link,
        verdict,
        OptionalDouble.of(value),
        OptionalDouble.of(value - 100),
        OptionalDouble.empty(),
        (double) seen.gathered().covered() / time.total(),
        seen.gathered().samples(),
        OptionalLong.of(seen.time()),
        verdict + ": " + why);
  }
}
