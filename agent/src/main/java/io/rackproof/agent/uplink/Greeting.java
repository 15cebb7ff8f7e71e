package io.rackproof.agent.uplink;

import io.rackproof.agent.spool.SpoolReader.Position;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;

/** The first frame of a connection. */
final class Greeting {

  private Greeting() {}

  /**
   * @param sentMillis this clock when it is sent, milliseconds since 1970-01-01T00:00Z
   */
  static Frame.Builder hello(RackIdentity rack, Position position, long sentMillis) {
    return Frame.newBuilder()
        .setHello(
            Hello.newBuilder()
                .setLowestVersion(WireProtocol.LOWEST_VERSION)
                .setHighestVersion(WireProtocol.HIGHEST_VERSION)
                .setRack(
                    io.rackproof.wire.proto.RackIdentity.newBuilder()
                        .setId(rack.id())
                        .setGeneration(rack.generation())
                        .setMaker(rack.maker())
                        .setSite(rack.site())
                        .setLot(rack.lot())
                        .setSerial(rack.serial()))
                .setEpoch(position.epoch())
                .setSoftware(Software.NAME)
                .setSentMillis(sentMillis)
                .setLastSequence(position.lastSequence()));
  }
}
