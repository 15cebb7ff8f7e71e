package io.rackproof.document;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of a file. Reading never throws: a mistake goes to the {@link Problems} and the reader
 * gets a stand-in, so that one pass finds all mistakes; {@link Problems#throwIfAny} ends it.
 */
public final class YamlMap {

  private final String file;
  private final String path;
  private final Problems problems;
  private final Mark start;
  private final Map<String, YamlValue> values = new LinkedHashMap<>();
  private final Map<String, Mark> keyMarks = new LinkedHashMap<>();

  /** A place in a file; line and column count from 1. */
  record Mark(int line, int column) {
    static Mark of(Optional<org.snakeyaml.engine.v2.exceptions.Mark> mark) {
      return mark.map(m -> new Mark(m.getLine() + 1, m.getColumn() + 1)).orElse(new Mark(0, 0));
    }
  }

  YamlMap(String file, String path, MappingNode node, Problems problems) {
    this.file = file;
    this.path = path;
    this.problems = problems;
    this.start = Mark.of(node.getStartMark());
    for (NodeTuple tuple : node.getValue()) {
      Mark at = Mark.of(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        problems.add(new Problem(file, at.line(), at.column(), path, "a key must be plain text"));
        continue;
      }
      String key = scalar.getValue();
      Mark first = keyMarks.get(key);
      if (first != null) {
        problems.add(
            new Problem(
                file,
                at.line(),
                at.column(),
                join(key),
                "is given twice, first at line " + first.line()));
        continue;
      }
      keyMarks.put(key, at);
      values.put(key, new YamlValue(file, join(key), tuple.getValueNode(), problems));
    }
  }

  /** An empty mapping that stands for one that is missing or is no mapping. */
  YamlMap(String file, String path, Mark start, Problems problems) {
    this.file = file;
    this.path = path;
    this.problems = problems;
    this.start = start;
  }

  /** Reports every key that is not one of these, with the nearest that is. */
  public YamlMap allow(String... keys) {
    List<String> valid = Arrays.asList(keys);
    for (Map.Entry<String, Mark> key : keyMarks.entrySet()) {
      if (!valid.contains(key.getKey())) {
        problems.add(
            new Problem(
                file,
                key.getValue().line(),
                key.getValue().column(),
                join(key.getKey()),
                "unknown key." + Nearest.hint(key.getKey(), valid)));
      }
    }
    return this;
  }

  /** The keys in the order of the file. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** The value of a key that may be left out. */
  public Optional<YamlValue> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value of a key that must be there; its absence is reported. */
  public YamlValue require(String key) {
    YamlValue value = values.get(key);
    if (value != null) {
      return value;
    }
    problems.add(
        new Problem(
            file,
            start.line(),
            start.column(),
            path,
            "the key '" + key + "' is missing" + (path.isEmpty() ? "" : " here")));
    return new YamlValue(file, join(key), null, problems);
  }

  /** Reports a mistake of the mapping as a whole, at its first line. */
  public void report(String message) {
    problems.add(new Problem(file, start.line(), start.column(), path, message));
  }

  /** The path of this mapping in its file; empty at the root. */
  public String path() {
    return path;
  }

  /** The file as the user named it. */
  public String file() {
    return file;
  }

  private String join(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
