package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Scaling;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that one walk of a table brought, as readings of its points. */
final class Rows {

  /**
   * Powers of ten of EntitySensorDataScale, RFC 3433: yocto(1), zepto(2), atto(3), femto(4),
   * pico(5), nano(6), micro(7), milli(8), units(9), kilo(10), mega(11), giga(12), tera(13),
   * exa(14), peta(15), zetta(16), yotta(17). Exa stands before peta there. Nothing is measured in
   * yocto: devices that say 1 mean the number as it is.
   */
  private static final int[] PREFIXES = {
    0, -21, -18, -15, -12, -9, -6, -3, 0, 3, 6, 9, 12, 18, 15, 21, 24
  };

  private static final int MOST_DECIMALS = 12;

  /** What some Cisco systems say where a precision was never set. */
  private static final double DECIMALS_NOT_SET = 1_615_384_784;

  private static final double LARGEST_FACTOR = 1e9;

  private final SnmpTable table;
  private final WalkedColumns columns;
  private final LabelCache labels;
  private final RequestTime asOf;

  Rows(SnmpTable table, WalkedColumns columns, LabelCache labels, RequestTime asOf) {
    this.table = table;
    this.columns = columns;
    this.labels = labels;
    this.asOf = asOf;
  }

  RequestTime time() {
    return columns.last().map(Exchange.Answer::time).orElse(asOf);
  }

  /** When the row's counters last began anew, as the device tells it. */
  Optional<String> discontinuity(String row) {
    return table
        .discontinuity()
        .map(column -> columns.rows(column).get(row))
        .map(had -> SnmpValues.text(had.variable()));
  }

  /** Why the device does not give any of a point's columns. */
  Optional<Cell.None> refusal(Point point) {
    return ((SnmpSource.Column) point.source())
        .variants().stream().flatMap(v -> columns.refusal(v.oid()).stream()).findFirst();
  }

  /**
   * The reading of a point in a row; empty when the row is not the point's, or cannot be told.
   *
   * @param used collects the columns that values were taken from and conditions looked at
   */
  Optional<Reading> read(Point point, String row, Set<Oid> used) {
    SnmpSource.Column source = (SnmpSource.Column) point.source();
    Optional<Map<String, String>> rowLabels = labels.of(row);
    if (rowLabels.isEmpty()) {
      return Optional.empty();
    }
    for (Variant variant : source.except()) {
      if (columns.rows(variant.oid()).containsKey(row)
          && matched(variant, row, rowLabels.get(), used).isPresent()) {
        return Optional.empty();
      }
    }
    for (Variant variant : source.variants()) {
      Cell.@Nullable Had cell = columns.rows(variant.oid()).get(row);
      if (cell == null) {
        if (!columns.isComplete(variant.oid()) && columns.lost().isPresent()) {
          return Optional.empty();
        }
        continue;
      }
      Optional<Map<String, String>> matched = matched(variant, row, rowLabels.get(), used);
      if (matched.isPresent()) {
        used.add(variant.oid());
        Map<String, String> all = new HashMap<>(rowLabels.get());
        all.keySet().removeAll(source.without());
        all.putAll(matched.get());
        all.putAll(point.labels());
        return Optional.of(reading(point.withLabels(all), variant, row, cell));
      }
    }
    return Optional.empty();
  }

  private Reading reading(Point point, Variant variant, String row, Cell.Had cell) {
    Oid instance = variant.oid().child(row);
    for (RowMatch match : table.available()) {
      Optional<Oid> walked = match.subject().walked();
      if (walked.isEmpty()) {
        continue;
      }
      String at = match.subject().at(row);
      Cell.@Nullable Had status = columns.rows(walked.get()).get(at);
      if (status != null && match.labels(SnmpValues.text(status.variable())).isEmpty()) {
        String seen = SnmpValues.raw(walked.get().child(at), status.variable());
        return ValueReading.unavailable(
            point, variant, instance, cell, "the device says that it has no value: " + seen);
      }
    }
    Optional<Scaling> scaling = scaling(row);
    if (scaling.isEmpty()) {
      return ValueReading.unavailable(
          point, variant, instance, cell, "the row's decimals, prefix or factor make no sense");
    }
    return ValueReading.of(point, variant, instance, cell, scaling.get());
  }

  /** The labels that a variant's conditions give; empty when one of them does not hold. */
  private Optional<Map<String, String>> matched(
      Variant variant, String row, Map<String, String> rowLabels, Set<Oid> used) {
    Map<String, String> given = new HashMap<>();
    for (RowMatch match : variant.where()) {
      Optional<String> text = subject(match.subject(), row, rowLabels, used);
      Optional<Map<String, String>> matched = text.flatMap(match::labels);
      if (matched.isEmpty()) {
        return Optional.empty();
      }
      given.putAll(matched.get());
    }
    return Optional.of(given);
  }

  private Optional<String> subject(
      RowMatch.Subject subject, String row, Map<String, String> rowLabels, Set<Oid> used) {
    if (subject instanceof RowMatch.LabelValue label) {
      return Optional.ofNullable(rowLabels.get(label.label()));
    }
    if (subject instanceof RowMatch.IndexValue index) {
      return index.of(row);
    }
    return subject
        .walked()
        .flatMap(
            column -> {
              used.add(column);
              return Optional.ofNullable(columns.rows(column).get(subject.at(row)));
            })
        .map(had -> SnmpValues.text(had.variable()));
  }

  /** What a row's own columns say of its scale; empty when they say nothing sensible. */
  private Optional<Scaling> scaling(String row) {
    int exponent = 0;
    if (table.prefix().isPresent()) {
      OptionalDouble prefix = number(table.prefix().get(), row);
      if (prefix.isPresent()) {
        double number = prefix.getAsDouble();
        if (number < 1 || number > PREFIXES.length) {
          return Optional.empty();
        }
        exponent += PREFIXES[(int) number - 1];
      }
    }
    if (table.decimals().isPresent()) {
      OptionalDouble decimals = number(table.decimals().get(), row);
      if (decimals.isPresent() && decimals.getAsDouble() != DECIMALS_NOT_SET) {
        double number = decimals.getAsDouble();
        if (Math.abs(number) > MOST_DECIMALS) {
          return Optional.empty();
        }
        exponent -= (int) number;
      }
    }
    Scaling ofDigits =
        exponent == 0 ? Scaling.NONE : new Scaling(Double.parseDouble("1e" + exponent), 0);
    return table
        .factor()
        .map(column -> factor(number(column, row).orElse(0)).map(ofDigits::then))
        .orElse(Optional.of(ofDigits));
  }

  /** Minus 100 divides by 100. */
  private static Optional<Scaling> factor(double number) {
    if (number != Math.rint(number) || Math.abs(number) > LARGEST_FACTOR) {
      return Optional.empty();
    }
    if (number == 0) {
      return Optional.of(Scaling.NONE);
    }
    return Optional.of(new Scaling(number > 0 ? number : -1 / number, 0));
  }

  private OptionalDouble number(Oid column, String row) {
    Cell.@Nullable Had had = columns.rows(column).get(row);
    return had == null ? OptionalDouble.empty() : SnmpValues.number(had.variable());
  }
}
