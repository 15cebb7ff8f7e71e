package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.web.ServedCollector;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code rescore --server} against a collector that runs. */
class RescoreOverHttpTest {

  private static final int SECONDS = 400;

  @TempDir Path folder;

  private ServedCollector collector;
  private String campaign = "";
  private final StringWriter told = new StringWriter();

  @BeforeEach
  void start() throws Exception {
    collector = ServedCollector.start(folder.resolve("data"));
    collector.second("gen2-007", 0, 30);
    JsonNode begun =
        ServedCollector.json(
            collector.post(
                "/api/campaigns",
                Map.of(
                    "racks", new String[] {"gen2-007"}, "plan", SentRack.PLAN, "file", "p.yaml")));
    campaign = begun.path("id").asText();
    for (int second = 1; second < SECONDS; second++) {
      collector.second("gen2-007", second, second % 50 == 49 ? 31.5 : 30);
    }
    collector.lose("gen2-007", SentRack.START + 90_000, SentRack.START + 91_000, 3);
    collector.at(SECONDS);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private int run(String... arguments) {
    told.getBuffer().setLength(0);
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(told, true));
    line.setErr(new PrintWriter(told, true));
    return line.execute(arguments);
  }

  private void finish() throws Exception {
    collector.post(
        "/api/campaigns/" + campaign + "/annotations", Map.of("text", "quiet", "author", "ann"));
    assertThat(
            collector
                .post("/api/campaigns/" + campaign + "/error", Map.of("reason", "samples lost"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void samplesFetchedFromACollectorGiveTheSameBytesAsItsFolder() throws Exception {
    finish();
    Path plan =
        Files.writeString(
            folder.resolve("other.yaml"), SentRack.PLAN.replace("<= 132 kW", "<= 125 kW"));
    Path near = folder.resolve("near");
    Path far = folder.resolve("far");
    assertThat(
            run(
                "rescore",
                campaign,
                "--plan",
                "" + plan,
                "--out",
                "" + near,
                "--store",
                "" + folder.resolve("data")))
        .as(told.toString())
        .isZero();
    assertThat(
            run(
                "rescore",
                campaign,
                "--plan",
                "" + plan,
                "--out",
                "" + far,
                "--server",
                collector.url()))
        .as(told.toString())
        .isZero();
    for (String file : new String[] {"verdict.json", "diff.json", "report.html", "junit.xml"}) {
      assertThat(far.resolve(file)).as(file).hasSameBinaryContentAs(near.resolve(file));
    }
    assertThat(Files.readString(far.resolve("verdict.json"))).contains("3 samples were lost");
  }

  @Test
  void runningCampaignAndUnknownOneAreRefused() throws Exception {
    Path plan = Files.writeString(folder.resolve("same.yaml"), SentRack.PLAN);
    String out = folder.resolve("out").toString();
    assertThat(
            run(
                "rescore",
                campaign,
                "--plan",
                "" + plan,
                "--out",
                out,
                "--server",
                collector.url()))
        .isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("is running: finish it");
    assertThat(run("rescore", "x", "--plan", "" + plan, "--out", out, "--server", collector.url()))
        .isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("there is no campaign 'x'");
    assertThat(run("rescore", campaign, "--plan", "" + plan, "--out", out)).isEqualTo(Main.MISTAKE);
    assertThat(told.toString()).contains("--server").contains("--store");
  }
}
