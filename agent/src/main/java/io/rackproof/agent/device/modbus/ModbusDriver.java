package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Modbus unit with functions 1 to 4, and with no other.
 *
 * <p>An address that the unit refuses is isolated, remembered and not asked for again until the
 * connection is opened anew, or for {@value #READS_UNTIL_ASKED_AGAIN} reads.
 */
public final class ModbusDriver implements Driver {

  static final int READS_UNTIL_ASKED_AGAIN = 300;

  private final ModbusConfig config;
  private final ModbusLinks links;
  private final Ticker ticker;
  private @Nullable ModbusTransport transport;

  private List<Point> planned = List.of();
  private final Map<ModbusSource, Span> spans = new HashMap<>();
  private List<Block> blocks = List.of();
  private final Map<Span, Missing> absent = new LinkedHashMap<>();
  private int readsSincePlanned;

  /** What came for a span: its words, or why there are none. */
  private record Result(int @Nullable [] words, @Nullable Missing missing, RequestTime time) {}

  /** A unit that has its link for itself. */
  public ModbusDriver(ModbusConfig config, Ticker ticker) {
    this(config, new ModbusLinks(ticker), ticker);
  }

  /** A unit that shares its link with others whose drivers were given the same links. */
  public ModbusDriver(ModbusConfig config, ModbusLinks links, Ticker ticker) {
    this.config = config;
    this.links = links;
    this.ticker = ticker;
  }

  @Override
  public String bus() {
    return config.link().bus();
  }

  @Override
  public List<Reading> read(List<Point> points) {
    if (points.isEmpty()) {
      return List.of();
    }
    plan(points);
    Map<Span, Result> results = new HashMap<>();
    RequestTime now = ticker.start().end();
    absent.forEach((span, missing) -> results.put(span, new Result(null, missing, now)));
    try {
      ask(link(), results);
    } catch (IllegalArgumentException e) {
      Missing missing = new Missing(Cause.UNREACHABLE, String.valueOf(e.getMessage()));
      spans.values().forEach(span -> results.put(span, new Result(null, missing, now)));
    }
    return points.stream().map(point -> reading(point, results)).toList();
  }

  /** Sends the requests of the plan, and those that isolate what the unit refuses. */
  private void ask(ModbusTransport link, Map<Span, Result> results) {
    Deque<Block> queue = new ArrayDeque<>(blocks);
    List<Block> kept = new ArrayList<>();
    boolean lost = false;
    while (!queue.isEmpty()) {
      Block block = queue.remove();
      Ticker.Request timing = ticker.start();
      boolean giveUp = false;
      try {
        Answer answer =
            link.read(
                new Request(config.unit(), block.table(), block.address(), block.count()),
                config.timeout());
        RequestTime time = timing.end();
        pause();
        if (answer instanceof Values values) {
          block.spans().forEach(span -> results.put(span, cut(values, block, span, time)));
        } else if (answer instanceof Refused refused) {
          if (isAboutAddresses(refused) && block.spans().size() > 1) {
            List<Block> halves = block.halves();
            queue.addFirst(halves.get(1));
            queue.addFirst(halves.get(0));
            continue;
          }
          Missing missing = refusal(block, refused);
          put(results, block, missing, time);
          giveUp = refused.isFromGateway();
          if (refused.code() == Refused.ILLEGAL_ADDRESS) {
            block.spans().forEach(span -> absent.put(span, missing));
            continue;
          }
        }
      } catch (ModbusFault fault) {
        put(results, block, new Missing(fault.reason(), message(fault)), timing.end());
        giveUp = fault.reason() != Cause.GARBAGE;
        lost |= fault.reason() == Cause.UNREACHABLE;
      }
      kept.add(block);
      if (giveUp) {
        Result why = first(results, block);
        for (Block rest : queue) {
          rest.spans().forEach(span -> results.put(span, why));
          kept.add(rest);
        }
        break;
      }
    }
    blocks = kept;
    if (lost) {
      // What comes back may be another device, or have other firmware.
      planned = List.of();
    }
  }

  private static Result first(Map<Span, Result> results, Block block) {
    Result result = results.get(block.spans().get(0));
    if (result == null) {
      throw new IllegalStateException("no result of " + block);
    }
    return result;
  }

  private static boolean isAboutAddresses(Refused refused) {
    // Some units refuse a range that is too long for them, or that crosses a gap, with a 3.
    return refused.code() == Refused.ILLEGAL_ADDRESS || refused.code() == Refused.ILLEGAL_VALUE;
  }

  private static Missing refusal(Block block, Refused refused) {
    boolean isAbsent =
        refused.code() == Refused.ILLEGAL_ADDRESS || refused.code() == Refused.ILLEGAL_FUNCTION;
    return new Missing(
        isAbsent ? Cause.ABSENT : Cause.REFUSED,
        String.format(
            "%s for %s 0x%04X",
            refused, block.table().name().toLowerCase(Locale.ROOT), block.address()));
  }

  private static void put(
      Map<Span, Result> results, Block block, Missing missing, RequestTime time) {
    block.spans().forEach(span -> results.put(span, new Result(null, missing, time)));
  }

  private static Result cut(Values values, Block block, Span span, RequestTime time) {
    int from = span.address() - block.address();
    int to = span.end() - block.address();
    return new Result(Arrays.copyOfRange(values.words(), from, to), null, time);
  }

  private Reading reading(Point point, Map<Span, Result> results) {
    ModbusSource source = source(point);
    Span span = spans.get(source);
    Result result = span == null ? null : results.get(span);
    if (span == null || result == null) {
      throw new IllegalStateException("nothing was planned for " + source);
    }
    int[] words = result.words();
    if (words == null) {
      Missing missing = result.missing();
      return new Reading(
          point,
          missing == null ? new Missing(Cause.GARBAGE, "nothing came") : missing,
          result.time(),
          "");
    }
    int from = source.address() - span.address();
    int[] own = Arrays.copyOfRange(words, from, from + source.format().registers());
    return new Reading(
        point,
        ModbusCodec.decode(source.format(), own),
        result.time(),
        ModbusCodec.raw(source.format(), own));
  }

  private void plan(List<Point> points) {
    boolean again = ++readsSincePlanned > READS_UNTIL_ASKED_AGAIN && !absent.isEmpty();
    if (!again && points.equals(planned)) {
      if (blocks.isEmpty()) {
        // All is refused: one of them tells whether the unit is there at all.
        Span any = absent.keySet().iterator().next();
        blocks = List.of(new Block(List.of(any)));
      }
      return;
    }
    Set<ModbusSource> sources = new LinkedHashSet<>();
    points.forEach(point -> sources.add(source(point)));
    blocks = ReadPlan.of(sources, config.maxRegisters(), config.maxGap());
    absent.clear();
    spans.clear();
    for (Block block : blocks) {
      for (Span span : block.spans()) {
        sources.stream().filter(span::holds).forEach(source -> spans.putIfAbsent(source, span));
      }
    }
    planned = List.copyOf(points);
    readsSincePlanned = 0;
  }

  private static ModbusSource source(Point point) {
    if (point.source() instanceof ModbusSource source) {
      return source;
    }
    throw new IllegalArgumentException(point.source() + " is not found in a Modbus unit");
  }

  private ModbusTransport link() {
    ModbusTransport link = transport;
    if (link == null) {
      link = links.acquire(config.link());
      transport = link;
    }
    return link;
  }

  private void pause() {
    long end = ticker.nanos().getAsLong() + config.pause().toNanos();
    for (long left = config.pause().toNanos(); left > 0; left = end - ticker.nanos().getAsLong()) {
      LockSupport.parkNanos(left);
    }
  }

  private static String message(ModbusFault fault) {
    String message = fault.getMessage();
    return message == null ? fault.reason().name() : message.replace('\n', ' ');
  }

  @Override
  public void close() {
    if (transport != null) {
      transport = null;
      links.release(config.link());
    }
  }
}
