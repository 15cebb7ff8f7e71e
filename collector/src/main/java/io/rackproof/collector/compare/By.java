package io.rackproof.collector.compare;

import io.rackproof.wire.RackIdentity;
import java.util.Locale;
import java.util.Optional;

/** What makes a column of a comparison. */
public enum By {
  /** Each rack in each campaign by itself. */
  RUN,
  RACK,
  LOT,
  SITE,
  GENERATION;

  /** The column that a candidate belongs to. */
  String columnOf(Candidate candidate) {
    RackIdentity rack = candidate.rack();
    return switch (this) {
      case RUN -> candidate.name();
      case RACK -> rack.id();
      case LOT -> told(rack.lot());
      case SITE -> told(rack.site());
      case GENERATION -> told(rack.generation());
    };
  }

  private String told(String name) {
    return name.isEmpty() ? "no " + name().toLowerCase(Locale.ROOT) + " told" : name;
  }

  /** By its name in small letters; empty when there is none. */
  public static Optional<By> of(String name) {
    for (By by : values()) {
      if (by.name().equalsIgnoreCase(name)) {
        return Optional.of(by);
      }
    }
    return Optional.empty();
  }
}
