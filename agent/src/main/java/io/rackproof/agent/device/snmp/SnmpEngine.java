package io.rackproof.agent.device.snmp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;

/**
 * One UDP socket for all devices, of every version of SNMP, and all users. Devices that share one
 * engine id, as copies of a firmware do, cannot share a record of their clocks: only for them
 * another socket is opened. Thread safe.
 */
public final class SnmpEngine implements AutoCloseable {

  private final SecurityProtocols protocols = Version3.protocols();
  private final SnmpLane main;
  private final List<SnmpLane> others = new ArrayList<>();
  private final Map<OctetString, List<UdpAddress>> owners = new HashMap<>();

  /**
   * Opens the socket on any free port.
   *
   * @throws IOException when it cannot be opened
   */
  public SnmpEngine() throws IOException {
    main = new SnmpLane(protocols);
  }

  SecurityProtocols protocols() {
    return protocols;
  }

  /** Where requests without an engine id go, and those that ask for it. */
  SnmpLane lane() {
    return main;
  }

  /**
   * Where requests to an SNMP v3 engine at an address go.
   *
   * @throws IOException when another socket is needed and cannot be opened
   */
  synchronized SnmpLane lane(OctetString engine, UdpAddress address) throws IOException {
    List<UdpAddress> known = owners.computeIfAbsent(engine, e -> new ArrayList<>());
    int place = known.indexOf(address);
    if (place < 0) {
      place = known.size();
      known.add(address);
    }
    while (others.size() < place) {
      others.add(new SnmpLane(protocols));
    }
    return place == 0 ? main : others.get(place - 1);
  }

  /** Requests that are neither answered nor timed out. */
  synchronized int pendingRequests() {
    int pending = main.pendingRequests();
    for (SnmpLane lane : others) {
      pending += lane.pendingRequests();
    }
    return pending;
  }

  /** Sockets that are open. */
  synchronized int sockets() {
    return 1 + others.size();
  }

  /** Closes the sockets; requests under way end as not answered. */
  @Override
  public synchronized void close() {
    main.close();
    others.forEach(SnmpLane::close);
  }
}
