package io.rackproof.collector.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboard and alert rules against a real Prometheus that scraped a running rack. */
class DashboardIT {

  private static final Path DASHBOARDS = Program.ROOT.resolve("dashboards");
  private static final Pattern METRIC =
      Pattern.compile(
          "\\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+)\\b(?=\\s*[{\\[)]|\\s*==|\\s*>|\\s*$|\\s)");
  private static final Set<String> NOT_METRICS =
      Set.of("label_values", "group_left", "group_right");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void noQueryOfTheDashboardComesBackEmptyAndEveryMetricNameIsExported() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/prometheus")),
        "needs the Debian package 'prometheus'");
    try (WholeSystem system = new WholeSystem(directory, "healthy", "90s")) {
      String campaign =
          system.rackproof(
              "campaign",
              "start",
              "--plan",
              Program.ROOT
                  .resolve("collector/target/dist/plans/liquid-cooled-demo.yaml")
                  .toString(),
              "--rack",
              WholeSystem.RACK,
              "--quiet");
      int port = WholeSystem.freePort();
      try (Program prometheus = prometheus(system, port)) {
        prometheus.await(line -> line.contains("Server is ready to receive web requests"));
        system.rackproof("campaign", "watch", campaign, "--for", "40s", "--every", "5s");

        String exported = system.get("/metrics");
        List<String> empty = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String expression : dashboardQueries()) {
          String query = substitute(expression, campaign);
          if (query(port, query).isEmpty()) {
            empty.add(query);
          }
          unknown.addAll(namesNotIn(exported, query));
        }
        for (String expression : alertExpressions()) {
          query(port, expression);
          unknown.addAll(namesNotIn(exported + "\nup{", expression));
        }
        assertThat(empty).as("queries without a result").isEmpty();
        assertThat(unknown).as("metric names that nothing exports").isEmpty();
        assertThat(query(port, "ALERTS{alertstate=\"firing\"}"))
            .as("alerts that fire on a healthy rack")
            .isEmpty();
      }
    }
  }

  @Test
  void alertRulesFireWhenTheyShould() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/promtool")), "needs the Debian package 'prometheus'");
    Path rules = DASHBOARDS.resolve("prometheus");
    for (String[] check :
        new String[][] {
          {"check", "config", "prometheus.yml"}, {"test", "rules", "alerts.test.yml"}
        }) {
      List<String> command = new ArrayList<>(List.of("/usr/bin/promtool"));
      command.addAll(List.of(check));
      Program promtool = Program.start(rules, directory.resolve(check[0] + ".log"), command);
      assertThat(promtool.exitStatus(60)).as(promtool.output()).isZero();
    }
  }

  private Program prometheus(WholeSystem system, int port) throws Exception {
    String config =
        Files.readString(DASHBOARDS.resolve("prometheus/prometheus.yml"))
            .replace("127.0.0.1:8080", system.webAddress())
            .replace("127.0.0.1:9101", system.agentMetricsAddress());
    assertThat(config).contains(system.webAddress()).contains(system.agentMetricsAddress());
    Files.writeString(directory.resolve("prometheus.yml"), config);
    Files.copy(DASHBOARDS.resolve("prometheus/alerts.yml"), directory.resolve("alerts.yml"));
    return Program.start(
        directory,
        directory.resolve("prometheus.log"),
        List.of(
            "/usr/bin/prometheus",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=tsdb",
            "--web.listen-address=127.0.0.1:" + port));
  }

  private List<String> dashboardQueries() throws Exception {
    JsonNode dashboard = json.readTree(DASHBOARDS.resolve("grafana/rack.json").toFile());
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(target.path("expr").asText());
      }
    }
    assertThat(queries).hasSizeGreaterThan(20);
    return queries;
  }

  private static List<String> alertExpressions() throws Exception {
    List<String> expressions = new ArrayList<>();
    for (String line : Files.readAllLines(DASHBOARDS.resolve("prometheus/alerts.yml"))) {
      if (line.strip().startsWith("expr:")) {
        expressions.add(line.strip().substring("expr:".length()).strip());
      }
    }
    assertThat(expressions).isNotEmpty();
    return expressions;
  }

  private static String substitute(String expression, String campaign) {
    return expression
        .replace("$__rate_interval", "10s")
        .replace("$rack", WholeSystem.RACK)
        .replace("$campaign", campaign);
  }

  /** The metric names of a query that the exposition does not have. */
  private static Set<String> namesNotIn(String exposition, String query) {
    String bare =
        query
            .replaceAll("\"[^\"]*\"", "\"\"")
            .replaceAll("(by|on|ignoring|without) \\([^)]*\\)", "");
    bare = bare.replaceAll("\\{[^}]*}", "{}");
    Matcher matcher = METRIC.matcher(bare);
    Set<String> names = new TreeSet<>();
    while (matcher.find()) {
      String name = matcher.group(1);
      if (!NOT_METRICS.contains(name)
          && !exposition.contains("\n" + name + "{")
          && !exposition.contains("\n" + name + " ")) {
        names.add(name);
      }
    }
    return names;
  }

  private List<String> query(int port, String query) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    JsonNode answer = json.readTree(response.body());
    assertThat(answer.path("status").asText())
        .as(query + ": " + response.body())
        .isEqualTo("success");
    List<String> results = new ArrayList<>();
    answer.path("data").path("result").forEach(result -> results.add(result.toString()));
    return results.stream().collect(Collectors.toList());
  }
}
