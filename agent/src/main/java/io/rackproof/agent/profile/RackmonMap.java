package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Specification;
import io.rackproof.agent.device.modbus.Format;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusSource;
import io.rackproof.agent.device.modbus.WordOrder;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Register maps of OpenBMC's rackmon, read as they are: each register is a point {@code
 * device_register_value} with its name as the label {@code register}, each flag one with the label
 * {@code flag} beside it, each text a {@code device_info}. All are holding registers.
 *
 * <p>Keys that say how rackmon itself works (history, time synchronisation, writes) are passed
 * over.
 */
final class RackmonMap {

  /** Rackmon's own limit when the map gives none. */
  private static final int DEFAULT_SPAN = 120;

  private static final int MAX_PRECISION = 31;

  private final Metric value;
  private final Metric info;
  private final Set<String> repeated = new TreeSet<>();
  private final Repeats repeats = new Repeats();

  private RackmonMap(Catalogue catalogue) {
    value = metric(catalogue, "device_register_value");
    info = metric(catalogue, "device_info");
  }

  /**
   * @throws InvalidDocumentException with every mistake
   */
  static Profile read(Path file, Catalogue catalogue) throws InvalidDocumentException {
    Problems problems = new Problems();
    YamlMap root = YamlFile.read(file, problems);
    Profile profile = new RackmonMap(catalogue).read(root);
    problems.throwIfAny();
    return profile;
  }

  private Profile read(YamlMap root) {
    String name = root.require("name").nonEmpty();
    int span =
        root.get("max_span_length")
            .map(v -> (int) v.integer(1, ModbusConfig.MAX_REGISTERS))
            .orElse(DEFAULT_SPAN);
    List<YamlValue> registers = root.require("registers").list();
    Set<String> names = new TreeSet<>();
    for (YamlValue register : registers) {
      String registerName = name(register.map());
      if (!names.add(registerName)) {
        repeated.add(registerName);
      }
    }
    List<Point> points = new ArrayList<>();
    for (YamlValue register : registers) {
      points.addAll(register(register));
    }
    // Rackmon reads no register that its map does not name, so neither do we.
    Profile.Modbus protocol = new Profile.Modbus(span, 0, Duration.ZERO);
    return new Profile(name, name, "OpenBMC rackmon, " + root.file(), protocol, points);
  }

  private List<Point> register(YamlValue at) {
    YamlMap register = at.map();
    int begin = (int) register.require("begin").integer(0, 65_535);
    int length = (int) register.require("length").integer(1, ModbusConfig.MAX_REGISTERS);
    String name = register.require("name").nonEmpty().strip();
    String label = repeated.contains(name) ? name + String.format("@0x%04x", begin) : name;
    String format =
        register
            .get("format")
            .map(v -> v.oneOf("INTEGER", "LONG", "FLOAT", "STRING", "FLAGS", "RAW", "HEX"))
            .orElse("RAW");
    List<Point> points = new ArrayList<>();
    try {
      switch (format) {
        case "INTEGER", "LONG" ->
            points.add(number(begin, whole(register, length), label, Scaling.NONE));
        case "FLOAT" ->
            points.add(
                number(
                    begin,
                    // Rackmon takes the bytes of these as big-endian, whatever the map says.
                    new Format.Whole(length, sign(register), WordOrder.BIG),
                    label,
                    fixedPoint(register)));
        case "FLAGS" -> {
          for (YamlValue flag : register.require("flags").list()) {
            points.addAll(flag(flag, begin, length, label));
          }
        }
        case "STRING" ->
            points.add(text(begin, new Format.Characters(length, WordOrder.BIG), label));
        default -> points.add(text(begin, new Format.Hex(length), label));
      }
    } catch (IllegalArgumentException e) {
      at.report(String.valueOf(e.getMessage()));
    }
    points.forEach(point -> repeats.check(at, point.metric(), point.labels()));
    return points;
  }

  private static String name(YamlMap register) {
    return register.get("name").map(v -> v.text().strip()).orElse("");
  }

  private static boolean sign(YamlMap register) {
    return register.get("sign").map(YamlValue::bool).orElse(false);
  }

  private static Format whole(YamlMap register, int length) {
    String endian = register.get("endian").map(v -> v.oneOf("B", "L")).orElse("B");
    WordOrder order = endian.equals("L") ? WordOrder.LITTLE : WordOrder.BIG;
    return new Format.Whole(length, sign(register), order);
  }

  /** {@code shift + scale * raw / 2^precision}. */
  private static Scaling fixedPoint(YamlMap register) {
    int precision = (int) register.require("precision").integer(0, MAX_PRECISION);
    double scale = register.get("scale").map(YamlValue::number).orElse(1.0);
    double shift = register.get("shift").map(YamlValue::number).orElse(0.0);
    return new Scaling(Math.scalb(scale, -precision), shift);
  }

  private Point number(int begin, Format format, String label, Scaling scaling) {
    ModbusSource source = new ModbusSource(ModbusSource.Table.HOLDING, begin, format);
    return CataloguePoint.of(
        value,
        Map.of("register", label),
        source,
        scaling,
        0,
        Optional.empty(),
        Specification.UNKNOWN);
  }

  private Point text(int begin, Format format, String label) {
    ModbusSource source = new ModbusSource(ModbusSource.Table.HOLDING, begin, format);
    return CataloguePoint.of(
        info,
        Map.of("register", label),
        source,
        Scaling.NONE,
        0,
        Optional.empty(),
        Specification.UNKNOWN);
  }

  /** A flag is written {@code [bit, "name"]}, bit 0 the least significant of all registers. */
  private List<Point> flag(YamlValue flag, int begin, int length, String label) {
    List<YamlValue> parts = flag.list();
    if (parts.size() != 2) {
      flag.report("a flag is a bit and a name, such as [0, \"Fan_Failed\"]");
      return List.of();
    }
    int bit = (int) parts.get(0).integer(0, 16L * length - 1);
    String name = parts.get(1).nonEmpty().strip();
    // The register that holds the bit; the others of a long run of flags may be more than 64 bits.
    int word = length - 1 - bit / 16;
    ModbusSource source =
        new ModbusSource(ModbusSource.Table.HOLDING, begin + word, new Format.Bits(1, bit % 16, 1));
    return List.of(
        CataloguePoint.of(
            value,
            Map.of("register", label, "flag", name),
            source,
            Scaling.NONE,
            0,
            Optional.empty(),
            Specification.UNKNOWN));
  }

  private static Metric metric(Catalogue catalogue, String name) {
    return catalogue
        .metric(name)
        .orElseThrow(() -> new IllegalStateException(name + " is missing from the catalogue"));
  }
}
