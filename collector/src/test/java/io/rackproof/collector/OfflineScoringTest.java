package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.metrics.Exposition;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.remotewrite.NobodyWrites;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.collector.web.SampledCampaigns;
import io.rackproof.collector.web.WebConfig;
import io.rackproof.collector.web.WebParts;
import io.rackproof.collector.web.WebServer;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands {@code score}, {@code rescore} and {@code diff}, over real files and stores. */
class OfflineScoringTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 900;
  private static final long END = SentRack.START + SECONDS * 1000L - 500;

  @TempDir Path folder;

  private final SetClock clock = new SetClock(SentRack.START);
  private final StringWriter told = new StringWriter();
  private final List<StoredBatch> sent = new ArrayList<>();
  private Path data = Path.of("");
  private Path plan = Path.of("");
  private SampleStore samples;
  private CampaignStore campaigns;

  @BeforeEach
  void open() throws IOException {
    data = folder.resolve("data");
    plan = Files.writeString(folder.resolve("plan.yaml"), SentRack.PLAN);
    samples = SampleStore.open(new StoreConfig(data, StoreConfig.DEFAULT_SEAL_AFTER), clock);
    campaigns = CampaignStore.open(data.resolve(Collector.CAMPAIGNS));
  }

  @AfterEach
  void close() {
    campaigns.close();
    samples.close();
  }

  private int run(String... arguments) {
    told.getBuffer().setLength(0);
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(told, true)).setErr(new PrintWriter(told, true));
    return line.execute(arguments);
  }

  private String score(String out, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("score", "--plan", plan.toString(), "--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    assertThat(run(arguments.toArray(String[]::new))).as(told.toString()).isZero();
    return Files.readString(folder.resolve(out).resolve("verdict.json"));
  }

  /**
   * A quarter of an hour with gaps, bad qualities, late batches and a second life of the agent that
   * sends other values for times already told; one part sealed, one in the log.
   */
  private Campaign campaign() throws Exception {
    Campaign campaign = campaigns.start("gen2-007", Plan.parse("p", SentRack.PLAN), SentRack.START);
    SentRack first = new SentRack("2-first");
    SentRack second = new SentRack("1-second");
    Series supply = SentRack.series("cdu_supply_temperature_celsius", "cdu", "cdu-1");
    List<StoredBatch> batches = new ArrayList<>();
    for (int s = 0; s < SECONDS; s++) {
      if (s % 97 != 0) {
        batches.add(first.second(s, 30 + s % 7 * 0.3));
      }
      if (s % 50 == 3) {
        // The same times again, with other values: those of the lower batch number count.
        batches.add(second.second(s, 31.9));
      }
      if (s % 41 == 5) {
        batches.add(
            first.batch(
                List.of(
                    new Sample(
                        supply,
                        SentRack.START + s * 1000L + 700,
                        s % 2 == 0 ? Double.NaN : 99,
                        s % 2 == 0 ? Quality.NOT_AVAILABLE : Quality.OUT_OF_RANGE,
                        10))));
      }
    }
    sent.addAll(batches);
    // Series are defined by the first batches of each life; after them any order will do.
    samples.append(batches.subList(0, 20));
    List<StoredBatch> arriving = new ArrayList<>(batches.subList(20, batches.size()));
    java.util.Collections.shuffle(arriving, new Random(11));
    samples.append(arriving.subList(0, 400));
    clock.set(SentRack.START + 3_600_000);
    assertThat(samples.sealDue()).isPositive();
    samples.append(arriving.subList(400, arriving.size()));
    campaigns.mark(campaign.id(), new Campaign.Mark(SentRack.START + 300_000, "failover", true));
    return campaigns.end(campaign.id(), Campaign.State.COMPLETED, END);
  }

  /** What the collector's own page gives for the campaign. */
  private String live(Campaign campaign) throws Exception {
    LiveCampaigns live = new LiveCampaigns(campaigns, samples, clock);
    Arrivals arrivals = new Arrivals(clock);
    Exposition exposition =
        new Exposition(samples, live, campaigns, arrivals, () -> "", Catalogue.load(), clock);
    Vertx vertx = Vertx.vertx();
    try (WebServer server =
        WebServer.start(
            vertx,
            WebConfig.loopback(0),
            new WebParts(
                campaigns,
                samples,
                live,
                new SampledCampaigns(samples, folder.resolve("kept"), Software.name()),
                arrivals,
                List::of,
                exposition,
                NobodyWrites.receiver(clock),
                () -> true,
                Software.name(),
                clock,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()))) {
      URI uri =
          URI.create(
              "http://127.0.0.1:"
                  + server.port()
                  + "/api/campaigns/"
                  + campaign.id()
                  + "/report/json");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .body();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** The samples as rows, what counts first. */
  private String csv(boolean qualityNames) {
    StringBuilder text =
        new StringBuilder("metric,time,value,quality,rack,device,role,sequence_note\n");
    sent.stream()
        .sorted(Comparator.comparingLong(StoredBatch::sequence).thenComparing(StoredBatch::epoch))
        .flatMap(b -> b.samples().stream())
        .forEach(s -> row(text, s, qualityNames));
    return text.toString();
  }

  private static void row(StringBuilder text, Sample sample, boolean qualityNames) {
    text.append(sample.series().metric()).append(',').append(sample.timeMillis()).append(',');
    text.append(Double.isNaN(sample.value()) ? "" : Double.toString(sample.value())).append(',');
    text.append(qualityNames ? sample.quality().label() : sample.quality().code());
    for (String label : List.of("rack", "device", "role")) {
      text.append(',').append(sample.series().label(label));
    }
    text.append(",\n");
  }

  private Path timeline(Campaign campaign) throws IOException {
    return Files.writeString(
        folder.resolve("timeline.yaml"),
        """
        campaign: %s
        racks: [{id: gen2-007, generation: gen2, maker: maker-a, site: site, lot: EVT3, serial: S-1}]
        start: %d
        end: %d
        marks: [{time: %d, phase: failover}]
        """
            .formatted(campaign.id(), SentRack.START, END, SentRack.START + 300_000));
  }

  private Path parquet(Path csv, String order) throws Exception {
    Path file = folder.resolve("samples-" + order.length() + ".parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT metric, CAST(time AS BIGINT) AS time, CAST(value AS DOUBLE) AS value,"
              + " CAST(quality AS TINYINT) AS quality, rack, device, role FROM (SELECT *,"
              + " row_number() OVER () AS n FROM read_csv('"
              + csv
              + "', header = true, all_varchar = true)) ORDER BY "
              + order
              + ") TO '"
              + file
              + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
    }
    return file;
  }

  @Test
  void samePathsGiveTheSameBytes() throws Exception {
    Campaign campaign = campaign();
    String live = live(campaign);
    assertThat(JSON.readTree(live).path("data").path("samples").asLong()).isGreaterThan(2_600);
    String timeline = timeline(campaign).toString();
    Path csv = Files.writeString(folder.resolve("samples.csv"), csv(true));
    Path codes = Files.writeString(folder.resolve("codes.csv"), csv(false));
    assertThat(score("csv", "--samples", csv.toString(), "--timeline", timeline)).isEqualTo(live);
    for (String order : List.of("n", "CAST(time AS BIGINT), n", "metric, device, time, n")) {
      String parquet = parquet(codes, order).toString();
      assertThat(score("parquet", "--samples", parquet, "--timeline", timeline))
          .as(order)
          .isEqualTo(live);
    }
    // The collector has it open meanwhile.
    assertThat(score("store", "--samples", data.toString(), "--timeline", timeline))
        .isEqualTo(live);
    assertThat(score("both", "--samples", data.toString(), csv.toString(), "--timeline", timeline))
        .as("the same samples twice")
        .isEqualTo(live);
    assertThat(folder.resolve("csv/report.html")).isNotEmptyFile();
    assertThat(folder.resolve("csv/junit.xml")).isNotEmptyFile();
  }

  @Test
  void campaignIsJudgedAgainByItsOwnPlanAndByAnother() throws Exception {
    Campaign campaign = campaign();
    String live = live(campaign);
    Path out = folder.resolve("again");
    assertThat(
            run(
                "rescore",
                campaign.id(),
                "--plan",
                plan.toString(),
                "--store",
                data.toString(),
                "--out",
                out.toString()))
        .as(told.toString())
        .isZero();
    assertThat(Files.readString(out.resolve("verdict.json"))).isEqualTo(live);
    assertThat(JSON.readTree(out.resolve("diff.json").toFile()).path("criteria")).isEmpty();
    assertThat(told.toString()).endsWith("no differences\n");

    Path other =
        Files.writeString(
            folder.resolve("other.yaml"), SentRack.PLAN.replace("<= 132 kW", "<= 125 kW"));
    Path changed = folder.resolve("changed");
    assertThat(
            run(
                "rescore",
                campaign.id(),
                "--plan",
                other.toString(),
                "--store",
                data.toString(),
                "--out",
                changed.toString()))
        .isZero();
    JsonNode diff = JSON.readTree(changed.resolve("diff.json").toFile());
    assertThat(diff.path("criteria")).hasSize(1);
    JsonNode power = diff.path("criteria").path(0);
    assertThat(power.path("id").asText()).isEqualTo("PWR-01");
    assertThat(power.path("verdict").path("old").asText()).isEqualTo("PASS");
    assertThat(power.path("verdict").path("new").asText()).isEqualTo("FAIL");
    assertThat(power.path("limit").path("new").asText()).isEqualTo("<= 125 kW");
    assertThat(power.has("value")).isFalse();
    assertThat(power.path("members")).hasSize(1);

    assertThat(
            run(
                "diff",
                out.resolve("verdict.json").toString(),
                changed.resolve("verdict.json").toString(),
                "--json"))
        .isZero();
    assertThat(JSON.readTree(told.toString())).isEqualTo(diff);

    assertThat(
            run(
                "rescore",
                campaign.id() + "x",
                "--plan",
                plan.toString(),
                "--store",
                data.toString(),
                "--out",
                out.toString()))
        .isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("Did you mean '" + campaign.id() + "'?");
  }

  @Test
  void everyRackHasItsOwnReportAndRowsWithoutALabelHaveTheirRule() throws Exception {
    String two =
        """
        metric,time,value,rack
        pdu_input_power_watts,1795000000000,1000,a
        pdu_input_power_watts,1795000000000,2000,b
        pdu_input_power_watts,1795000000000,3000,
        """;
    Path file = Files.writeString(folder.resolve("two.csv"), two);
    assertThat(
            run(
                "score",
                "--plan",
                plan.toString(),
                "--samples",
                file.toString(),
                "--out",
                folder.resolve("racks").toString()))
        .as(told.toString())
        .isZero();
    JsonNode index = JSON.readTree(folder.resolve("racks/index.json").toFile());
    assertThat(index.path("racks").findValuesAsText("rack")).containsExactly("a", "b", "unnamed");
    assertThat(JSON.readTree(folder.resolve("racks/b/verdict.json").toFile()).findValue("value"))
        .isEqualTo(JSON.readTree("2.0"));
    JsonNode named = JSON.readTree(score("b", "--samples", file.toString(), "--rack", "b"));
    assertThat(named.path("rack").path("id").asText()).isEqualTo("b");
    assertThat(named.path("data").path("samples").asInt()).isEqualTo(2);
    Path one = Files.writeString(folder.resolve("one.csv"), two.replace(",b", ",a"));
    assertThat(JSON.readTree(score("a", "--samples", one.toString())).path("rack").path("id"))
        .isEqualTo(JSON.readTree("\"a\""));
    assertThat(
            run(
                "score",
                "--plan",
                plan.toString(),
                "--samples",
                file.toString(),
                "--rack",
                "c",
                "--out",
                folder.resolve("c").toString()))
        .as("rows without a label are of the rack that is named")
        .isZero();
  }

  @Test
  void sealedFileWithAFlippedBitIsToldAndItsTimeIsLostAsALiveCollectorHasIt() throws Exception {
    Campaign campaign = campaign();
    String[] store = {"--samples", data.toString(), "--timeline", timeline(campaign).toString()};
    assertThat(JSON.readTree(score("whole", store)).path("losses")).isEmpty();
    Path sealed;
    try (Stream<Path> files = Files.walk(data.resolve("samples"))) {
      sealed = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(sealed);
    bytes[bytes.length / 2] ^= 1;
    Files.write(sealed, bytes);

    JsonNode offline = JSON.readTree(score("damaged", store));
    assertThat(told.toString()).contains(sealed + " is damaged: its SHA-256 is ");
    assertThat(offline.path("verdict").asText()).isEqualTo("INCONCLUSIVE");
    assertThat(offline.path("losses").toString()).contains("its sealed file was found damaged");
    // The collector finds it when it reads it, and loses the same samples of the same time.
    JsonNode online = JSON.readTree(live(campaign));
    assertThat(online.path("verdict").asText()).isEqualTo("INCONCLUSIVE");
    assertThat(withoutReasons(online)).isEqualTo(withoutReasons(offline)).hasSize(1);
    assertThat(sealed).as("set aside").doesNotExist();
    assertThat(withoutReasons(JSON.readTree(score("set-aside", store))))
        .isEqualTo(withoutReasons(offline));
  }

  /** The losses of a report; a collector's reason has the day on which it found one. */
  private static JsonNode withoutReasons(JsonNode report) {
    JsonNode losses = report.path("losses").deepCopy();
    losses.forEach(loss -> ((ObjectNode) loss).remove("reason"));
    return losses;
  }

  @Test
  void judgedTimeReachesFromTheFirstSampleToJustAfterTheLast() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("s.csv"),
            """
            metric,time,value
            pdu_input_power_watts,1795000000000,1000
            pdu_input_power_watts,1795000002000,9000
            """);
    JsonNode report = JSON.readTree(score("s", "--samples", file.toString()));
    assertThat(report.path("campaign").path("start").asText())
        .isEqualTo("2026-11-18T11:06:40.000Z");
    assertThat(report.path("scoredTo").asText()).isEqualTo("2026-11-18T11:06:42.001Z");
    assertThat(report.findValue("value").asDouble()).isEqualTo(9.0);
    JsonNode cut =
        JSON.readTree(score("cut", "--samples", file.toString(), "--end", "2026-11-18T11:06:42Z"));
    assertThat(cut.findValue("value").asDouble()).isEqualTo(1.0);
  }

  @Test
  void seriesOutsideTheJudgedTimeAreNoMembers() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("s.csv"),
            """
            metric,time,value,device
            cdu_supply_temperature_celsius,1795000000000,20,early
            cdu_supply_temperature_celsius,1795000100000,20,late
            """);
    JsonNode report =
        JSON.readTree(score("s", "--samples", file.toString(), "--start", "1795000090000"));
    assertThat(report.path("criteria").path(1).path("members")).hasSize(1);
  }

  @Test
  void mistakesAreToldWithStatusTwo() throws Exception {
    Path bad =
        Files.writeString(
            folder.resolve("bad.csv"),
            """
            metric,time,value
            pdu_input_power_watts,1795000000,1
            pdu_input_power_watts,1795000000000,1
            """);
    String out = folder.resolve("out").toString();
    assertThat(run("score", "--plan", plan.toString(), "--samples", bad.toString(), "--out", out))
        .isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("bad.csv:2:23: ").contains("seconds since 1970");
    assertThat(told.toString()).contains("--skip-bad-rows");
    assertThat(folder.resolve("out")).doesNotExist();

    JsonNode report = JSON.readTree(score("out", "--samples", bad.toString(), "--skip-bad-rows"));
    assertThat(told.toString()).contains("left out 1 rows");
    assertThat(report.path("campaign").path("annotations").path(0).path("text").asText())
        .startsWith("1 rows of the recorded files cannot be used");

    assertThat(
            run("score", "--plan", plan.toString(), "--samples", folder + "/no*.csv", "--out", out))
        .isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("no file fits");
    assertThat(
            run("score", "--plan", plan.toString(), "--samples", folder.toString(), "--out", out))
        .isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("is no store of a collector");
    assertThat(run("score", "--plan", "absent.yaml", "--samples", "x.csv", "--out", out))
        .isEqualTo(Main.MISTAKE);
    assertThat(run("diff", plan.toString(), plan.toString())).isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("is not JSON");
  }

  @Test
  void exitStatusTellsTheVerdictWhenAsked() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("hot.csv"),
            """
            metric,time,value
            cdu_supply_temperature_celsius,1795000000000,40
            cdu_supply_temperature_celsius,1795000002000,40
            """);
    String[] arguments = {
      "score",
      "--plan",
      plan.toString(),
      "--samples",
      file.toString(),
      "--out",
      folder.resolve("hot").toString(),
      "--fail-on",
      "fail"
    };
    assertThat(run(arguments)).isEqualTo(ScoreCommand.VERDICT);
    assertThat(told.toString()).contains("FAIL");
    score("hot", "--samples", file.toString());
  }

  @Test
  void patternNamesFilesInTheirOrder() throws Exception {
    for (int part = 1; part <= 3; part++) {
      Files.writeString(
          folder.resolve("part-" + part + ".csv"),
          "metric,time,value\npdu_input_power_watts,1795000000000,%d000\n".formatted(part));
    }
    JsonNode report = JSON.readTree(score("s", "--samples", folder + "/part-*.csv"));
    assertThat(report.findValue("value").asDouble()).isEqualTo(1.0);
  }

  @Test
  void parquetColumnsOfOtherTypesAreReadOrRefusedWithTheirNames() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      String rows = "(VALUES (0, 1000.0, 'good'), (1000, 5000.0, 'out_of_range')) v(t, v, q)";
      String metric = "'pdu_input_power_watts' AS metric";
      for (String time :
          List.of(
              "make_timestamp_ms(1795000000000 + t)",
              "make_timestamptz((1795000000000 + t) * 1000)",
              "make_timestamp_ns((1795000000000 + t) * 1000000)",
              "(1795000000000 + t)::UBIGINT",
              "(1795000000000 + t)::DOUBLE")) {
        Path file = folder.resolve("t.parquet");
        statement.execute(
            "COPY (SELECT "
                + metric
                + ", "
                + time
                + " AS time, v AS value, q AS quality, 7 AS port"
                + " FROM "
                + rows
                + ") TO '"
                + file
                + "' (FORMAT parquet)");
        JsonNode report = JSON.readTree(score("t", "--samples", file.toString()));
        assertThat(report.findValue("value").asDouble()).as(time).isEqualTo(1.0);
        assertThat(report.path("data").path("notGood").asInt()).isEqualTo(1);
      }
      Path file = folder.resolve("bad.parquet");
      statement.execute(
          "COPY (SELECT [metric] AS metric, 'x' AS time, 'y' AS value, 1.5 AS quality FROM (SELECT "
              + metric
              + ")) TO '"
              + file
              + "' (FORMAT parquet)");
      String out = folder.resolve("out").toString();
      assertThat(
              run("score", "--plan", plan.toString(), "--samples", file.toString(), "--out", out))
          .isEqualTo(Main.MISTAKE);
      assertThat(told.toString())
          .contains("'metric' is VARCHAR[]", "'time' is VARCHAR", "'value' is VARCHAR")
          .contains("'quality' is DECIMAL");
      statement.execute(
          "COPY (SELECT CASE WHEN i = 5 THEN NULL ELSE 'pdu_input_power_watts' END AS metric, CASE"
              + " WHEN i = 3 THEN NULL WHEN i = 4 THEN 1795000000 ELSE 1795000000000 + i END AS"
              + " time, 1.0 AS value, CASE WHEN i = 2 THEN 9 ELSE 0 END AS quality FROM range(8)"
              + " r(i)) TO '"
              + file
              + "' (FORMAT parquet)");
      assertThat(
              run("score", "--plan", plan.toString(), "--samples", file.toString(), "--out", out))
          .isEqualTo(Main.MISTAKE);
      assertThat(told.toString())
          .contains("4 mistakes in the samples")
          .contains("bad.parquet: row 6: the metric is missing")
          .contains("bad.parquet: row 3: '9' is no quality")
          .contains("bad.parquet: row 4: the time is missing")
          .contains("bad.parquet: row 5: time 1795000000 is before the year 2000");
      JsonNode report = JSON.readTree(score("t", "--samples", file.toString(), "--skip-bad-rows"));
      assertThat(report.path("data").path("samples").asInt()).isEqualTo(4);
    }
  }
}
