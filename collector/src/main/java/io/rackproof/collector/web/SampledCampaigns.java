package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.live.KeptFiles;
import io.rackproof.collector.report.Condition;
import io.rackproof.collector.report.ConditionMeans;
import io.rackproof.collector.report.EquipmentCount;
import io.rackproof.collector.report.Sampled;
import io.rackproof.collector.store.ReadAside;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the samples of campaigns tell besides verdicts. Of a day it takes seconds to read, so that
 * of campaigns that have ended it is read once, soon after the end, and kept. Thread safe.
 */
public final class SampledCampaigns {

  private static final Logger LOG = LoggerFactory.getLogger(SampledCampaigns.class);

  /** Read in stretches of this length, so that a long campaign fits the memory. */
  private static final long STRETCH_MILLIS = 60 * 60_000L;

  private record Run(String campaign, String rack) {}

  private final SampleStore samples;
  private final KeptFiles kept;
  private final String software;

  /** Final verdicts whose samples were not read yet, the newest of each. */
  private final Map<Run, Judged> fresh = new ConcurrentHashMap<>();

  /** The revisions of those that there were in the last round; for that thread alone. */
  private Map<Run, Long> before = Map.of();

  /**
   * @param folder where it is kept
   * @param software name and version of this program: another one reads again
   */
  public SampledCampaigns(SampleStore samples, Path folder, String software) {
    this.samples = samples;
    this.kept = new KeptFiles(folder, "sampled", Sampled.FORMAT);
    this.software = software;
  }

  /** Takes final verdicts up for the next rounds; quick. */
  public void judged(Judged judged) {
    if (judged.scorecard().complete()) {
      fresh.put(new Run(judged.campaign().id(), judged.rack()), judged);
    }
  }

  /**
   * Reads what reports of campaigns that have ended will ask for, once their verdicts have stood
   * from one round to the next: while an agent sends what it had kept, they change all the time.
   */
  public void round() {
    Map<Run, Long> now = new HashMap<>();
    Map.copyOf(fresh)
        .forEach(
            (run, judged) -> {
              if (judged.revision() == before.getOrDefault(run, -1L)) {
                fresh.remove(run, judged);
                read(run, judged);
              } else {
                now.put(run, judged.revision());
              }
            });
    before = now;
  }

  private void read(Run run, Judged judged) {
    try {
      Sampled unused = of(judged);
    } catch (IOException e) {
      LOG.warn(
          "what a report of {} tells of its samples is read when one is asked for: {}",
          run.campaign(),
          e.getMessage());
    }
  }

  /** What is in the store up to the time that was judged. */
  Sampled of(Judged judged) throws IOException {
    if (!judged.scorecard().complete()) {
      return read(judged);
    }
    Campaign campaign = judged.campaign();
    // Who asks while it is read already waits for that.
    synchronized (kept) {
      String basis = basis(judged);
      Optional<Sampled> known = kept.read(campaign.id(), judged.rack(), basis, Sampled::read);
      if (known.isPresent()) {
        return known.get();
      }
      Sampled sampled = read(judged);
      // Samples that came meanwhile may not be in it, and a file may have been found damaged.
      if (basis.equals(basis(judged))) {
        kept.keep(campaign.id(), judged.rack(), basis, sampled::write);
      }
      return sampled;
    }
  }

  /** All that it depends on; rows of the store never change, so their number tells them. */
  private String basis(Judged judged) throws IOException {
    long start = judged.campaign().startMillis();
    long end = judged.scorecard().scoredToMillis();
    return KeptFiles.hash(
        String.join(
            "\n",
            software,
            String.valueOf(start),
            String.valueOf(end),
            samples.losses(judged.rack(), start, end).toString(),
            String.valueOf(samples.rows(judged.rack(), start, end))));
  }

  private Sampled read(Judged judged) throws IOException {
    ReadAside<List<Condition>> conditions =
        ReadAside.begin("surroundings", () -> surroundings(judged));
    EquipmentCount counted = new EquipmentCount();
    samples
        .counts(judged.rack(), judged.campaign().startMillis(), judged.scorecard().scoredToMillis())
        .forEach(counted::add);
    return new Sampled(counted.build(), conditions.taken());
  }

  private List<Condition> surroundings(Judged judged) throws IOException {
    ConditionMeans means = new ConditionMeans();
    long end = judged.scorecard().scoredToMillis();
    for (long from = judged.campaign().startMillis(); from < end; from += STRETCH_MILLIS) {
      long to = Math.min(end, from + STRETCH_MILLIS);
      for (SeriesSamples series :
          samples.read(judged.rack(), s -> Condition.isOne(s.metric()), from, to)) {
        means.add(series, from, to);
      }
    }
    return means.build();
  }
}
