package io.rackproof.collector;

import static io.rackproof.collector.live.SentRack.RACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.web.ServedCollector;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The life of campaigns and comparisons, by the commands alone. */
class CampaignCommandTest {

  private static final String OTHER = "gen2-008";

  @TempDir Path directory;

  private ServedCollector collector;

  private record Told(int status, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    collector = ServedCollector.start(Files.createDirectory(directory.resolve("store")));
    Files.writeString(directory.resolve("plan.yaml"), SentRack.PLAN);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private Told run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = command.execute(arguments);
    return new Told(status, out.toString(), err.toString());
  }

  private Told campaign(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "campaign";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--server";
    all[all.length - 1] = collector.url();
    return run(all);
  }

  private String started() throws Exception {
    Told begun =
        campaign(
            "start",
            "--plan",
            directory.resolve("plan.yaml").toString(),
            "--rack",
            RACK.id(),
            "--rack",
            OTHER,
            "--quiet");
    assertThat(begun.status()).as(begun.err()).isZero();
    for (int second = 0; second < 10; second++) {
      collector.second(RACK.id(), second, 33);
      collector.second(OTHER, second, 30);
    }
    collector.at(10);
    return begun.out().strip();
  }

  @Test
  void campaignGoesFromStartToDecision() throws Exception {
    String id = started();
    assertThat(campaign("mark", id, "--phase", "failover", "--enter", "--rack", OTHER).status())
        .isZero();
    assertThat(campaign("wait", id, "--for", "phase", "whole", "--timeout", "1s").status())
        .isZero();
    assertThat(campaign("annotate", id, "pump 2 unplugged", "--author", "ann").status()).isZero();
    assertThat(campaign("finish", id).out()).isEqualTo("campaign " + id + " is completed\n");
    assertThat(campaign("wait", "--for", "finished", id).status()).isZero();
    assertThat(campaign("wait", id, "--for", "decided").status()).isZero();

    Told asked =
        campaign(
            "waive",
            id,
            "COOL-14",
            "--rack",
            RACK.id(),
            "--reason",
            "chiller under repair",
            "--until",
            "2026-12-31",
            "--by",
            "ann");
    assertThat(asked.out()).contains("waiver 1 waits for a second signature");
    Told twice = campaign("sign", id, "1", "--by", "Ann");
    assertThat(twice.status()).isEqualTo(Main.MISTAKE);
    assertThat(twice.err()).contains("Ann has signed waiver 1 already");
    assertThat(campaign("sign", id, "1", "--by", "bob").out())
        .isEqualTo("waiver 1 of COOL-14 is in-force until 2026-12-31\n");
    assertThat(
            campaign("decide", id, "--retest", "--by", "cleo", "--reason", "with a good chiller")
                .out())
        .contains("rackproof campaign retest " + id);

    Told shown = campaign("show", id);
    assertThat(shown.out())
        .contains("rack gen2-007")
        .contains("run        completed")
        .contains("measured   FAIL")
        .contains("decided    RETEST by cleo: with a good chiller")
        .contains("waiver 1   COOL-14 until 2026-12-31, in-force, signed by ann, bob")
        .contains("with waivers: DECLINE (waived gates do not block; verdicts as measured)")
        .contains("rack gen2-008")
        .contains("measured   PASS");
    assertThat(campaign("show", id, "--rack", OTHER, "--summary").out().lines()).hasSize(1);

    Told again = campaign("retest", id);
    assertThat(again.out()).contains("attempt 2, runs");
    assertThat(campaign("list").out()).contains("attempt 1").contains("attempt 2");
    String second = again.out().replaceFirst("^campaign (\\S+), attempt 2(?s:.*)$", "$1");
    assertThat(campaign("abort", second).status()).isEqualTo(Main.MISTAKE);
    assertThat(campaign("abort", second, "--reason", "a hose burst").out())
        .contains("is aborted: a hose burst");
    Told late = campaign("wait", second, "--for", "phase", "failover");
    assertThat(late.status()).isEqualTo(Main.FAULT);
    assertThat(late.err()).contains("has ended (aborted) and was never in phase failover");
  }

  @Test
  void waitGivesUpInTimeAndRefusesWhatItDoesNotKnow() throws Exception {
    String id = started();
    Told late = campaign("wait", id, "--timeout", "1ms");
    assertThat(late.status()).isEqualTo(Main.FAULT);
    assertThat(late.err()).contains("was not finished in time");
    Told unknown = campaign("wait", id, "--for", "rain");
    assertThat(unknown.status()).isEqualTo(Main.MISTAKE);
    assertThat(unknown.err()).contains("write finished, decided or phase NAME");
  }

  @Test
  void entryForACriterionThatSamplesDecideIsRefusedWithTheReason() throws Exception {
    Told refused = campaign("enter", started(), "COOL-14", "--pass", "--by", "ann");
    assertThat(refused.status()).isEqualTo(Main.MISTAKE);
    assertThat(refused.err()).contains("judged from samples");
  }

  @Test
  void inspectionAndValueAreEnteredByHand() throws Exception {
    Files.writeString(directory.resolve("plan.yaml"), SentRack.PLAN_BY_HAND);
    String id = started();
    assertThat(campaign("enter", id, "CAB-01", "--pass", "--by", "ann").status()).isZero();
    Told value =
        campaign(
            "enter",
            id,
            "COOL-27",
            "--value",
            "55.5",
            "--uncertainty",
            "2",
            "--by",
            "ann",
            "--rack",
            OTHER,
            "--note",
            "data sheet of 2026");
    assertThat(value.status()).as(value.err()).isZero();
    campaign("finish", id);
    assertThat(campaign("show", id, "--rack", OTHER).out())
        .containsPattern("PASS +CAB-01")
        .containsPattern("FAIL +COOL-27 +55.5")
        .contains("data sheet of 2026");
    Told neither = campaign("enter", id, "CAB-01", "--by", "ann");
    assertThat(neither.status()).isEqualTo(Main.MISTAKE);
  }

  @Test
  void reportsOfSeveralRacksGoIntoAFolderEachAndCanBeCompared() throws Exception {
    String id = started();
    campaign("finish", id);
    Path out = directory.resolve("out");
    Told written =
        run("report", id, "--format", "json", "--out", out.toString(), "--server", collector.url());
    assertThat(written.status()).as(written.err()).isZero();
    Path first = out.resolve(RACK.id()).resolve("report.json");
    Path second = out.resolve(OTHER).resolve("report.json");
    assertThat(first).exists();
    assertThat(second).exists();

    Told files = run("compare", first.toString(), second.toString());
    assertThat(files.status()).as(files.err()).isZero();
    assertThat(files.out())
        .contains("0 of 1 rack passes")
        .contains("1 of 1 rack passes: that proves 5 % reliability at 95 % confidence")
        .contains("COOL-14 Coolant supply temperature")
        .contains("-3 K")
        .contains("3 of 3 passing prove 37 % reliability");
    Told served = run("compare", id, "--server", collector.url());
    assertThat(served.out()).isEqualTo(files.out());
    Told grouped = run("compare", id, "--by", "lot", "--json", "--server", collector.url());
    assertThat(grouped.out()).contains("\"name\" : \"EVT3\"").contains("\"n\" : 2");

    Told missing = run("compare", "missing.json");
    assertThat(missing.status()).isEqualTo(Main.MISTAKE);
    Told other = run("compare", directory.resolve("plan.yaml").toString());
    assertThat(other.status()).isEqualTo(Main.MISTAKE);
    assertThat(other.err()).contains("plan.yaml cannot be compared");
  }
}
