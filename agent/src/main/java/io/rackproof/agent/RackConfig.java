package io.rackproof.agent;

import io.rackproof.agent.device.snmp.TrapConfig;
import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.wire.RackIdentity;
import java.util.List;
import java.util.Optional;

/**
 * What {@code rack.yaml} says, with its defaults filled in.
 *
 * @param collector empty when only {@code check} and {@code once} are meant to work
 * @param metrics where the agent's own metrics are served; empty for nowhere
 * @param traps where notifications are taken; empty for nowhere
 */
record RackConfig(
    RackIdentity rack,
    Optional<UplinkConfig> collector,
    SpoolConfig spool,
    Optional<Metrics> metrics,
    Optional<TrapConfig> traps,
    List<DeviceConfig> devices) {

  static final Address DEFAULT_METRICS = new Address("127.0.0.1", 9101);

  /**
   * @param asked true when {@code rack.yaml} names the address: then it is a mistake when it is
   *     taken, while the default one is done without
   */
  record Metrics(Address listen, boolean asked) {}

  RackConfig {
    devices = List.copyOf(devices);
  }
}
