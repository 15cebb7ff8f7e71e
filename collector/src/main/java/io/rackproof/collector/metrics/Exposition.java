package io.rackproof.collector.metrics;

import static io.rackproof.collector.metrics.ExpositionWriter.labels;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.Arrivals.Arrival;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All that {@code /metrics} tells, in Prometheus' text format. Thread safe. */
public final class Exposition {

  /** The content type of the text. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** A sample older than this is not told any more: its series ends in Prometheus. */
  public static final Duration STALE_AFTER = Duration.ofSeconds(30);

  private final SampleStore store;
  private final LiveCampaigns live;
  private final CampaignStore campaigns;
  private final Arrivals arrivals;
  private final Supplier<String> own;
  private final Catalogue catalogue;

  /** An answer takes three times its text; a thirtieth of the heap may be text. */
  private static final int SERIES_BYTES = 5_000;

  private final long mostSeries;
  private final Clock clock;

  /**
   * @param own the collector's own meters, already in the text format
   */
  public Exposition(
      SampleStore store,
      LiveCampaigns live,
      CampaignStore campaigns,
      Arrivals arrivals,
      Supplier<String> own,
      Catalogue catalogue,
      Clock clock) {
    this.store = store;
    this.live = live;
    this.campaigns = campaigns;
    this.arrivals = arrivals;
    this.own = own;
    this.catalogue = catalogue;
    this.clock = clock;
    this.mostSeries = Math.max(10_000, Runtime.getRuntime().maxMemory() / SERIES_BYTES);
  }

  /** What is to be told now: of all racks, and the collector itself. One at a time: it is long. */
  public synchronized String text() {
    ExpositionWriter out = new ExpositionWriter();
    long leftOut = racks(out, rack -> true);
    out.own(
        catalogue,
        "rackproof_collector_exposition_left_out_series",
        Map.of(new TreeMap<>(), (double) leftOut));
    verdicts(out, judged -> true);
    agents(out, rack -> true);
    out.append(own.get());
    return out.text();
  }

  /** The collector itself alone. */
  public String self() {
    return own.get();
  }

  /** What is to be told now of one rack: samples, verdicts and its agent; empty when unknown. */
  public Optional<String> rack(String id) {
    if (!store.racks().containsKey(id) && !racks().contains(id)) {
      return Optional.empty();
    }
    ExpositionWriter out = new ExpositionWriter();
    racks(out, id::equals);
    verdicts(out, judged -> judged.rack().equals(id));
    agents(out, id::equals);
    return Optional.of(out.text());
  }

  /** What is to be told now of the racks of one campaign, with its verdicts; empty when unknown. */
  public synchronized Optional<String> campaign(String id) {
    return campaigns.all().stream()
        .filter(campaign -> campaign.id().equals(id))
        .findFirst()
        .map(
            campaign -> {
              ExpositionWriter out = new ExpositionWriter();
              racks(out, campaign.racks()::contains);
              verdicts(out, judged -> judged.campaign().id().equals(id));
              agents(out, campaign.racks()::contains);
              return out.text();
            });
  }

  /** Racks that sent something, and those of running campaigns, by id. */
  public SortedSet<String> racks() {
    SortedSet<String> racks = new TreeSet<>(store.racks().keySet());
    for (Campaign campaign : campaigns.all()) {
      if (campaign.state() == Campaign.State.RUNNING) {
        racks.addAll(campaign.racks());
      }
    }
    return racks;
  }

  /** Returns how many series are left out. */
  private long racks(ExpositionWriter out, Predicate<String> wanted) {
    long now = clock.millis();
    Map<String, Map<SortedMap<String, String>, Double>> byMetric = new TreeMap<>();
    Map<SortedMap<String, String>, Double> identities = new LinkedHashMap<>();
    long told = 0;
    long leftOut = 0;
    for (RackIdentity identity : store.racks().values()) {
      String rack = identity.id();
      if (!wanted.test(rack)) {
        continue;
      }
      SortedMap<String, String> calls =
          labels(
              "rack", rack,
              "generation", identity.generation(),
              "maker", identity.maker(),
              "site", identity.site(),
              "lot", identity.lot(),
              "serial", identity.serial());
      calls.values().removeIf(String::isEmpty);
      identities.put(calls, 1.0);
      // Samples carry the agent's time: a clock that is off must not make them look old.
      long offset =
          arrivals.of(rack).map(Arrival::clockOffsetMillis).flatMap(Exposition::boxed).orElse(0L);
      for (Sample sample : arrivals.latest(rack, store)) {
        long age = now - (sample.timeMillis() - offset);
        if (sample.quality().isGood() && age <= STALE_AFTER.toMillis()) {
          if (told++ >= mostSeries) {
            leftOut++;
            continue;
          }
          byMetric
              .computeIfAbsent(sample.series().metric(), name -> new LinkedHashMap<>())
              .put(sample.series().labels(), sample.value());
        }
      }
    }
    out.own(catalogue, "rackproof_rack_info", identities);
    byMetric.forEach(
        (name, values) -> {
          String type = catalogue.metric(name).map(m -> type(m.kind())).orElse("untyped");
          out.metric(name, type, catalogue.metric(name).map(Metric::help).orElse(""), values);
        });
    return leftOut;
  }

  private static Optional<Long> boxed(java.util.OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static String type(Metric.Kind kind) {
    return kind == Metric.Kind.COUNTER ? "counter" : "gauge";
  }

  private void verdicts(ExpositionWriter out, Predicate<Judged> wanted) {
    CampaignSeries series = new CampaignSeries();
    live.current().stream().filter(wanted).forEach(series::add);
    series.write(out, catalogue);
  }

  private void agents(ExpositionWriter out, Predicate<String> wanted) {
    long now = clock.millis();
    Map<SortedMap<String, String>, Double> ages = new LinkedHashMap<>();
    Map<SortedMap<String, String>, Double> backlogs = new LinkedHashMap<>();
    Map<SortedMap<String, String>, Double> offsets = new LinkedHashMap<>();
    arrivals
        .all()
        .forEach(
            (rack, arrival) -> {
              if (!wanted.test(rack)) {
                return;
              }
              SortedMap<String, String> of = labels("rack", rack);
              if (arrival.lastBatchMillis() > 0) {
                ages.put(of, Math.max(0, now - arrival.lastBatchMillis()) / 1e3);
                backlogs.put(of, (double) arrival.backlogBatches());
              }
              arrival.clockOffsetMillis().ifPresent(offset -> offsets.put(of, offset / 1e3));
            });
    // A rack under evaluation that has not called since the collector started is silent, too.
    for (Campaign campaign : campaigns.all()) {
      if (campaign.state() == Campaign.State.RUNNING) {
        for (String rack : campaign.racks()) {
          if (wanted.test(rack)) {
            ages.putIfAbsent(labels("rack", rack), Math.max(0, now - campaign.startMillis()) / 1e3);
          }
        }
      }
    }
    out.own(catalogue, "rackproof_collector_rack_last_batch_age_seconds", ages);
    out.own(catalogue, "rackproof_collector_agent_backlog_batches", backlogs);
    out.own(catalogue, "rackproof_collector_agent_clock_offset_seconds", offsets);
    Map<SortedMap<String, String>, Double> drifts = new LinkedHashMap<>();
    Map<SortedMap<String, String>, Double> doubts = new LinkedHashMap<>();
    arrivals.drifts(
        (rack, ratio, uncertainty) -> {
          if (wanted.test(rack)) {
            drifts.put(labels("rack", rack), ratio);
            doubts.put(labels("rack", rack), uncertainty);
          }
        });
    out.own(catalogue, "rackproof_collector_agent_clock_drift_ratio", drifts);
    out.own(catalogue, "rackproof_collector_agent_clock_drift_uncertainty_ratio", doubts);
  }
}
