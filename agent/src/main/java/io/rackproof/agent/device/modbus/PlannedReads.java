package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.modbus.ModbusTransport.Identify;
import io.rackproof.agent.device.modbus.ModbusTransport.Read;
import io.rackproof.agent.device.modbus.ModbusTransport.Request;
import io.rackproof.agent.device.modbus.PlannedPoints.Place;
import io.rackproof.agent.device.modbus.ReadPlan.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Tells what a driver would send, byte for byte. */
final class PlannedReads {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  private PlannedReads() {}

  static List<PlannedRead> of(ModbusConfig config, UnitKnowledge knowledge, PlannedPoints planned) {
    List<PlannedRead> reads = new ArrayList<>();
    for (Block block : planned.blocks(knowledge)) {
      Read read = new Read(config.unit(), block.table(), block.address(), block.count());
      String table = block.table().name().toLowerCase(Locale.ROOT);
      String what = String.format("%s 0x%04X+%d", table, block.address(), block.count());
      int sources = (int) planned.places().stream().filter(place -> isIn(block, place)).count();
      Duration measured =
          knowledge.cost().isLearned()
              ? Duration.ofNanos(knowledge.cost().of(block.registers()))
              : Duration.ZERO;
      reads.add(read(config, read, what, sources, block.count(), measured));
    }
    if (!planned.items().isEmpty()) {
      boolean basic = planned.items().stream().allMatch(IdentificationSource.Item::isBasic);
      Identify identify = new Identify(config.unit(), basic ? 1 : 2, 0);
      reads.add(read(config, identify, "identification", planned.items().size(), 0, Duration.ZERO));
    }
    return reads;
  }

  private static boolean isIn(Block block, Place place) {
    return place.span() != null && block.spans().contains(place.span());
  }

  private static PlannedRead read(
      ModbusConfig config,
      Request request,
      String what,
      int sources,
      int registers,
      Duration measured) {
    Framing framing = LinkTransport.framing(config.link());
    LinkTiming timing = LinkTiming.of(config.link());
    byte[] frame = framing.encode(1, config.unit(), Pdu.encode(request));
    int answer = framing.bytes(Pdu.answerBytes(request));
    Duration wire =
        Duration.ofNanos(
            timing.character() == 0 ? 0 : timing.wire(frame.length + answer) + timing.gap());
    Duration cost = measured.isZero() ? wire.plus(config.pause()) : measured;
    return new PlannedRead(
        what, HEX.formatHex(frame), sources, registers, frame.length, answer, wire, cost);
  }
}
