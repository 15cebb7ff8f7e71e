package io.rackproof.collector.scenario;

import io.rackproof.collector.plan.Plan;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.wire.Series;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file that tests a plan.
 *
 * @param file as the user named it
 * @param plan that it tests
 */
public record ScenarioFile(String file, Plan plan, List<Scenario> scenarios) {

  public ScenarioFile {
    scenarios = List.copyOf(scenarios);
  }

  /**
   * Reads a file and the plan that it names, relative to itself.
   *
   * @throws InvalidDocumentException with every mistake of the plan, or else of the file
   */
  public static ScenarioFile read(Path path) throws InvalidDocumentException {
    Problems problems = new Problems();
    YamlMap root =
        YamlFile.read(path, problems).allow("plan", "interval", "rack", "series", "tests");
    YamlValue planValue = root.require("plan");
    String planFile = planValue.nonEmpty();
    if (planFile.isEmpty()) {
      problems.throwIfAny();
    }
    Plan plan = Plan.read(path.resolveSibling(planFile).normalize());
    Duration interval =
        root.get("interval")
            .map(ScriptReader::positive)
            .orElse(plan.interval().orElse(Duration.ofSeconds(1)));
    ScriptReader scripts = new ScriptReader(plan.metrics(), interval);
    Map<Series, Script> common = root.get("series").map(scripts::read).orElse(Map.of());
    String rack = root.get("rack").map(YamlValue::nonEmpty).orElse("rack-1");
    ScenarioReader reader = new ScenarioReader(plan, scripts, common, rack);
    List<Scenario> scenarios = new ArrayList<>();
    Set<String> names = new HashSet<>();
    YamlValue tests = root.require("tests");
    for (YamlValue item : tests.list()) {
      Scenario scenario = reader.read(item);
      scenarios.add(scenario);
      if (!names.add(scenario.name()) && !scenario.name().isEmpty()) {
        item.report("another test has this name");
      }
    }
    if (tests.isList() && scenarios.isEmpty()) {
      tests.report("a file has at least one test");
    }
    problems.throwIfAny();
    return new ScenarioFile(path.toString(), plan, scenarios);
  }
}
