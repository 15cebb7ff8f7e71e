package io.rackproof.simulator.scenario;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import io.rackproof.document.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The scenarios in this jar, and those in files. */
public final class Scenarios {

  /** The names of the shipped ones. A test holds that this list and the resources agree. */
  public static final List<String> SHIPPED =
      List.of(
          "healthy", "pump-failure", "leak", "phase-imbalance", "link-errors", "sensor-dropout");

  private Scenarios() {}

  /**
   * A shipped scenario by its name, or one in a file.
   *
   * @throws InvalidDocumentException when there is neither, or with every mistake of the file
   */
  public static Scenario find(String nameOrFile) throws InvalidDocumentException {
    if (SHIPPED.contains(nameOrFile)) {
      return shipped(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (Files.exists(file) || nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml")) {
      return ScenarioFile.read(file);
    }
    String nearest =
        Nearest.to(nameOrFile, SHIPPED).map(near -> " Did you mean '" + near + "'?").orElse("");
    throw new InvalidDocumentException(
        List.of(
            new Problem(
                "--scenario",
                0,
                0,
                "",
                "there is no scenario and no file '"
                    + nameOrFile
                    + "'."
                    + nearest
                    + " Shipped are "
                    + String.join(", ", SHIPPED)
                    + ".")));
  }

  /** A scenario of this jar. */
  public static Scenario shipped(String name) {
    String resource = name + ".yaml";
    try (InputStream in = Scenarios.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return ScenarioFile.parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException | InvalidDocumentException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
