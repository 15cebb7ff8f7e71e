package io.rackproof.document;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Opens a YAML 1.2 file whose root is a mapping. JSON is YAML 1.2, so JSON files open as well. */
public final class YamlFile {

  /**
   * Composing and reading go down once for each level: a bound keeps any text off the stack's end.
   */
  private static final int MOST_LEVELS = 64;

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
   * @throws InvalidDocumentException when it is not YAML, its root is not a mapping, or it is more
   *     than 64 levels deep
   */
  public static YamlMap parse(String name, String text, Problems problems)
      throws InvalidDocumentException {
    Node root;
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
      checkLevels(name, text, settings);
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

  private static void checkLevels(String name, String text, LoadSettings settings)
      throws InvalidDocumentException {
    int level = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionEndEvent) {
        level--;
      } else if (event instanceof CollectionStartEvent && ++level > MOST_LEVELS) {
        Optional<Mark> mark = event.getStartMark();
        throw refuse(
            new Problem(
                name,
                mark.map(m -> m.getLine() + 1).orElse(0),
                mark.map(m -> m.getColumn() + 1).orElse(0),
                "",
                "is more than " + MOST_LEVELS + " levels deep"));
      }
    }
  }

  private static InvalidDocumentException refuse(Problem problem) {
    return new InvalidDocumentException(java.util.List.of(problem));
  }
}
