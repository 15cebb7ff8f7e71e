package io.rackproof.collector.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The dashboards as they are committed, and what their queries ask for. */
public final class Dashboards {

  /** The folder of dashboards and alerts, seen from a module. */
  public static final Path FOLDER = Path.of("..", "dashboards");

  /** Words of PromQL that are no metric's name. */
  private static final Set<String> WORDS =
      Set.of("by", "on", "ignoring", "without", "bool", "or", "and", "unless");

  private static final Pattern SIGNAL = Pattern.compile("signal=\"([^\"]*)\"");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");

  private Dashboards() {}

  /**
   * One query of a panel.
   *
   * @param board the file's name
   * @param unit Grafana's, of the panel or of the column that shows it; empty for none
   */
  public record Query(String board, String panel, String unit, String expr) {

    /** The signal whose limit it draws. */
    public Optional<String> limitOf() {
      Matcher matcher = SIGNAL.matcher(expr);
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
      return board + ", " + panel + ": " + expr;
    }
  }

  /** All of them by file name. */
  public static Map<String, JsonNode> all() throws IOException {
    Map<String, JsonNode> boards = new TreeMap<>();
    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> files = Files.list(FOLDER.resolve("grafana"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        boards.put(file.getFileName().toString(), json.readTree(file.toFile()));
      }
    }
    return boards;
  }

  /** All queries of all panels. */
  public static List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>();
    all()
        .forEach(
            (name, board) -> {
              for (JsonNode panel : panels(board)) {
                for (JsonNode target : panel.path("targets")) {
                  queries.add(
                      new Query(
                          name,
                          panel.path("title").asText(),
                          unit(panel, target.path("refId").asText()),
                          target.path("expr").asText()));
                }
              }
            });
    return queries;
  }

  /** Panels, also those in rows. */
  static List<JsonNode> panels(JsonNode board) {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : board.path("panels")) {
      panel.path("panels").forEach(panels::add);
      if (!panel.path("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  private static String unit(JsonNode panel, String refId) {
    JsonNode config = panel.path("fieldConfig");
    if (!panel.path("type").asText().equals("table")) {
      return config.path("defaults").path("unit").asText();
    }
    String column = "Value #" + refId;
    for (JsonNode transformation : panel.path("transformations")) {
      JsonNode renamed = transformation.path("options").path("renameByName").path(column);
      column = renamed.isTextual() ? renamed.asText() : column;
    }
    for (JsonNode override : config.path("overrides")) {
      if (override.path("matcher").path("options").asText().equals(column)) {
        for (JsonNode property : override.path("properties")) {
          if (property.path("id").asText().equals("unit")) {
            return property.path("value").asText();
          }
        }
      }
    }
    return "";
  }

  /** Every name in an expression that is neither a function nor a word of PromQL. */
  static Set<String> names(String expr) {
    String bare =
        expr.replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\[[^]]*]", "")
            .replaceAll("\\b(by|on|ignoring|without|group_left|group_right)\\s*\\([^)]*\\)", " ");
    Set<String> names = new TreeSet<>();
    Matcher matcher = WORD.matcher(bare);
    while (matcher.find()) {
      boolean call = bare.substring(matcher.end()).stripLeading().startsWith("(");
      if (!call && !WORDS.contains(matcher.group()) && !matcher.group().startsWith("group_")) {
        names.add(matcher.group());
      }
    }
    return names;
  }

  /** What the catalogue says of a name, of devices or of Rackproof itself. */
  static @Nullable Metric metric(Catalogue catalogue, String name) {
    return catalogue.metric(name).or(() -> catalogue.own(name)).orElse(null);
  }
}
