package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignRefusedException;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.live.LiveCampaigns.Run;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The campaigns whose samples are judged as they arrive: those that run, and those that ended a
 * moment ago. {@link #arrived} is thread safe, the others are not.
 */
final class FollowedCampaigns {

  private static final Logger log = LoggerFactory.getLogger(LiveCampaigns.class);

  private final CampaignStore campaigns;
  private final SampleStore samples;
  private final Clock clock;

  /** Racks whose arrivals are wanted; a rack is put here before the store is read for it. */
  private final Set<String> fed = ConcurrentHashMap.newKeySet();

  private final WaitingBatches arrived;
  private final Map<Run, RunningCampaign> running = new HashMap<>();

  /**
   * @param mostWaiting samples that may wait in memory
   */
  FollowedCampaigns(CampaignStore campaigns, SampleStore samples, Clock clock, int mostWaiting) {
    this.campaigns = campaigns;
    this.samples = samples;
    this.clock = clock;
    this.arrived = new WaitingBatches(mostWaiting);
  }

  /** A batch is durable now; tells whether anyone waits for it. */
  boolean arrived(String rack, long sequence, List<Sample> batch) {
    if (!fed.contains(rack)) {
      return false;
    }
    arrived.add(new WaitingBatches.Batch(rack, sequence, batch));
    return true;
  }

  /** Null when it is not followed. */
  @Nullable RunningCampaign get(Run run) {
    return running.get(run);
  }

  /** Hands out what has arrived, and tells of which racks. */
  Set<String> takeWhatArrived(List<Campaign> all) {
    Set<String> racks = new HashSet<>();
    for (WaitingBatches.Batch b = arrived.poll(); b != null; b = arrived.poll()) {
      WaitingBatches.Batch batch = b;
      running(all, batch.rack()).forEach(series -> series.add(batch.sequence(), batch.samples()));
      racks.add(batch.rack());
    }
    arrived
        .takeOverrun()
        .forEach(
            (rack, first) -> {
              log.info("samples of rack {} come faster than they are judged: read again", rack);
              running(all, rack).forEach(series -> series.leftAway(first));
              racks.add(rack);
            });
    return racks;
  }

  private List<RunningCampaign> running(List<Campaign> all, String rack) {
    return all.stream()
        .map(campaign -> running.get(new Run(campaign.id(), rack)))
        .flatMap(Stream::ofNullable)
        .toList();
  }

  /** Takes up campaigns that have begun and drops those that ended a while ago. */
  void follow(List<Campaign> all, Predicate<Campaign> endedLately) {
    Set<String> racks = ConcurrentHashMap.newKeySet();
    for (Campaign campaign : all) {
      for (String rack : campaign.racks()) {
        Run run = new Run(campaign.id(), rack);
        if (campaign.state() != State.RUNNING) {
          // The last samples come after the end, as a rule.
          if (!endedLately.test(campaign)) {
            running.remove(run);
          } else if (running.containsKey(run)) {
            racks.add(rack);
          }
          continue;
        }
        racks.add(rack);
        if (!running.containsKey(run)) {
          takeUp(campaign, run);
        }
      }
    }
    fed.retainAll(racks);
  }

  private void takeUp(Campaign campaign, Run run) {
    fed.add(run.rack());
    try {
      running.put(
          run, new RunningCampaign(campaign, run.rack(), LiveCampaigns.planOf(campaign), samples));
    } catch (InvalidDocumentException e) {
      endUnreadable(campaign, e.getMessage());
    } catch (IOException e) {
      log.error("campaign {} cannot be judged now: {}", campaign.id(), e.getMessage());
    }
  }

  /** A campaign whose plan this version cannot read would run for ever without a verdict. */
  private void endUnreadable(Campaign campaign, @Nullable String why) {
    String oneLine = String.valueOf(why).replace("\n", "; ");
    log.error("the plan of campaign {} cannot be read: {}", campaign.id(), oneLine);
    try {
      campaigns.end(
          campaign.id(), State.ERROR, "its plan cannot be read: " + oneLine, clock.millis());
    } catch (CampaignRefusedException e) {
      // Someone else has ended it.
    } catch (IOException e) {
      log.error("campaign {} cannot be ended: {}", campaign.id(), e.getMessage());
    }
  }
}
