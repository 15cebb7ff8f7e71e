package io.rackproof.agent.device.snmp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snmp4j.smi.Variable;

/**
 * How a row gets a label: text with choices in braces, {@code L{3}} or {@code {7|2|index}}. A
 * choice is the row's {@code index}, or a column: its number in the table or its whole identifier.
 * {@code [1,2]} after it takes only those numbers of the index (counted from 1), or looks the
 * column up by them. {@code :lldp-port} and the like after a column read it as LLDP-MIB identifies
 * chassis and ports, by the kind that stands in the column before. The first choice that is not
 * empty is taken; when all are, the row does not have the label.
 */
public final class LabelTemplate {

  private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern CHOICE =
      Pattern.compile("(index|[0-9.]+)(?:\\[(\\d{1,2}(?:,\\d{1,2})*)])?(?::([a-z-]+))?");

  private final String text;
  private final List<Part> parts;

  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record Choices(List<Choice> choices) implements Part {}

  private record Choice(Optional<Oid> column, List<Integer> positions, Optional<LldpId> lldp) {
    /** The instances that it looks at: the value, and its kind when that matters. */
    List<Oid> instances(String index) {
      Optional<String> key = column.isEmpty() ? Optional.empty() : key(index);
      if (key.isEmpty()) {
        return List.of();
      }
      Oid value = column.get().child(key.get());
      return lldp.isEmpty()
          ? List.of(value)
          : List.of(value, LldpId.kindColumn(column.get()).child(key.get()));
    }

    Optional<String> text(String index, Function<Oid, Optional<Variable>> values) {
      if (column.isEmpty()) {
        return key(index);
      }
      List<Oid> instances = instances(index);
      if (instances.isEmpty()) {
        return Optional.empty();
      }
      Optional<Variable> value = values.apply(instances.get(0));
      Optional<String> text =
          lldp.isEmpty()
              ? value.map(SnmpValues::text)
              : value.flatMap(v -> lldp.get().text(v, values.apply(instances.get(1))));
      return text.filter(t -> !t.isEmpty());
    }

    Optional<String> key(String index) {
      if (positions.isEmpty()) {
        return Optional.of(index);
      }
      String[] arcs = index.split("\\.", -1);
      List<String> chosen = new ArrayList<>();
      for (int position : positions) {
        if (position > arcs.length) {
          return Optional.empty();
        }
        chosen.add(arcs[position - 1]);
      }
      return Optional.of(String.join(".", chosen));
    }
  }

  private LabelTemplate(String text, List<Part> parts) {
    this.text = text;
    this.parts = parts;
  }

  /**
   * Reads a template.
   *
   * @param entry to which column numbers belong
   * @throws IllegalArgumentException when it is none
   */
  public static LabelTemplate parse(String text, Oid entry) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = BRACES.matcher(text);
    int end = 0;
    while (matcher.find()) {
      literal(text.substring(end, matcher.start()), parts);
      List<Choice> choices = new ArrayList<>();
      for (String choice : matcher.group(1).split("\\|", -1)) {
        choices.add(choice(choice.strip(), entry));
      }
      parts.add(new Choices(choices));
      end = matcher.end();
    }
    literal(text.substring(end), parts);
    return new LabelTemplate(text, parts);
  }

  private static void literal(String text, List<Part> parts) {
    if (text.contains("{") || text.contains("}")) {
      throw new IllegalArgumentException("'" + text + "' has a brace without its other half");
    }
    if (!text.isEmpty()) {
      parts.add(new Literal(text));
    }
  }

  private static Choice choice(String text, Oid entry) {
    Matcher matcher = CHOICE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no choice for a label: write index, index[1], a column number or a"
              + " column's identifier");
    }
    List<Integer> positions = new ArrayList<>();
    if (matcher.group(2) != null) {
      for (String position : matcher.group(2).split(",", -1)) {
        int number = Integer.parseInt(position);
        if (number == 0) {
          throw new IllegalArgumentException("the numbers of an index count from 1");
        }
        positions.add(number);
      }
    }
    String column = matcher.group(1);
    Optional<LldpId> lldp = Optional.ofNullable(matcher.group(3)).map(LldpId::parse);
    if (column.equals("index")) {
      return new Choice(Optional.empty(), positions, Optional.empty());
    }
    Oid oid = column.contains(".") ? new Oid(column) : entry.child(column);
    if (lldp.isPresent()) {
      LldpId.kindColumn(oid);
    }
    return new Choice(Optional.of(oid), positions, lldp);
  }

  /** The instances that must be read to label this row. */
  List<Oid> instances(String index) {
    List<Oid> instances = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Choices choices) {
        for (Choice choice : choices.choices()) {
          instances.addAll(choice.instances(index));
        }
      }
    }
    return instances;
  }

  /** The label of a row, given the values of the instances; empty when the row has none. */
  Optional<String> render(String index, Function<Oid, Optional<Variable>> values) {
    StringBuilder label = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        label.append(literal.text());
        continue;
      }
      Optional<String> chosen = Optional.empty();
      for (Choice choice : ((Choices) part).choices()) {
        chosen = choice.text(index, values);
        if (chosen.isPresent()) {
          break;
        }
      }
      if (chosen.isEmpty()) {
        return Optional.empty();
      }
      label.append(chosen.get());
    }
    return Optional.of(label.toString());
  }

  @Override
  public String toString() {
    return text;
  }
}
