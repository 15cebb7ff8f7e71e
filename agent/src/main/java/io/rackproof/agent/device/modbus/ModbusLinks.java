package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Ticker;
import java.util.HashMap;
import java.util.Map;

/**
 * The links of a process: drivers whose {@link ModbusConfig.Link#bus} is the same share one
 * connection or line, which is closed when the last of them closes. Thread safe.
 */
public final class ModbusLinks {

  private final Ticker ticker;
  private final Map<String, Shared> shared = new HashMap<>();

  private static final class Shared {
    final ModbusConfig.Link link;
    final ModbusTransport transport;
    int users;

    Shared(ModbusConfig.Link link, ModbusTransport transport) {
      this.link = link;
      this.transport = transport;
    }
  }

  public ModbusLinks(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * The transport of a link; each call is to be ended by one {@link #release}.
   *
   * @throws IllegalArgumentException when the link is in use with another speed or parity
   */
  synchronized ModbusTransport acquire(ModbusConfig.Link link) {
    Shared entry =
        shared.computeIfAbsent(link.bus(), bus -> new Shared(link, LinkTransport.of(link, ticker)));
    if (!entry.link.equals(link)) {
      throw new IllegalArgumentException(
          link.bus() + " is used with different settings: " + entry.link + " and " + link);
    }
    entry.users++;
    return entry.transport;
  }

  synchronized void release(ModbusConfig.Link link) {
    Shared entry = shared.get(link.bus());
    if (entry != null && --entry.users == 0) {
      shared.remove(link.bus());
      entry.transport.close();
    }
  }
}
