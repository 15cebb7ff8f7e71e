package io.rackproof.agent;

import io.rackproof.agent.profile.Profile;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One device of {@code rack.yaml}.
 *
 * @param name unique in the rack
 * @param role one of {@code Catalogue.ROLES}
 * @param labels added to all of its series
 * @param interval from one poll to the next
 */
record DeviceConfig(
    String name,
    String role,
    Map<String, String> labels,
    Profile profile,
    Duration interval,
    Connection connection) {

  DeviceConfig {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }
}
