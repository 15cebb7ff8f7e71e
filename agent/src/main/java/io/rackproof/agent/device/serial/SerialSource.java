package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.RawTrace;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A part of what an instrument says. Points with the same prompt share one request.
 *
 * @param prompt sent to the instrument, without its terminator; empty for one that talks unasked
 * @param frame what is found in the frames that have the point; empty when all have it
 * @param part of the frame that is the value
 * @param words that stand for numbers, such as {@code ON} for 1; empty for none
 */
public record SerialSource(
    String prompt, Optional<Expression> frame, Part part, Map<String, Double> words)
    implements Source {

  /** Which part of a frame is the value. */
  public sealed interface Part permits Whole, Field, Match, Octets {}

  /** All of it. */
  public record Whole() implements Part {
    @Override
    public String toString() {
      return "whole answer";
    }
  }

  /**
   * @param number counts from 1
   * @param separator between fields, taken literally
   */
  public record Field(int number, String separator) implements Part {
    public Field {
      if (number < 1) {
        throw new IllegalArgumentException("fields count from 1, not " + number);
      }
      if (separator.isEmpty()) {
        throw new IllegalArgumentException("a separator has at least one character");
      }
    }

    @Override
    public String toString() {
      return "field " + number;
    }
  }

  /**
   * What a group of an expression matches, anywhere in the frame.
   *
   * @param group by name; empty for the first
   * @param labels groups whose text is a label of the same name: then each match is a row
   */
  public record Match(Expression expression, String group, List<String> labels) implements Part {

    private static final String VALUE = "value";

    public Match {
      labels = List.copyOf(labels);
      if (expression.groups() < 1) {
        throw new IllegalArgumentException(
            "needs a group in brackets around the value, such as 'T=([-0-9.]+)'");
      }
    }

    /**
     * The value is the group {@code value} when there is one, else the first.
     *
     * @throws IllegalArgumentException when it is no expression or has no group
     */
    public static Match of(String expression) {
      Expression compiled = Expression.of(expression);
      return new Match(compiled, compiled.names().contains(VALUE) ? VALUE : "", List.of());
    }

    @Override
    public String toString() {
      return expression + (group.isEmpty() || group.equals(VALUE) ? "" : " group " + group);
    }
  }

  public SerialSource {
    words = Collections.unmodifiableMap(new TreeMap<>(words));
  }

  /** A part of every frame. */
  public SerialSource(String prompt, Part part, Map<String, Double> words) {
    this(prompt, Optional.empty(), part, words);
  }

  @Override
  public boolean isTable() {
    return part instanceof Match match && !match.labels().isEmpty();
  }

  @Override
  public String toString() {
    String where = prompt.isEmpty() ? frame.map(f -> f + " ").orElse("") : "'" + shown() + "' ";
    return where + part;
  }

  @Override
  public List<RawTrace.Step> trace(Reading reading) {
    if (reading.raw().isEmpty()) {
      return List.of();
    }
    String raw = reading.raw();
    String frame = SerialCodec.unescaped(raw.substring(1, raw.length() - 1));
    boolean binary = !raw.equals("'" + frame + "'");
    List<RawTrace.Step> steps = new ArrayList<>();
    steps.add(new RawTrace.Step("line", raw));
    if (binary) {
      steps.add(new RawTrace.Step("bytes", SerialCodec.hex(frame)));
    }
    for (SerialCodec.Row row : SerialCodec.decode(frame, reading.point(), this)) {
      if (reading.point().labels().entrySet().containsAll(row.labels().entrySet())) {
        String shown =
            part instanceof Octets ? SerialCodec.hex(row.part()) : "'" + row.part() + "'";
        steps.add(new RawTrace.Step(part.toString(), shown));
        break;
      }
    }
    if (reading.outcome() instanceof Reading.Value value) {
      steps.add(new RawTrace.Step("number", RawTrace.number(value.number())));
    }
    return steps;
  }

  private String shown() {
    return SerialCodec.escaped(prompt);
  }
}
