package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusTransport.Answer;
import io.rackproof.agent.device.modbus.ModbusTransport.Read;
import io.rackproof.agent.device.modbus.ModbusTransport.Refused;
import io.rackproof.agent.device.modbus.ModbusTransport.Reply;
import io.rackproof.agent.device.modbus.ModbusTransport.Values;
import io.rackproof.agent.device.modbus.ReadPlan.Block;
import io.rackproof.agent.device.modbus.ReadPlan.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One round: all that is planned is asked once, and exception replies are taken by what the
 * standard means by them. A request that the unit refuses for its addresses is halved until the bad
 * ones stand alone; what was learnt goes into the {@link UnitKnowledge}.
 */
final class UnitReads {

  private static final Missing NOTHING = new Missing(Cause.GARBAGE, "nothing came");
  private static final Missing BUSY =
      new Missing(Cause.REFUSED, "the device was busy before; it is asked again in a while");

  private final ModbusConfig config;
  private final UnitKnowledge knowledge;
  private final ModbusTransport link;
  private final Asking asking;
  private final Map<Span, Result> results = new HashMap<>();
  private final RequestTime now;
  private boolean goOn = true;
  private Missing why = NOTHING;

  /** What came for a span: its words with its place in them, or why there are none. */
  @SuppressWarnings("ArrayRecordComponent") // stays within this package, and is not compared
  record Result(int[] words, int from, Optional<Missing> missing, RequestTime time) {}

  UnitReads(ModbusConfig config, UnitKnowledge knowledge, ModbusTransport link, Ticker ticker) {
    this.config = config;
    this.knowledge = knowledge;
    this.link = link;
    this.asking = new Asking(config, ticker);
    this.now = ticker.start().end();
  }

  /** Asks for what is planned; there is a result for every span. */
  Map<Span, Result> ask(PlannedPoints planned) {
    Optional<Missing> busy = knowledge.busy(BUSY);
    if (busy.isPresent()) {
      planned.spans().forEach(span -> results.put(span, missing(busy.get(), now)));
      return results;
    }
    List<Block> blocks = planned.blocks(knowledge);
    Map<Span, Missing> absent = knowledge.absentNow();
    for (Block block : blocks) {
      askBlock(block);
    }
    Optional<Span> due = knowledge.due(planned.spans());
    if (blocks.isEmpty() && due.isEmpty()) {
      // All is refused: one of them tells whether the unit is there at all.
      due = planned.spans().stream().findFirst();
    }
    due.ifPresent(span -> answers(new Block(List.of(span))));
    for (Span span : planned.spans()) {
      results.computeIfAbsent(span, s -> missing(absent.getOrDefault(s, why), now));
    }
    return results;
  }

  /** False when the unit is not worth asking for anything more in this round. */
  boolean goesOn() {
    return goOn;
  }

  /** Why it is not. */
  Missing why() {
    return why;
  }

  private void askBlock(Block block) {
    Optional<Missing> refused = knowledge.refused(block.table());
    if (refused.isPresent()) {
      put(block, missing(refused.get(), now));
    } else {
      answers(block);
    }
  }

  /** Asks for a block, in parts if it must be; true when all of it was answered. */
  private boolean answers(Block block) {
    if (!goOn) {
      return false;
    }
    RequestTime failed = now;
    try {
      Reply reply =
          asking.ask(link, new Read(config.unit(), block.table(), block.address(), block.count()));
      Answer answer = reply.answer();
      failed = reply.time();
      if (answer instanceof Values values) {
        for (Span span : block.spans()) {
          int from = span.address() - block.address();
          results.put(span, new Result(values.words(), from, Optional.empty(), reply.time()));
        }
        knowledge.answered(block, asking.cost(reply));
        return true;
      }
      return refused(block, (Refused) answer, reply.time());
    } catch (ModbusFault fault) {
      why = new Missing(fault.reason(), String.valueOf(fault.getMessage()).replace('\n', ' '));
      put(block, missing(why, failed.equals(now) ? asking.failed() : failed));
      goOn = fault.reason() == Cause.GARBAGE;
      if (fault.reason() == Cause.UNREACHABLE) {
        knowledge.mayHaveChanged();
      }
      return false;
    }
  }

  private boolean refused(Block block, Refused refused, RequestTime time) {
    int code = refused.code();
    boolean address = code == Refused.ILLEGAL_ADDRESS;
    // Some units refuse a range that is too long for them, or that crosses a gap, with a 3.
    if ((address || code == Refused.ILLEGAL_VALUE) && block.spans().size() > 1) {
      return answersInParts(block, address);
    }
    String table = block.table().name().toLowerCase(Locale.ROOT);
    Missing told =
        new Missing(
            cause(code), String.format("%s for %s 0x%04X", refused, table, block.address()));
    put(block, missing(told, time));
    switch (code) {
      case Refused.ILLEGAL_FUNCTION -> knowledge.isRefused(block.table(), told);
      case Refused.ILLEGAL_ADDRESS -> knowledge.isAbsent(block.spans().get(0), told);
      case Refused.BUSY -> {
        knowledge.wasBusy();
        stop(told);
      }
      case Refused.ACKNOWLEDGE, Refused.NO_PATH, Refused.NO_TARGET -> stop(told);
      default -> {
        // A failure of this request alone: the next round asks again.
      }
    }
    return false;
  }

  private void stop(Missing told) {
    goOn = false;
    why = told;
  }

  private boolean answersInParts(Block block, boolean address) {
    List<Block> parts = block.halves();
    boolean first = answers(parts.get(0));
    boolean second = answers(parts.get(1));
    if (first && second) {
      knowledge.onlyInParts(block, parts, address);
    }
    return false;
  }

  private static Cause cause(int code) {
    return switch (code) {
      case Refused.ILLEGAL_FUNCTION, Refused.ILLEGAL_ADDRESS -> Cause.ABSENT;
      // The gateway is there and the unit behind it is not: as dead as one that is silent.
      case Refused.NO_PATH -> Cause.UNREACHABLE;
      case Refused.NO_TARGET -> Cause.TIMEOUT;
      default -> Cause.REFUSED;
    };
  }

  private static Result missing(Missing why, RequestTime time) {
    return new Result(new int[0], 0, Optional.of(why), time);
  }

  private void put(Block block, Result result) {
    block.spans().forEach(span -> results.put(span, result));
  }
}
