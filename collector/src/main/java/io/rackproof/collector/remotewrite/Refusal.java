package io.rackproof.collector.remotewrite;

import java.util.Locale;

/** Why a sample that came by remote write is not stored. */
public enum Refusal {
  NO_RACK("has no rack: give the sender 'labels: {rack: …}', or map one of its labels to 'rack'"),
  NO_DEVICE("has no device: map one of its labels, as in 'from: {device: instance}'"),
  OTHER_RACK("belongs to a rack that is not among the sender's 'racks'"),
  BAD_NAME("has a name or label that Rackproof cannot store"),
  HISTOGRAM("is a native histogram, which has no single value: send its quantiles or its sum"),
  FAR_FUTURE("lies in the future: the sender's clock is ahead of this machine's"),
  TOO_OLD("is older than 'oldest'");

  private final String meaning;

  Refusal(String meaning) {
    this.meaning = meaning;
  }

  /** What is wrong, and what to do. */
  public String meaning() {
    return meaning;
  }

  /** As in metrics: {@code far-future}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
