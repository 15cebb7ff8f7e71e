package io.rackproof.simulator.replay;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.simulator.snmp.ObjectTree;
import io.rackproof.simulator.snmp.SnmpAgent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** An SNMP v2c agent on loopback that answers what a recording holds. */
public final class SnmpReplay implements AutoCloseable {

  private final ObjectTree objects;
  private final SnmpAgent agent;

  private SnmpReplay(ObjectTree objects, SnmpAgent agent) {
    this.objects = objects;
    this.agent = agent;
  }

  /**
   * Reads a recording and serves it.
   *
   * @param snmprec a recording, see {@link SnmprecFile}
   * @param port 0 for a free one
   * @throws InvalidDocumentException with every bad line of the recording
   * @throws IOException when the port is taken
   */
  public static SnmpReplay start(Path snmprec, String community, int port)
      throws InvalidDocumentException, IOException {
    ObjectTree objects = SnmprecFile.read(snmprec);
    return new SnmpReplay(objects, new SnmpAgent(objects, community, () -> 0, t -> true, port));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return agent.address();
  }

  /** What it serves. */
  public ObjectTree objects() {
    return objects;
  }

  @Override
  public void close() {
    agent.close();
  }
}
