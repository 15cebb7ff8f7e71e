package io.rackproof.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.agent.device.RawTrace;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.sample.Sampler;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes readings for people or for programs, one line for each. */
final class ReadingPrinter {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final MathContext SHOWN = new MathContext(9);
  private static final Set<String> OF_EVERY_SERIES = Set.of("rack", "device", "role");

  private final ObjectMapper json = new ObjectMapper();
  private final PrintWriter out;
  private final Format format;
  private final boolean raw;
  private final boolean verbose;

  /** How readings are written; lower case, as the option takes them. */
  enum Format {
    text,
    json
  }

  /**
   * @param raw with what was on the wire
   * @param verbose with the way from there to the value
   */
  ReadingPrinter(PrintWriter out, Format format, boolean raw, boolean verbose) {
    this.out = out;
    this.format = format;
    this.raw = raw;
    this.verbose = verbose;
  }

  /** Writes the readings of one device. */
  void print(List<Reading> readings, Sampler sampler) {
    List<String[]> rows = new ArrayList<>();
    for (Reading reading : readings) {
      Sample sample = sampler.sample(reading);
      if (format == Format.json) {
        out.println(object(reading, sample));
      } else {
        rows.add(row(reading, sample));
      }
    }
    int[] widths = new int[4];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    String form =
        "%-"
            + widths[0]
            + "s  %-"
            + widths[1]
            + "s  %"
            + widths[2]
            + "s %-"
            + Math.max(1, widths[3])
            + "s  %-13s  %s  %s";
    for (int i = 0; i < rows.size(); i++) {
      out.println(String.format(Locale.ROOT, form, (Object[]) rows.get(i)).stripTrailing());
      if (verbose) {
        Reading reading = readings.get(i);
        out.println("    " + reading.point().source() + ": " + RawTrace.of(reading));
      }
    }
  }

  private String[] row(Reading reading, Sample sample) {
    String wire = raw ? reading.raw() : "";
    return new String[] {
      sample.series().label("device"),
      name(sample),
      value(sample),
      reading.point().unit().equals("1") ? "" : reading.point().unit(),
      sample.quality().label(),
      TIME.format(Instant.ofEpochMilli(sample.timeMillis())),
      reading.outcome() instanceof Missing missing ? PollLog.why(missing) : wire
    };
  }

  private static String name(Sample sample) {
    Map<String, String> labels = new TreeMap<>(sample.series().labels());
    labels.keySet().removeAll(OF_EVERY_SERIES);
    return Series.of(sample.series().metric(), labels).toString();
  }

  private static String value(Sample sample) {
    if (Double.isNaN(sample.value())) {
      return "-";
    }
    BigDecimal rounded = BigDecimal.valueOf(sample.value()).round(SHOWN).stripTrailingZeros();
    return Math.abs(rounded.scale()) > 12 ? rounded.toString() : rounded.toPlainString();
  }

  private String object(Reading reading, Sample sample) {
    ObjectNode node = json.createObjectNode();
    node.put("metric", sample.series().metric());
    ObjectNode labels = node.putObject("labels");
    sample.series().labels().forEach(labels::put);
    if (Double.isNaN(sample.value())) {
      node.putNull("value");
    } else {
      node.put("value", sample.value());
    }
    node.put("unit", reading.point().unit());
    node.put("quality", sample.quality().label());
    node.put("time", TIME.format(Instant.ofEpochMilli(sample.timeMillis())));
    node.put("time_uncertainty_seconds", sample.timeUncertaintyMicros() / 1e6);
    node.put("source", reading.point().source().toString());
    node.put("raw", reading.raw());
    if (verbose) {
      ArrayNode trace = node.putArray("trace");
      for (RawTrace.Step step : RawTrace.of(reading).steps()) {
        trace.addObject().put("step", step.what()).put("seen", step.seen());
      }
    }
    if (reading.outcome() instanceof Missing missing) {
      node.put("cause", missing.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      node.put("detail", missing.detail());
    }
    return node.toString();
  }
}
