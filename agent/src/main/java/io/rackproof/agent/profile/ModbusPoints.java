package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Specification;
import io.rackproof.agent.device.modbus.Format;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusSource;
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
    "stride",
    "table",
    "type",
    "order",
    "length",
    "bit",
    "flags",
    "scale",
    "offset",
    "shift",
    "accuracy",
    "resettable",
    "plausible"
  };

  private final Catalogue catalogue;
  private final int maxRegisters;
  private final Repeats repeats = new Repeats();

  private ModbusPoints(Catalogue catalogue, int maxRegisters) {
    this.catalogue = catalogue;
    this.maxRegisters = maxRegisters;
  }

  static Profile.Modbus protocol(YamlMap root) {
    YamlMap section = root.require("modbus").map().allow("max-registers", "max-gap", "pause");
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

  static List<Point> read(YamlValue points, int maxRegisters, Catalogue catalogue) {
    ModbusPoints reader = new ModbusPoints(catalogue, maxRegisters);
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
    ModbusSource.Table table =
        entry
            .get("table")
            .map(v -> v.oneOf(ModbusSource.Table.class))
            .orElse(ModbusSource.Table.HOLDING);
    int address = (int) entry.require("address").integer(0, 65_535);
    Format format = ModbusFormat.of(entry, table, metric);
    if (format.registers() > maxRegisters) {
      value.report(
          "takes " + format.registers() + " registers, more than max-registers: " + maxRegisters);
    }
    Scaling scaling = CataloguePoint.scaling(entry);
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
                    CataloguePoint.of(
                        m, all, source, scaling, bits(m, row), plausible, specification)));
      } catch (IllegalArgumentException e) {
        value.report(String.valueOf(e.getMessage()));
      }
      metric.ifPresent(m -> repeats.check(value, m.name(), all));
    }
    return points;
  }

  /** One point of an entry that stands for several. */
  private record Row(Map<String, String> labels, int offset, Format format) {}

  private static List<Row> rows(YamlMap entry, Format format, Optional<Metric> metric) {
    if (entry.has("flags")) {
      entry.get("each").ifPresent(each -> each.report("cannot stand beside 'flags'"));
      return flags(entry.require("flags"), format.registers(), metric);
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

  private static List<Row> flags(YamlValue value, int registers, Optional<Metric> metric) {
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
        rows.add(new Row(Map.of(label, name), 0, new Format.Bits(registers, bit, 1)));
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
