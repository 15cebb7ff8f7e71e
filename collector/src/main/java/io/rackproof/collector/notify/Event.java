package io.rackproof.collector.notify;

import java.util.Locale;

/** What is told. */
public enum Event {
  /** A gate of a running campaign has failed; it is over once it does not fail or the run ends. */
  GATE_FAILED("RackproofGateFailed", "critical"),

  /**
   * A device of a rack under evaluation, or the rack's whole agent, gives no values; it is over
   * once it does, or the run ends.
   */
  DEVICE_LOST("RackproofDeviceLost", "warning"),

  /** A campaign has ended, however. Told once; never over. */
  CAMPAIGN_FINISHED("RackproofCampaignFinished", "info");

  private final String alertName;
  private final String severity;

  Event(String alertName, String severity) {
    this.alertName = alertName;
    this.severity = severity;
  }

  /** As configurations and webhooks write it: {@code gate-failed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String alertName() {
    return alertName;
  }

  String severity() {
    return severity;
  }
}
