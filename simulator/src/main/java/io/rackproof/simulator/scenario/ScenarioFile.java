package io.rackproof.simulator.scenario;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads scenario files; every mistake is told at once. */
public final class ScenarioFile {

  private static final long USUAL_SEED = 7;

  private ScenarioFile() {}

  /**
   * Reads a file.
   *
   * @throws InvalidDocumentException with every mistake
   */
  public static Scenario read(Path file) throws InvalidDocumentException {
    Problems problems = new Problems();
    return scenario(YamlFile.read(file, problems), problems);
  }

  /**
   * Reads a text.
   *
   * @param name stands for the file in messages
   * @throws InvalidDocumentException with every mistake
   */
  public static Scenario parse(String name, String text) throws InvalidDocumentException {
    Problems problems = new Problems();
    return scenario(YamlFile.parse(name, text, problems), problems);
  }

  private static Scenario scenario(YamlMap root, Problems problems)
      throws InvalidDocumentException {
    root.allow("scenario", "title", "seed", "workload", "faults");
    String name = root.require("scenario").nonEmpty();
    String title = root.get("title").map(YamlValue::nonEmpty).orElse(name);
    long seed = root.get("seed").map(s -> s.integer(0, Long.MAX_VALUE)).orElse(USUAL_SEED);
    List<Scenario.Step> workload = workload(root.require("workload"));
    List<Scenario.TimedFault> faults = new ArrayList<>();
    root.get("faults")
        .ifPresent(list -> list.list().forEach(item -> faults.add(fault(item.map()))));
    problems.throwIfAny();
    return new Scenario(name, title, seed, workload, faults);
  }

  private static List<Scenario.Step> workload(YamlValue list) {
    List<Scenario.Step> steps = new ArrayList<>();
    for (YamlValue item : list.list()) {
      YamlMap map = item.map().allow("at", "latest", "ramp", "power");
      boolean first = steps.isEmpty();
      if (first && (map.has("at") || map.has("latest") || map.has("ramp"))) {
        map.report("the first step holds from the start: it has 'power' only");
      }
      Moment at = first ? Moment.parse("0s") : moment(map.require("at"));
      Optional<Duration> latest = map.get("latest").map(YamlValue::duration);
      Duration ramp = map.get("ramp").map(YamlValue::duration).orElse(Duration.ZERO);
      double watts = quantity(map.require("power"), Quantity.POWER, 0, 200_000);
      steps.add(new Scenario.Step(at.notAfter(latest), ramp, watts));
    }
    if (steps.isEmpty() && !list.isMissing()) {
      list.report("needs one step at least");
    }
    return steps;
  }

  private static Scenario.TimedFault fault(YamlMap map) {
    Moment at = moment(map.require("at"));
    Optional<Moment> until = map.get("until").map(ScenarioFile::moment);
    return new Scenario.TimedFault(at, until, FaultFile.effect(map));
  }

  static Moment moment(YamlValue value) {
    Moment moment = value.parsed(Moment::parse);
    return moment == null ? Moment.parse("0s") : moment;
  }

  /** A quantity between two bounds in its base unit. */
  static double quantity(YamlValue value, Quantity quantity, double least, double most) {
    Double number = value.parsed(quantity);
    if (number == null) {
      return least;
    }
    if (number < least || number > most) {
      value.report("is out of what the twin can do: '" + value.text() + "'");
      return least;
    }
    return number;
  }
}
