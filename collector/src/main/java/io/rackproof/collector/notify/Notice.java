package io.rackproof.collector.notify;

import java.util.OptionalLong;

/**
 * One thing that is told: that something began, or that it is over.
 *
 * @param key the same for the beginning and the end of one thing
 * @param campaign id
 * @param rack id; empty for a campaign on several
 * @param criterion id; empty unless a gate failed
 * @param device name, {@code agent} for all of the rack; empty unless a device is lost
 * @param summary one sentence
 * @param startMillis when it began
 * @param endMillis when it was over; empty while it goes on
 */
record Notice(
    String key,
    Event event,
    String campaign,
    String rack,
    String criterion,
    String device,
    String summary,
    long startMillis,
    OptionalLong endMillis) {

  Notice ended(long atMillis) {
    return new Notice(
        key,
        event,
        campaign,
        rack,
        criterion,
        device,
        summary,
        startMillis,
        OptionalLong.of(atMillis));
  }

  boolean isResolved() {
    return event != Event.CAMPAIGN_FINISHED && endMillis.isPresent();
  }
}
