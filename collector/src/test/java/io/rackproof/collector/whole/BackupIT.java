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
      String ended = campaign(system, "15s");
      system.rackproof("campaign", "finish", ended, "--quiet");
      JsonNode before = report(system, ended, "before");
      long backedUp = System.currentTimeMillis();
      system.onThisMachine("backup", "-c", "collector.yaml", "--to", "backup");
      String missing = campaign(system, "10s");
      assertThat(system.get("/api/campaigns")).contains(ended).contains(missing);
      system.stopCollector();
      Files.move(directory.resolve("data"), directory.resolve("lost"));

      system.onThisMachine("restore", "backup", "--to", "data");
      assertThat(StoreCheck.run(directory.resolve("data")).faults()).isEmpty();
      system.startCollectorAgain();
      String running = campaign(system, "10s");
      assertThat(system.get("/api/campaigns")).contains(ended).doesNotContain(missing);
      JsonNode after = report(system, ended, "after");
      for (String part : List.of("criteria", "phases", "verdict", "recommendation", "score")) {
        assertThat(after.path(part)).as(part).isEqualTo(before.path(part));
      }
      system.rackproof("campaign", "finish", running, "--quiet");
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

  private static String campaign(WholeSystem system, String time) throws Exception {
    String plan =
        Program.ROOT.resolve("collector/target/dist/plans/liquid-cooled-demo.yaml").toString();
    String campaign =
        system.rackproof(
            "campaign", "start", "--plan", plan, "--rack", WholeSystem.RACK, "--quiet");
    system.rackproof("campaign", "watch", campaign, "--for", time, "--every", "5s");
    return campaign;
  }

  private JsonNode report(WholeSystem system, String campaign, String name) throws Exception {
    Path out = directory.resolve(name);
    system.rackproof("report", campaign, "--format", "json", "--out", out.toString());
    return new ObjectMapper().readTree(out.resolve("report.json").toFile());
  }
}
