package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Specification;
import io.rackproof.agent.device.modbus.Format;
import io.rackproof.agent.device.modbus.IdentificationSource;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusSource;
import io.rackproof.agent.device.modbus.WordOrder;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The {@code modbus} section and the points of a Modbus profile. */
final class ModbusPoints {

  private static final String[] KEYS = {
    "metric",
    "labels",
    "each",
    "address",
    "identification",
    "interval",
    "stride",
    "table",
    "type",
    "order",
    "length",
    "bit",
    "flags",
    "scale",
    "precision",
    "offset",
    "shift",
    "accuracy",
    "resettable",
    "plausible"
  };

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

  /** A name does not change while it is looked at; new firmware is seen in time. */
  private static final Duration INTERVAL_OF_IDENTIFICATION = Duration.ofMinutes(1);

  private static final int MAX_PRECISION = 31;

  private final Catalogue catalogue;
  private final int maxRegisters;
  private final Addresses addresses;
  private final Repeats repeats = new Repeats();

  /** How a manual counts. */
  private enum Addresses {
    /** As the addresses go over the wire. */
    ZERO_BASED,
    /** From 1, as register numbers. */
    ONE_BASED
  }

  private ModbusPoints(Catalogue catalogue, int maxRegisters, Addresses addresses) {
    this.catalogue = catalogue;
    this.maxRegisters = maxRegisters;
    this.addresses = addresses;
  }

  static Profile.Modbus protocol(YamlMap root) {
    YamlMap section =
        root.require("modbus").map().allow("max-registers", "max-gap", "pause", "addresses");
    int maxRegisters =
        section
            .get("max-registers")
            .map(value -> (int) value.integer(1, ModbusConfig.MAX_REGISTERS))
            .orElse(ModbusConfig.MAX_REGISTERS);
    int maxGap =
        section
            .get("max-gap")
            .map(value -> (int) value.integer(0, ModbusConfig.MAX_REGISTERS))
            .orElse(ModbusConfig.DEFAULT_GAP);
    Duration pause = section.get("pause").map(YamlValue::duration).orElse(Duration.ZERO);
    return new Profile.Modbus(maxRegisters, maxGap, pause);
  }

  private static Addresses addresses(YamlMap root) {
    return root.get("modbus")
        .map(YamlValue::map)
        .flatMap(section -> section.get("addresses"))
        .map(value -> value.oneOf(Addresses.class))
        .orElse(Addresses.ZERO_BASED);
  }

  /**
   * @param root of the profile
   */
  static List<Point> read(YamlMap root, int maxRegisters, Catalogue catalogue) {
    YamlValue points = root.require("points");
    ModbusPoints reader = new ModbusPoints(catalogue, maxRegisters, addresses(root));
    List<Point> read = new ArrayList<>();
    for (YamlValue entry : points.list()) {
      read.addAll(reader.entry(entry));
    }
    return read;
  }

  private List<Point> entry(YamlValue value) {
    YamlMap entry = value.map().allow(KEYS);
    Optional<Metric> metric = CataloguePoint.metric(entry.require("metric"), catalogue);
    Map<String, String> labels = new TreeMap<>();
    entry.get("labels").ifPresent(given -> labels.putAll(CataloguePoint.labels(given, metric)));
    Optional<Duration> interval = entry.get("interval").map(ModbusPoints::interval);
    if (entry.has("identification")) {
      return identification(
          value, entry, metric, labels, interval.orElse(INTERVAL_OF_IDENTIFICATION));
    }
    ModbusSource.Table table =
        entry
            .get("table")
            .map(v -> v.oneOf(ModbusSource.Table.class))
            .orElse(ModbusSource.Table.HOLDING);
    int first = addresses == Addresses.ONE_BASED ? 1 : 0;
    int address = (int) entry.require("address").integer(first, 65_535 + first) - first;
    Format format = ModbusFormat.of(entry, table, metric);
    if (format.registers() > maxRegisters) {
      value.report(
          "takes " + format.registers() + " registers, more than max-registers: " + maxRegisters);
    }
    Scaling scaling = scaling(entry);
    Optional<Point.Range> plausible = entry.get("plausible").flatMap(CataloguePoint::range);
    Specification specification =
        Accuracy.ofPoint(
            entry, metric.filter(m -> m.kind() == Metric.Kind.COUNTER).isPresent(), plausible);
    List<Point> points = new ArrayList<>();
    for (Row row : rows(entry, format, metric)) {
      Map<String, String> all = new TreeMap<>(labels);
      all.putAll(row.labels());
      try {
        ModbusSource source = new ModbusSource(table, address + row.offset(), row.format());
        metric.ifPresent(
            m ->
                points.add(
                    at(
                        CataloguePoint.of(
                            m, all, source, scaling, bits(m, row), plausible, specification),
                        interval)));
      } catch (IllegalArgumentException e) {
        value.report(String.valueOf(e.getMessage()));
      }
      metric.ifPresent(m -> repeats.check(value, m.name(), all));
    }
    return points;
  }

  private static Point at(Point point, Optional<Duration> interval) {
    return interval.map(point::withInterval).orElse(point);
  }

  private static Duration interval(YamlValue value) {
    Duration interval = value.duration();
    if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
      if (!interval.isZero() || value.text().startsWith("0")) {
        value.report("must be between 50ms and 1d, not " + value.text());
      }
      return LONGEST_INTERVAL;
    }
    return interval;
  }

  /** {@code raw / 2^precision * scale + offset}. */
  private static Scaling scaling(YamlMap entry) {
    Scaling scaling = CataloguePoint.scaling(entry);
    return entry
        .get("precision")
        .map(value -> (int) value.integer(0, MAX_PRECISION))
        .map(bits -> new Scaling(Math.scalb(scaling.factor(), -bits), scaling.offset()))
        .orElse(scaling);
  }

  /** Texts that the unit tells of itself, one or a list of them. */
  private List<Point> identification(
      YamlValue value,
      YamlMap entry,
      Optional<Metric> metric,
      Map<String, String> labels,
      Duration interval) {
    for (String key : entry.keys()) {
      if (!List.of("metric", "labels", "identification", "interval").contains(key)) {
        entry.require(key).report("has no meaning beside 'identification'");
      }
    }
    if (metric.isPresent() && metric.get().kind() != Metric.Kind.INFO) {
      entry.require("metric").report("is a number; an identification is text, as of device_info");
      return List.of();
    }
    YamlValue names = entry.require("identification");
    List<YamlValue> items = names.isText() ? List.of(names) : names.list();
    List<Point> points = new ArrayList<>();
    for (YamlValue name : items) {
      IdentificationSource.Item item = name.oneOf(IdentificationSource.Item.class);
      Map<String, String> all = new TreeMap<>(labels);
      all.putIfAbsent("register", item.label());
      repeats.check(value, metric.map(Metric::name).orElse(""), all);
      metric.ifPresent(
          m ->
              points.add(
                  CataloguePoint.of(
                          m,
                          all,
                          new IdentificationSource(item),
                          Scaling.NONE,
                          0,
                          Optional.empty(),
                          Specification.UNKNOWN)
                      .withInterval(interval)));
    }
    return points;
  }

  /** One point of an entry that stands for several. */
  private record Row(Map<String, String> labels, int offset, Format format) {}

  private static List<Row> rows(YamlMap entry, Format format, Optional<Metric> metric) {
    if (entry.has("flags")) {
      entry.get("each").ifPresent(each -> each.report("cannot stand beside 'flags'"));
      return flags(entry.require("flags"), format, metric);
    }
    int stride =
        entry.get("stride").map(v -> (int) v.integer(-65_535, 65_535)).orElse(format.registers());
    Optional<YamlValue> each = entry.get("each");
    if (each.isEmpty()) {
      entry.get("stride").ifPresent(v -> v.report("only has a meaning beside 'each'"));
      return List.of(new Row(Map.of(), 0, format));
    }
    YamlMap map = each.get().map();
    if (map.keys().size() != 1) {
      map.report("names one label, such as {pump: [1, 2, 3, 4]}");
    }
    List<Row> rows = new ArrayList<>();
    for (String label : map.keys()) {
      CataloguePoint.checkLabel(map.require(label), label, metric);
      for (YamlValue text : map.require(label).list()) {
        rows.add(new Row(Map.of(label, text.nonEmpty()), rows.size() * stride, format));
      }
    }
    return rows;
  }

  private static List<Row> flags(YamlValue value, Format format, Optional<Metric> metric) {
    int registers = format.registers();
    WordOrder order = format instanceof Format.Whole whole ? whole.order() : WordOrder.BIG;
    YamlMap map = value.map();
    if (map.keys().size() != 1) {
      map.report("names one label, such as {sensor: {internal: 4, external: 5}}");
    }
    List<Row> rows = new ArrayList<>();
    for (String label : map.keys()) {
      CataloguePoint.checkLabel(map.require(label), label, metric);
      YamlMap bits = map.require(label).map();
      for (String name : bits.keys()) {
        int bit = (int) bits.require(name).integer(0, 16L * registers - 1);
        rows.add(new Row(Map.of(label, name), 0, new Format.Bits(registers, bit, 1, order)));
      }
    }
    return rows;
  }

  /** The width at which a counter wraps; only a plain unsigned register wraps there. */
  private static int bits(Metric metric, Row row) {
    boolean counts = metric.kind() == Metric.Kind.COUNTER;
    return counts && row.format() instanceof Format.Whole whole && !whole.signed()
        ? 16 * whole.registers()
        : 0;
  }
}
