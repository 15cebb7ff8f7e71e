package io.rackproof.collector.campaign;

/** What was asked of a campaign cannot be done; the message tells a person why and what to do. */
public final class CampaignRefusedException extends Exception {

  public CampaignRefusedException(String message) {
    super(message);
  }
}
