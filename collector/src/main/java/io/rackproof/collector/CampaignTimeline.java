package io.rackproof.collector;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Entry;
import io.rackproof.collector.recorded.RecordedTimeline;
import io.rackproof.collector.recorded.RecordedTimeline.Said;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The course of a campaign, as the judging of recorded samples takes it. */
final class CampaignTimeline {

  private CampaignTimeline() {}

  /** What was said of the campaign while it ran. */
  static RecordedTimeline of(Campaign campaign) {
    return new RecordedTimeline(
        Optional.of(campaign.id()),
        List.of(),
        OptionalLong.of(campaign.startMillis()),
        campaign.endMillis(),
        campaign.cutShort(),
        campaign.course().marks().stream()
            .map(
                m ->
                    new Said<>(m.rack(), new Timeline.Mark(m.timeMillis(), m.phase(), m.entered())))
            .toList(),
        campaign.course().entries().stream().map(e -> new Said<>(e.rack(), entry(e))).toList(),
        List.of(),
        List.of(),
        List.of(),
        campaign.course().annotations().stream()
            .map(a -> new RecordedTimeline.Note(a.timeMillis(), a.author(), a.text()))
            .toList());
  }

  private static Timeline.Entry entry(Entry entry) {
    return new Timeline.Entry(
        entry.timeMillis(),
        entry.criterion(),
        entry.by(),
        entry.passed().map(passed -> passed ? Verdict.PASS : Verdict.FAIL),
        entry.value(),
        entry.uncertainty(),
        entry.note());
  }
}
