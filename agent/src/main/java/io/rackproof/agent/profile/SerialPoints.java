package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Specification;
import io.rackproof.agent.device.serial.Expression;
import io.rackproof.agent.device.serial.Octets;
import io.rackproof.agent.device.serial.SerialDialogue;
import io.rackproof.agent.device.serial.SerialSource;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The points of a serial profile; docs/profiles-serial.md describes them. */
final class SerialPoints {

  private static final Pattern RANGE = Pattern.compile("(\\S+)\\s*\\.\\.\\s*(\\S+)");

  private static final String[] KEYS =
      Stream.concat(
              Stream.of(
                  "metric",
                  "labels",
                  "prompt",
                  "frame",
                  "values",
                  "scale",
                  "offset",
                  "plausible",
                  "counter-bits",
                  "accuracy",
                  "resettable"),
              SerialParts.KEYS.stream())
          .toArray(String[]::new);

  private SerialPoints() {}

  static List<Point> read(YamlValue points, Profile.Serial model, Catalogue catalogue) {
    List<Point> read = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (YamlValue entry : points.list()) {
      Point point = point(entry, model, catalogue);
      if (point == null) {
        continue;
      }
      Integer first =
          point.source().isTable()
              ? null
              : lines.putIfAbsent(point.metric() + point.labels(), entry.line());
      if (first != null) {
        entry.report(
            "the metric "
                + point.metric()
                + " with these labels is already given at line "
                + first
                + "; tell them apart by a label");
      }
      read.add(point);
    }
    if (read.isEmpty() && points.list().isEmpty()) {
      points.report("a profile has at least one point");
    }
    return read;
  }

  private static @Nullable Point point(YamlValue entry, Profile.Serial model, Catalogue catalogue) {
    YamlMap map = entry.map().allow(KEYS);
    YamlValue name = map.require("metric");
    Optional<Metric> metric = catalogue.metric(name.nonEmpty());
    if (metric.isEmpty() && name.isText()) {
      name.report(
          "there is no metric '"
              + name.text()
              + "'."
              + Nearest.hint(name.text(), catalogue.names()));
    }
    SerialSource source = source(map, model, metric);
    Scaling scaling = scaling(map);
    Optional<Point.Range> plausible = map.get("plausible").map(SerialPoints::range);
    int counterBits = map.get("counter-bits").map(bits -> (int) bits.integer(8, 64)).orElse(0);
    if (metric.isEmpty()) {
      return null;
    }
    Metric known = metric.get();
    Specification specification =
        Accuracy.ofPoint(map, known.kind() == Metric.Kind.COUNTER, plausible);
    if (counterBits > 0 && known.kind() != Metric.Kind.COUNTER) {
      map.require("counter-bits").report(known.name() + " is no counter");
    }
    return new Point(
        known.name(),
        labels(map, known),
        source,
        scaling,
        known.unit(),
        Point.Kind.valueOf(known.kind().name()),
        counterBits,
        plausible,
        specification);
  }

  private static SerialSource source(YamlMap map, Profile.Serial model, Optional<Metric> metric) {
    String prompt = "";
    if (model.dialogue().streams()) {
      map.get("prompt").ifPresent(v -> v.report("nothing is sent to what talks unasked"));
      if (!map.has("frame") && !map.has("pattern")) {
        map.report("give 'frame' or 'pattern': they tell which of all that is said is meant");
      }
    } else {
      YamlValue written = map.require("prompt");
      prompt = written.nonEmpty();
      SerialSection.bytes(written);
    }
    Optional<Expression> frame =
        map.get("frame").flatMap(v -> Optional.ofNullable(v.parsed(Expression::of)));
    SerialSource.Part part = SerialParts.read(map, metric);
    if (part instanceof Octets octets
        && model.dialogue().framing() instanceof SerialDialogue.Fixed fixed
        && octets.last() >= fixed.length()) {
      map.require("byte").report("frames end at byte " + (fixed.length() - 1));
    }
    return new SerialSource(prompt, frame, part, words(map));
  }

  private static Map<String, Double> words(YamlMap map) {
    Map<String, Double> words = new HashMap<>();
    map.get("values")
        .map(YamlValue::map)
        .ifPresent(
            values -> {
              for (String word : values.keys()) {
                words.put(word, values.require(word).number());
              }
            });
    return words;
  }

  private static Scaling scaling(YamlMap map) {
    double scale = map.get("scale").map(YamlValue::number).orElse(1.0);
    if (scale == 0) {
      map.require("scale").report("must not be 0");
      scale = 1;
    }
    return new Scaling(scale, map.get("offset").map(YamlValue::number).orElse(0.0));
  }

  private static Point.Range range(YamlValue value) {
    Point.Range range =
        value.parsed(
            text -> {
              Matcher matcher = RANGE.matcher(text.strip());
              if (!matcher.matches()) {
                throw new IllegalArgumentException(
                    "expected a range such as '0 .. 400', not '" + text + "'");
              }
              try {
                return new Point.Range(
                    Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)));
              } catch (NumberFormatException e) {
                throw new IllegalArgumentException("not two numbers: '" + text + "'", e);
              }
            });
    return range == null ? new Point.Range(0, 0) : range;
  }

  private static Map<String, String> labels(YamlMap map, Metric metric) {
    Map<String, String> labels = map.get("labels").map(YamlValue::texts).orElse(Map.of());
    for (String label : labels.keySet()) {
      if (!metric.labels().contains(label)) {
        YamlValue at = map.require("labels").map().require(label);
        at.report(
            metric.labels().isEmpty()
                ? metric.name() + " has no labels of its own"
                : metric.name()
                    + " has no label '"
                    + label
                    + "'."
                    + Nearest.hint(label, metric.labels()));
      }
    }
    return labels;
  }
}
