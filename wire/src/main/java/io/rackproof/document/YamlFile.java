package io.rackproof.document;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Opens a YAML 1.2 file whose root is a mapping. JSON is YAML 1.2, so JSON files open as well. */
public final class YamlFile {

  private YamlFile() {}

  /**
   * Reads a file.
   *
   * @throws InvalidDocumentException when it is absent, unreadable, not YAML, or not a mapping:
   *     then nothing else can be said of it
   */
  public static YamlMap read(Path file, Problems problems) throws InvalidDocumentException {
    try {
      return parse(file.toString(), Files.readString(file), problems);
    } catch (NoSuchFileException e) {
      throw refuse(new Problem(file.toString(), 0, 0, "", "there is no such file"));
    } catch (CharacterCodingException e) {
      throw refuse(new Problem(file.toString(), 0, 0, "", "is not UTF-8 text"));
    } catch (IOException e) {
      throw refuse(new Problem(file.toString(), 0, 0, "", "cannot be read: " + e.getMessage()));
    }
  }

  /**
   * Reads a text; the name stands for the file in messages.
   *
   * @throws InvalidDocumentException when it is not YAML or its root is not a mapping
   */
  public static YamlMap parse(String name, String text, Problems problems)
      throws InvalidDocumentException {
    Node root;
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
      root = new Compose(settings).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      throw refuse(
          new Problem(
              name,
              mark.map(m -> m.getLine() + 1).orElse(0),
              mark.map(m -> m.getColumn() + 1).orElse(0),
              "",
              "not valid YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      throw refuse(new Problem(name, 0, 0, "", "not valid YAML: " + e.getMessage()));
    }
    if (root instanceof MappingNode mapping) {
      return new YamlMap(name, "", mapping, problems);
    }
    throw refuse(new Problem(name, 1, 1, "", "is empty or not a mapping of keys to values"));
  }

  private static InvalidDocumentException refuse(Problem problem) {
    return new InvalidDocumentException(java.util.List.of(problem));
  }
}
