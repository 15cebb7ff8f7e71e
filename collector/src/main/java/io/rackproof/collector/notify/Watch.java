package io.rackproof.collector.notify;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.Arrivals.Arrival;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.live.RackHealth;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Verdict;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what is with what was told, and puts the difference into the outbox. Only racks under
 * evaluation are watched, so that a rack that was taken away tells nothing. Not thread safe.
 */
public final class Watch {

  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  /** The device that stands for a rack's whole agent. */
  private static final String AGENT = "agent";

  private final NotifyConfig config;
  private final CampaignStore campaigns;
  private final LiveCampaigns live;
  private final Arrivals arrivals;
  private final SampleStore samples;
  private final Outbox outbox;
  private final Clock clock;

  /** Since when devices are seen to give nothing, by the notices' keys. */
  private final Map<String, Long> lostSince = new HashMap<>();

  /** When this process began to look: before, nothing can have arrived. */
  private final long began;

  private final Set<String> finished;
  private final Map<String, Notice> going;

  /** Reads what was told before; of a new outbox all that has ended already needs no telling. */
  public Watch(
      NotifyConfig config,
      CampaignStore campaigns,
      LiveCampaigns live,
      Arrivals arrivals,
      SampleStore samples,
      Outbox outbox,
      Clock clock)
      throws IOException {
    this.config = config;
    this.campaigns = campaigns;
    this.live = live;
    this.arrivals = arrivals;
    this.samples = samples;
    this.outbox = outbox;
    this.clock = clock;
    this.began = clock.millis();
    if (outbox.isNew()) {
      outbox.finishedBefore(
          campaigns.all().stream().filter(c -> !isRunning(c)).map(Campaign::id).toList());
    }
    this.finished = new HashSet<>(outbox.finished());
    this.going = new HashMap<>(outbox.going());
  }

  private static boolean isRunning(Campaign campaign) {
    return campaign.state() == Campaign.State.RUNNING;
  }

  /**
   * Looks once.
   *
   * @throws IOException when the outbox cannot be written; the next round finds the same again
   */
  public void round() throws IOException {
    Map<String, Notice> now = new HashMap<>();
    Set<String> lost = new HashSet<>();
    for (Campaign campaign : campaigns.all()) {
      if (isRunning(campaign)) {
        for (String rack : campaign.racks()) {
          gates(campaign, rack, now);
          devices(campaign, rack, now, lost);
        }
      }
    }
    for (Notice begun : now.values()) {
      if (!going.containsKey(begun.key())) {
        outbox.add(begun, config.targets());
        going.put(begun.key(), begun);
      }
    }
    for (Notice told : List.copyOf(going.values())) {
      if (!now.containsKey(told.key())) {
        outbox.add(told.ended(clock.millis()), config.targets());
        going.remove(told.key());
      }
    }
    lostSince.keySet().retainAll(lost);
    for (Campaign campaign : campaigns.all()) {
      if (!isRunning(campaign) && !finished.contains(campaign.id())) {
        outbox.add(finished(campaign), config.targets());
        finished.add(campaign.id());
      }
    }
  }

  private void gates(Campaign campaign, String rack, Map<String, Notice> now) {
    Optional<Judged> known = live.known(campaign.id(), rack);
    if (known.isEmpty()) {
      // Just after the start: nothing is judged yet, so nothing is over.
      keep(Event.GATE_FAILED, campaign, rack, now);
      return;
    }
    Judged judged = known.get();
    String id = judged.campaign().id();
    for (CriterionResult result : judged.scorecard().criteria()) {
      String key = "gate/" + id + "/" + judged.rack() + "/" + result.id();
      if (result.gate() && result.verdict() == Verdict.FAIL) {
        now.put(
            key,
            new Notice(
                key,
                Event.GATE_FAILED,
                id,
                judged.rack(),
                result.id(),
                "",
                judged.rack() + ": gate " + result.id() + " failed: " + result.reason(),
                clock.millis(),
                OptionalLong.empty()));
      }
    }
  }

  /** What was told of a rack stays as it is. */
  private void keep(Event event, Campaign campaign, String rack, Map<String, Notice> now) {
    going.values().stream()
        .filter(n -> n.event() == event && n.rack().equals(rack))
        .filter(n -> n.campaign().equals(campaign.id()))
        .forEach(n -> now.put(n.key(), n));
  }

  private void devices(Campaign campaign, String rack, Map<String, Notice> now, Set<String> lost) {
    long time = clock.millis();
    Optional<Arrival> arrival = arrivals.of(rack);
    RackHealth health =
        RackHealth.of(arrival, arrivals.latest(rack, samples), OptionalLong.empty(), time);
    long lastBatch = arrival.map(Arrival::lastBatchMillis).orElse(0L);
    long heard = Math.max(Math.max(campaign.startMillis(), began), lastBatch);
    boolean told = going.containsKey(key(campaign, rack, AGENT));
    if (time - heard >= config.lostAfter().toMillis() || (told && lastBatch == 0)) {
      // Of its devices nothing is known then.
      keep(Event.DEVICE_LOST, campaign, rack, now);
      if (!told) {
        put(now, campaign, rack, AGENT, rack + ": its agent sends nothing", heard);
      }
      return;
    }
    for (String device : health.lostDevices()) {
      String key = key(campaign, rack, device);
      lost.add(key);
      long since = lostSince.computeIfAbsent(key, k -> time);
      // One that was told before a restart is still lost, whatever this process has seen.
      if (going.containsKey(key) || time - since >= config.lostAfter().toMillis()) {
        put(now, campaign, rack, device, rack + ": " + device + " gives no values", since);
      }
    }
  }

  private static String key(Campaign campaign, String rack, String device) {
    return "device/" + campaign.id() + "/" + rack + "/" + device;
  }

  private static void put(
      Map<String, Notice> now,
      Campaign campaign,
      String rack,
      String device,
      String summary,
      long since) {
    String key = key(campaign, rack, device);
    now.put(
        key,
        new Notice(
            key,
            Event.DEVICE_LOST,
            campaign.id(),
            rack,
            "",
            device,
            summary,
            since,
            OptionalLong.empty()));
  }

  private Notice finished(Campaign campaign) {
    List<String> verdicts = new ArrayList<>();
    try {
      for (Judged judged : live.judged(campaign)) {
        String gates =
            judged.scorecard().criteria().stream()
                .filter(c -> c.gate() && c.verdict() == Verdict.FAIL)
                .map(CriterionResult::id)
                .collect(Collectors.joining(", "));
        verdicts.add(
            judged.rack()
                + " "
                + judged.scorecard().verdict()
                + (gates.isEmpty() ? "" : " (gates failed: " + gates + ")"));
      }
    } catch (IOException | InvalidDocumentException e) {
      log.warn("campaign {} has ended but cannot be judged: {}", campaign.id(), e.getMessage());
      verdicts.add("it cannot be judged: " + e.getMessage());
    }
    String outcome = campaign.state().name().toLowerCase(Locale.ROOT);
    long end = campaign.endMillis().orElse(clock.millis());
    return new Notice(
        "campaign/" + campaign.id(),
        Event.CAMPAIGN_FINISHED,
        campaign.id(),
        campaign.racks().size() == 1 ? campaign.racks().get(0) : "",
        "",
        "",
        "campaign " + campaign.id() + " " + outcome + ": " + String.join("; ", verdicts),
        end,
        OptionalLong.of(end));
  }
}
