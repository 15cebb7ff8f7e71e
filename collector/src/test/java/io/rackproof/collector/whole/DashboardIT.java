package io.rackproof.collector.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.catalogue.Catalogue;
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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboard and alert rules against a real Prometheus that scraped a running rack. */
class DashboardIT {

  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), ([a-z]+)\\)");
  private static final Pattern HELP = Pattern.compile("# HELP (rackproof_\\S+) (.*)");
  private static final Pattern OWN = Pattern.compile("^(rackproof_[a-z0-9_]+)[{ ]");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void noQueryComesBackEmptyAndNoAlertFiresOnAHealthyRack() throws Exception {
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
      system.rackproof("campaign", "annotate", campaign, "doors closed");
      int port = WholeSystem.freePort();
      try (Program prometheus = prometheus(system, port)) {
        prometheus.await(line -> line.contains("Server is ready to receive web requests"));
        system.rackproof("campaign", "watch", campaign, "--for", "40s", "--every", "5s");

        assertThat(emptyQueries(port, campaign)).as("queries without a result").isEmpty();
        annotationsAndVariablesAreThere(port, campaign);
        linksLeadToPagesOfTheCollector(system, port, campaign);
        everyOwnMetricIsInTheCatalogue(system);
        for (String expression : alertExpressions()) {
          assertThat(Dashboards.names(expression))
              .as(expression)
              .allSatisfy(
                  name -> assertThat(Dashboards.metric(Catalogue.load(), name)).isNotNull());
          List<JsonNode> unused = query(port, expression);
        }
        assertThat(query(port, "ALERTS"))
            .as("alerts that fire, or are about to, on a healthy rack")
            .isEmpty();
      }
    }
  }

  /** A limit is drawn where the plan has one for that very signal; all else always has values. */
  private List<String> emptyQueries(int port, String campaign) throws Exception {
    Set<String> limited = new TreeSet<>();
    for (JsonNode series : query(port, "rackproof_criterion_signal_limit")) {
      limited.add(series.path("metric").path("signal").asText());
    }
    assertThat(limited).hasSizeGreaterThan(15);
    List<String> empty = new ArrayList<>();
    for (Dashboards.Query query : Dashboards.queries()) {
      boolean meant = query.limitOf().map(limited::contains).orElse(true);
      if (query(port, substitute(query.expr(), campaign)).isEmpty() == meant) {
        empty.add(query.toString());
      }
    }
    return empty;
  }

  private void annotationsAndVariablesAreThere(int port, String campaign) throws Exception {
    for (JsonNode board : Dashboards.all().values()) {
      for (JsonNode annotation : board.path("annotations").path("list")) {
        String expression = substitute(annotation.path("expr").asText(), campaign);
        assertThat(query(port, expression)).as(expression).isNotEmpty();
      }
      for (JsonNode variable : board.path("templating").path("list")) {
        Matcher values = LABEL_VALUES.matcher(variable.path("definition").asText());
        if (variable.path("type").asText().equals("query")) {
          assertThat(values.matches()).as(variable.toString()).isTrue();
          String selector = substitute(values.group(1), campaign);
          assertThat(query(port, selector))
              .as(variable.toString())
              .isNotEmpty()
              .allSatisfy(
                  series ->
                      assertThat(series.path("metric").path(values.group(2)).asText())
                          .isNotEmpty());
        }
      }
    }
    assertThat(query(port, "rackproof_campaign_phase").toString()).contains("\"phase\":\"load\"");
    assertThat(query(port, "rackproof_campaign_note_timestamp_seconds").toString())
        .contains("doors closed");
  }

  private void linksLeadToPagesOfTheCollector(WholeSystem system, int port, String campaign)
      throws Exception {
    String pages =
        query(port, "rackproof_collector_info").get(0).path("metric").path("pages").asText();
    assertThat(pages).isEqualTo(system.server());
    Set<String> paths = new TreeSet<>();
    for (JsonNode board : Dashboards.all().values()) {
      Matcher link = Pattern.compile("\\$\\{collector:raw}(/[^\"]*)").matcher(board.toString());
      while (link.find()) {
        paths.add(link.group(1));
      }
    }
    assertThat(paths).hasSizeGreaterThanOrEqualTo(4);
    for (String path : paths) {
      String filled =
          path.replaceAll("\\$\\{[a-z_.]*[.]campaign}", campaign)
              .replaceAll("\\$\\{[a-z_.]*[.]rack}", WholeSystem.RACK)
              .replaceAll("\\$\\{[a-z_.]*[.]criterion}", "COOL-14");
      assertThat(filled).doesNotContain("$");
      assertThat(system.get(filled)).contains("<html");
    }
  }

  /** With the help of the catalogue, and no series under a name that it does not have. */
  private static void everyOwnMetricIsInTheCatalogue(WholeSystem system) throws Exception {
    Catalogue catalogue = Catalogue.load();
    HttpResponse<String> agent =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://" + system.agentMetricsAddress() + "/metrics"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    List<String> wrong = new ArrayList<>();
    Map<String, String> helps = new TreeMap<>();
    for (String line : (system.get("/metrics") + agent.body()).lines().toList()) {
      Matcher help = HELP.matcher(line);
      if (help.matches()) {
        helps.put(help.group(1), help.group(2));
      }
      Matcher sample = OWN.matcher(line);
      if (sample.find()) {
        String name = sample.group(1);
        String family = name.replaceFirst("_(count|sum)$", "");
        String told = helps.getOrDefault(name, helps.getOrDefault(family, ""));
        if (catalogue.own(name).filter(metric -> metric.help().equals(told)).isEmpty()) {
          wrong.add(name + ": " + told);
        }
      }
    }
    assertThat(helps).hasSizeGreaterThan(50);
    assertThat(wrong).as("own metrics that the catalogue has not, or otherwise").isEmpty();
  }

  @Test
  void alertRulesFireWhenTheyShould() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/promtool")), "needs the Debian package 'prometheus'");
    Path rules = Dashboards.FOLDER.resolve("prometheus");
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
        Files.readString(Dashboards.FOLDER.resolve("prometheus/prometheus.yml"))
            .replace("127.0.0.1:8080", system.webAddress())
            .replace("127.0.0.1:9101", system.agentMetricsAddress());
    assertThat(config).contains(system.webAddress()).contains(system.agentMetricsAddress());
    Files.writeString(directory.resolve("prometheus.yml"), config);
    Files.copy(Dashboards.FOLDER.resolve("prometheus/alerts.yml"), directory.resolve("alerts.yml"));
    return Program.start(
        directory,
        directory.resolve("prometheus.log"),
        List.of(
            "/usr/bin/prometheus",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=tsdb",
            "--web.listen-address=127.0.0.1:" + port));
  }

  private static List<String> alertExpressions() throws Exception {
    List<String> expressions = new ArrayList<>();
    for (String line : Files.readAllLines(Dashboards.FOLDER.resolve("prometheus/alerts.yml"))) {
      if (line.strip().startsWith("expr:")) {
        expressions.add(line.strip().substring("expr:".length()).strip());
      }
    }
    assertThat(expressions).isNotEmpty();
    return expressions;
  }

  private static String substitute(String expression, String campaign) {
    // Four scrapes, as Grafana takes it: one that comes late leaves enough.
    String filled =
        expression
            .replace("$__rate_interval", "20s")
            .replace("$__range", "1m")
            .replace("$site", ".*")
            .replace("$generation", ".*")
            .replace("$criterion", ".*")
            .replace("$rack", WholeSystem.RACK)
            .replace("$campaign", campaign);
    assertThat(filled).doesNotContain("$");
    return filled;
  }

  private List<JsonNode> query(int port, String query) throws Exception {
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
    List<JsonNode> results = new ArrayList<>();
    answer.path("data").path("result").forEach(results::add);
    return results;
  }
}
