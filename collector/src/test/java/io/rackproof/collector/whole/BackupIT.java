package io.rackproof.collector.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.Loss;
import io.rackproof.collector.store.StoreCheck;
import io.rackproof.collector.store.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A collector's machine is lost, and its data come back from a backup made while it ran. */
@Execution(ExecutionMode.CONCURRENT)
class BackupIT {

  @TempDir Path directory;

  @Test
  void endedCampaignKeepsItsVerdictAndTheAgentTellsWhatIsMissing() throws Exception {
    try (WholeSystem system = new WholeSystem(directory, "healthy", "60s")) {
      String ended = start(system);
      watch(system, ended, "12s");
      system.rackproof("campaign", "finish", ended, "--quiet");
      JsonNode before = report(system, ended, "before");
      String running = start(system);
      // What is lost may be from the last minute before the backup, and the first campaign is not.
      watch(system, running, "62s");
      long backedUp = System.currentTimeMillis();
      system.onThisMachine("backup", "-c", "collector.yaml", "--to", "backup");
      watch(system, running, "8s");
      system.stopCollector();
      Files.move(directory.resolve("data"), directory.resolve("lost"));

      system.onThisMachine("restore", "backup", "--to", "data");
      assertThat(StoreCheck.run(directory.resolve("data")).faults()).isEmpty();
      system.startCollectorAgain();
      watch(system, running, "8s");
      system.rackproof("campaign", "finish", running, "--quiet");
      JsonNode after = report(system, ended, "after");
      for (String part : List.of("criteria", "phases", "verdict", "recommendation", "score")) {
        assertThat(after.path(part)).as(part).isEqualTo(before.path(part));
      }
      assertThat(report(system, running, "running").path("verdict").asText())
          .isEqualTo("INCONCLUSIVE");
      system.stopAgent();
      system.stopCollector();
      try (SampleStore store =
          SampleStore.open(
              new StoreConfig(directory.resolve("data"), StoreConfig.DEFAULT_SEAL_AFTER),
              Clock.systemUTC())) {
        List<Loss> losses = store.losses(WholeSystem.RACK, 0, Long.MAX_VALUE);
        assertThat(losses).hasSize(1);
        Loss loss = losses.get(0);
        assertThat(loss.lastSequence()).isGreaterThan(loss.firstSequence());
        assertThat(loss.firstMillis())
            .as("%s, a minute before the backup", Instant.ofEpochMilli(loss.firstMillis()))
            .isBetween(backedUp - 90_000, backedUp);
        assertThat(loss.lastMillis()).isGreaterThan(backedUp);
      }
    }
  }

  private static String start(WholeSystem system) throws Exception {
    String plan =
        Program.ROOT.resolve("collector/target/dist/plans/liquid-cooled-demo.yaml").toString();
    return system.rackproof(
        "campaign", "start", "--plan", plan, "--rack", WholeSystem.RACK, "--quiet");
  }

  private static void watch(WholeSystem system, String campaign, String time) throws Exception {
    system.rackproof("campaign", "watch", campaign, "--for", time, "--every", "5s");
  }

  private JsonNode report(WholeSystem system, String campaign, String name) throws Exception {
    Path out = directory.resolve(name);
    system.rackproof("report", campaign, "--format", "json", "--out", out.toString());
    return new ObjectMapper().readTree(out.resolve("report.json").toFile());
  }
}
