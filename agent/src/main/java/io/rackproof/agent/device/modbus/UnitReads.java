package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusTransport.Answer;
import io.rackproof.agent.device.modbus.ModbusTransport.Refused;
import io.rackproof.agent.device.modbus.ModbusTransport.Request;
import io.rackproof.agent.device.modbus.ModbusTransport.Values;
import io.rackproof.agent.device.modbus.ReadPlan.Block;
import io.rackproof.agent.device.modbus.ReadPlan.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * What is asked of one unit, and what it was seen to refuse: a request that the unit refuses for
 * its addresses is halved until the bad ones stand alone; the requests that worked are kept.
 */
final class UnitReads {

  /** A unit may learn new addresses, by new firmware for instance. */
  static final int ROUNDS_UNTIL_ASKED_AGAIN = 300;

  private static final Missing NOTHING = new Missing(Cause.GARBAGE, "nothing came");

  private final ModbusConfig config;
  private final Ticker ticker;
  private Set<ModbusSource> planned = Set.of();
  private final Map<ModbusSource, Span> spans = new HashMap<>();
  private final Map<Span, Missing> absent = new LinkedHashMap<>();
  private List<Block> blocks = List.of();
  private int rounds;

  /** What came for a span: its words, or why there are none. */
  @SuppressWarnings("ArrayRecordComponent") // stays within this package, and is not compared
  record Result(int[] words, Optional<Missing> missing, RequestTime time) {}

  UnitReads(ModbusConfig config, Ticker ticker) {
    this.config = config;
    this.ticker = ticker;
  }

  /** Sets what is read; keeps what was learnt as long as that stays the same. */
  void plan(Set<ModbusSource> sources) {
    boolean askAgain = ++rounds > ROUNDS_UNTIL_ASKED_AGAIN && !absent.isEmpty();
    if (askAgain || !sources.equals(planned)) {
      planned = Set.copyOf(sources);
      rounds = 0;
      absent.clear();
      spans.clear();
      blocks = ReadPlan.of(sources, config.maxRegisters(), config.maxGap());
      for (Block block : blocks) {
        for (Span span : block.spans()) {
          sources.stream().filter(span::holds).forEach(s -> spans.putIfAbsent(s, span));
        }
      }
    } else if (blocks.isEmpty()) {
      // All is refused: one of them tells whether the unit is there at all.
      blocks = List.of(new Block(List.of(absent.keySet().iterator().next())));
    }
  }

  /** Where the words of a source are among the results. */
  Span spanOf(ModbusSource source) {
    Span span = spans.get(source);
    if (span == null) {
      throw new IllegalStateException("nothing was planned for " + source);
    }
    return span;
  }

  /** Asks once for all that is planned; there is a result for every span. */
  Map<Span, Result> ask(ModbusTransport link) {
    Map<Span, Result> results = new HashMap<>();
    RequestTime now = ticker.start().end();
    absent.forEach((span, why) -> results.put(span, missing(why, now)));
    Deque<Block> queue = new ArrayDeque<>(blocks);
    List<Block> kept = new ArrayList<>();
    boolean goOn = true;
    while (goOn && !queue.isEmpty()) {
      Block block = queue.remove();
      Ticker.Request timing = ticker.start();
      try {
        Answer answer = link.read(request(block), config.timeout());
        RequestTime time = timing.end();
        pause();
        if (answer instanceof Values values) {
          block.spans().forEach(span -> results.put(span, cut(values, block, span, time)));
          kept.add(block);
        } else if (answer instanceof Refused refused) {
          goOn = refused(block, refused, time, queue, kept, results);
        }
      } catch (ModbusFault fault) {
        put(results, block, missing(missing(fault), timing.end()));
        kept.add(block);
        goOn = fault.reason() == Cause.GARBAGE;
        forgetWhenLost(fault);
      }
      if (!goOn) {
        Result why = results.getOrDefault(block.spans().get(0), missing(NOTHING, now));
        queue.forEach(rest -> put(results, rest, why));
        kept.addAll(queue);
      }
    }
    blocks = kept;
    return results;
  }

  /** An exception reply; returns whether the unit is worth asking on. */
  private boolean refused(
      Block block,
      Refused refused,
      RequestTime time,
      Deque<Block> queue,
      List<Block> kept,
      Map<Span, Result> results) {
    // Some units refuse a range that is too long for them, or that crosses a gap, with a 3.
    boolean forItsAddresses =
        refused.code() == Refused.ILLEGAL_ADDRESS || refused.code() == Refused.ILLEGAL_VALUE;
    if (forItsAddresses && block.spans().size() > 1) {
      List<Block> halves = block.halves();
      queue.addFirst(halves.get(1));
      queue.addFirst(halves.get(0));
      return true;
    }
    Missing why = missing(block, refused);
    put(results, block, missing(why, time));
    if (refused.code() == Refused.ILLEGAL_ADDRESS) {
      absent.put(block.spans().get(0), why);
    } else {
      kept.add(block);
    }
    return !refused.isFromGateway();
  }

  private Request request(Block block) {
    return new Request(config.unit(), block.table(), block.address(), block.count());
  }

  private static Missing missing(Block block, Refused refused) {
    boolean isAbsent =
        refused.code() == Refused.ILLEGAL_ADDRESS || refused.code() == Refused.ILLEGAL_FUNCTION;
    String table = block.table().name().toLowerCase(Locale.ROOT);
    return new Missing(
        isAbsent ? Cause.ABSENT : Cause.REFUSED,
        String.format("%s for %s 0x%04X", refused, table, block.address()));
  }

  private static Missing missing(ModbusFault fault) {
    return new Missing(fault.reason(), String.valueOf(fault.getMessage()).replace('\n', ' '));
  }

  private static Result missing(Missing why, RequestTime time) {
    return new Result(new int[0], Optional.of(why), time);
  }

  private static void put(Map<Span, Result> results, Block block, Result result) {
    block.spans().forEach(span -> results.put(span, result));
  }

  private static Result cut(Values values, Block block, Span span, RequestTime time) {
    int from = span.address() - block.address();
    int to = span.end() - block.address();
    return new Result(Arrays.copyOfRange(values.words(), from, to), Optional.empty(), time);
  }

  /** What comes back after a lost connection may be another device, or have other firmware. */
  private void forgetWhenLost(ModbusFault fault) {
    if (fault.reason() == Cause.UNREACHABLE) {
      planned = Set.of();
    }
  }

  private void pause() {
    long left = config.pause().toNanos();
    long end = ticker.nanos().getAsLong() + left;
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = end - ticker.nanos().getAsLong();
    }
  }
}
