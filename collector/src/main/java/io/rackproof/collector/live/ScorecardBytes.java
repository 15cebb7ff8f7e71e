package io.rackproof.collector.live;

import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Outlook;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Prospect;
import io.rackproof.collector.score.Recommendation;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.score.Verdict;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A scorecard and its traces as bytes, to be kept; what is read equals what was written, to the
 * last bit. Not for others: the layout changes with the program.
 */
final class ScorecardBytes {

  private static final int MOST_TEXT = 1 << 20;

  private ScorecardBytes() {}

  /** Writes a value. */
  private interface Writer<T> {
    void write(T value) throws IOException;
  }

  /** Reads a value. */
  private interface Reader<T> {
    T read() throws IOException;
  }

  /** Writes a scorecard. */
  static void write(DataOutput out, Scorecard card) throws IOException {
    text(out, card.rack());
    text(out, card.plan());
    out.writeInt(card.planVersion());
    text(out, card.planHash());
    out.writeLong(card.startMillis());
    out.writeLong(card.scoredToMillis());
    out.writeBoolean(card.complete());
    list(out, card.phases(), span -> phase(out, span));
    list(out, card.criteria(), criterion -> criterion(out, criterion));
    optional(out, card.score());
    out.writeDouble(card.decided());
    text(out, card.recommendation().name());
    list(out, card.reasons(), reason -> text(out, reason));
  }

  /** Reads a scorecard. */
  static Scorecard read(DataInput in) throws IOException {
    return new Scorecard(
        text(in),
        text(in),
        in.readInt(),
        text(in),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        list(in, () -> phase(in)),
        list(in, () -> criterion(in)),
        optionalDouble(in),
        in.readDouble(),
        of(Recommendation.class, in),
        list(in, () -> text(in)));
  }

  private static void phase(DataOutput out, PhaseSpan span) throws IOException {
    text(out, span.phase());
    out.writeLong(span.startMillis());
    out.writeLong(span.judgedFromMillis());
    out.writeLong(span.endMillis());
    out.writeBoolean(span.finished());
  }

  private static PhaseSpan phase(DataInput in) throws IOException {
    return new PhaseSpan(text(in), in.readLong(), in.readLong(), in.readLong(), in.readBoolean());
  }

  private static void criterion(DataOutput out, CriterionResult result) throws IOException {
    text(out, result.id());
    text(out, result.title());
    text(out, result.area());
    text(out, result.phase());
    text(out, result.statistic());
    text(out, result.limit());
    text(out, result.unit());
    out.writeBoolean(result.gate());
    out.writeDouble(result.weight());
    text(out, result.verdict().name());
    out.writeBoolean(result.provisional());
    list(out, result.members(), member -> member(out, member));
    text(out, result.reason());
    text(out, result.outlook().state().name());
    optional(out, result.outlook().decidableAtMillis());
    optional(out, result.outlook().notBeforeMillis());
    text(out, result.outlook().waitsFor());
  }

  private static CriterionResult criterion(DataInput in) throws IOException {
    return new CriterionResult(
        text(in),
        text(in),
        text(in),
        text(in),
        text(in),
        text(in),
        text(in),
        in.readBoolean(),
        in.readDouble(),
        of(Verdict.class, in),
        in.readBoolean(),
        list(in, () -> member(in)),
        text(in),
        new Outlook(of(Outlook.State.class, in), optionalLong(in), optionalLong(in), text(in)));
  }

  private static void member(DataOutput out, MemberResult member) throws IOException {
    labels(out, member.labels());
    text(out, member.verdict().name());
    optional(out, member.value());
    optional(out, member.margin());
    optional(out, member.uncertainty());
    out.writeDouble(member.coverage());
    out.writeLong(member.samples());
    optional(out, member.worstTimeMillis());
    text(out, member.reason());
    Prospect prospect = member.prospect();
    out.writeBoolean(prospect.failed());
    text(out, prospect.barred());
    optional(out, prospect.covered());
    optional(out, prospect.more());
    out.writeLong(prospect.least());
    text(out, prospect.lacks());
  }

  private static MemberResult member(DataInput in) throws IOException {
    MemberResult member =
        new MemberResult(
            labels(in),
            of(Verdict.class, in),
            optionalDouble(in),
            optionalDouble(in),
            optionalDouble(in),
            in.readDouble(),
            in.readLong(),
            optionalLong(in),
            text(in));
    return member.with(
        new Prospect(
            in.readBoolean(),
            text(in),
            optionalLong(in),
            optionalLong(in),
            in.readLong(),
            text(in)));
  }

  /** Writes traces by criterion; those that criteria share are written once. */
  static void writeTraces(DataOutput out, Map<String, List<Trace>> traces) throws IOException {
    IdentityHashMap<Trace, Integer> numbers = new IdentityHashMap<>();
    List<Trace> distinct = new ArrayList<>();
    for (List<Trace> all : traces.values()) {
      for (Trace trace : all) {
        if (numbers.putIfAbsent(trace, distinct.size()) == null) {
          distinct.add(trace);
        }
      }
    }
    list(out, distinct, trace -> trace(out, trace));
    out.writeInt(traces.size());
    for (Map.Entry<String, List<Trace>> entry : traces.entrySet()) {
      text(out, entry.getKey());
      list(out, entry.getValue(), trace -> out.writeInt(numbers.getOrDefault(trace, 0)));
    }
  }

  /** Reads traces. */
  static Map<String, List<Trace>> readTraces(DataInput in) throws IOException {
    List<Trace> distinct = list(in, () -> trace(in));
    Map<String, List<Trace>> traces = new LinkedHashMap<>();
    int criteria = count(in);
    for (int i = 0; i < criteria; i++) {
      String id = text(in);
      traces.put(id, list(in, () -> distinct.get(in.readInt())));
    }
    return traces;
  }

  private static void trace(DataOutput out, Trace trace) throws IOException {
    labels(out, trace.labels());
    out.writeInt(trace.points().size());
    for (Trace.Point point : trace.points()) {
      out.writeLong(point.timeMillis());
      out.writeDouble(point.value());
    }
  }

  private static Trace trace(DataInput in) throws IOException {
    Map<String, String> labels = labels(in);
    return new Trace(labels, list(in, () -> new Trace.Point(in.readLong(), in.readDouble())));
  }

  private static void labels(DataOutput out, Map<String, String> labels) throws IOException {
    out.writeShort(labels.size());
    for (Map.Entry<String, String> label : labels.entrySet()) {
      text(out, label.getKey());
      text(out, label.getValue());
    }
  }

  private static Map<String, String> labels(DataInput in) throws IOException {
    Map<String, String> labels = new TreeMap<>();
    int size = in.readUnsignedShort();
    for (int i = 0; i < size; i++) {
      // Each text is the value of many members.
      labels.put(text(in).intern(), text(in).intern());
    }
    return labels;
  }

  private static void text(DataOutput out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MOST_TEXT) {
      throw new IOException("no text of a scorecard: " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static <T> void list(DataOutput out, List<T> all, Writer<T> writer) throws IOException {
    out.writeInt(all.size());
    for (T one : all) {
      writer.write(one);
    }
  }

  private static <T> List<T> list(DataInput in, Reader<T> reader) throws IOException {
    int size = count(in);
    List<T> all = new ArrayList<>(Math.min(size, 1024));
    for (int i = 0; i < size; i++) {
      all.add(reader.read());
    }
    return all;
  }

  private static int count(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0) {
      throw new IOException("no list of a scorecard: " + count);
    }
    return count;
  }

  private static <E extends Enum<E>> E of(Class<E> type, DataInput in) throws IOException {
    try {
      return Enum.valueOf(type, text(in));
    } catch (IllegalArgumentException e) {
      throw new IOException("no scorecard: " + e.getMessage(), e);
    }
  }

  private static void optional(DataOutput out, OptionalDouble value) throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      out.writeDouble(value.getAsDouble());
    }
  }

  private static OptionalDouble optionalDouble(DataInput in) throws IOException {
    return in.readBoolean() ? OptionalDouble.of(in.readDouble()) : OptionalDouble.empty();
  }

  private static void optional(DataOutput out, OptionalLong value) throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      out.writeLong(value.getAsLong());
    }
  }

  private static OptionalLong optionalLong(DataInput in) throws IOException {
    return in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
  }
}
