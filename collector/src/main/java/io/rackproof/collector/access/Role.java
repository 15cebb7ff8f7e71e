package io.rackproof.collector.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person or a program may do; each includes those before it. */
public enum Role {
  /** Reads the metrics alone; for tokens. */
  METRICS,
  /** Reads everything but the audit log. */
  VIEWER,
  /** Begins and drives campaigns: marks, notes, entries, ends; asks for waivers. */
  ENGINEER,
  /** Signs waivers, takes decisions, reads the audit log. */
  APPROVER;

  public boolean includes(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** As people write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }

  /** Those that a person may have, for messages. */
  public static String ofPeople() {
    return Arrays.stream(values())
        .filter(role -> role != METRICS)
        .map(Role::label)
        .collect(Collectors.joining(", "));
  }

  /** The lesser of two. */
  Role atMost(Role other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
