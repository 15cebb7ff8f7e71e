package io.rackproof.collector.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import io.rackproof.wire.SeriesTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** kill -9 of agent and collector in the middle of a campaign. */
@Execution(ExecutionMode.CONCURRENT)
class KillIT {

  /** Another number than the agent's, so that the batches of the second store are others. */
  private static final int BATCH = 3_000;

  @TempDir Path directory;

  @Test
  void everyBatchIsStoredOnceAndTheVerdictsAreThoseOfAnUndisturbedRun() throws Exception {
    Path disturbed = Files.createDirectory(directory.resolve("disturbed"));
    String campaign;
    JsonNode live;
    try (WholeSystem system = new WholeSystem(disturbed, "pump-failure", "60s")) {
      campaign = start(system);
      watch(system, campaign, "20s");
      system.killAndRestartAgent();
      watch(system, campaign, "12s");
      system.killAndRestartCollector();
      watch(system, campaign, "12s");
      system.killAndRestartAgent();
      system.killAndRestartCollector();
      watch(system, campaign, "20s");
      system.rackproof("campaign", "finish", campaign, "--quiet");
      system.stopAgent();
      live = report(system, campaign, disturbed);
      system.stopCollector();
    }
    assertThat(live.path("verdict").asText()).isNotEmpty();

    Path undisturbed = Files.createDirectory(directory.resolve("undisturbed"));
    Spooled spooled = spooled(disturbed.resolve("spool/spool.sqlite"));
    assertThat(spooled.waiting()).as("batches left on the agent").isZero();
    try (SampleStore from = open(disturbed);
        SampleStore to = open(undisturbed)) {
      assertThat(from.acknowledged(WholeSystem.RACK, spooled.epoch()))
          .as("batches 1..n of the spool are in the store")
          .isEqualTo(spooled.issued());
      assertThat(from.losses(WholeSystem.RACK, 0, Long.MAX_VALUE)).isEmpty();
      copy(from, to);
    }
    assertThat(sealedTwice(disturbed)).as("samples of one batch sealed twice").isZero();

    Files.copy(
        disturbed.resolve("data/campaigns.sqlite"), undisturbed.resolve("data/campaigns.sqlite"));
    try (WholeSystem calm = WholeSystem.collectorOnly(undisturbed)) {
      JsonNode again = report(calm, campaign, undisturbed);
      for (String part : List.of("criteria", "phases", "verdict", "recommendation", "score")) {
        assertThat(again.path(part)).as(part).isEqualTo(live.path(part));
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

  private static JsonNode report(WholeSystem system, String campaign, Path directory)
      throws Exception {
    Path out = directory.resolve("report");
    system.rackproof("report", campaign, "--format", "json", "--out", out.toString());
    return new ObjectMapper().readTree(out.resolve("report.json").toFile());
  }

  private static SampleStore open(Path directory) throws Exception {
    return SampleStore.open(
        new StoreConfig(directory.resolve("data"), StoreConfig.DEFAULT_SEAL_AFTER),
        Clock.systemUTC());
  }

  /** The same samples in the order of their time, in other batches, of which nothing was killed. */
  private static void copy(SampleStore from, SampleStore to) throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (SeriesSamples series : from.read(WholeSystem.RACK, s -> true, 0, Long.MAX_VALUE)) {
      for (int i = 0; i < series.size(); i++) {
        samples.add(
            new Sample(
                series.series(), series.timeMillis(i), series.value(i), series.quality(i), 0));
      }
    }
    assertThat(samples).hasSizeGreaterThan(30_000);
    samples.sort(Comparator.comparingLong(Sample::timeMillis));
    RackIdentity rack = from.racks().get(WholeSystem.RACK);
    assertThat(rack).isNotNull();
    SeriesTable table = new SeriesTable();
    long sequence = 1;
    for (int i = 0; i < samples.size(); i += BATCH) {
      List<Sample> some = samples.subList(i, Math.min(samples.size(), i + BATCH));
      int known = table.size();
      byte[] encoded = BatchCodec.encode(new Batch(sequence, some), table);
      Map<Integer, Series> definitions = new HashMap<>();
      for (int id = known; id < table.size(); id++) {
        definitions.put(id, table.series(id));
      }
      to.append(
          List.of(
              new StoredBatch(
                  rack, "undisturbed", sequence, ByteString.copyFrom(encoded), some, definitions)));
      sequence++;
    }
    for (Map.Entry<Long, Long> offset :
        from.clockOffsets(WholeSystem.RACK, 0, Long.MAX_VALUE).entrySet()) {
      to.clockOffset(WholeSystem.RACK, offset.getKey(), offset.getValue());
    }
  }

  /** What the agent's spool says of itself after the agent has ended. */
  private record Spooled(String epoch, long issued, long waiting) {}

  private static Spooled spooled(Path database) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT epoch, last_sequence, (SELECT count(*) FROM batch) FROM spool")) {
      assertThat(row.next()).isTrue();
      return new Spooled(row.getString(1), row.getLong(2), row.getLong(3));
    }
  }

  /** Samples that stand in the sealed files more than once. */
  private static long sealedTwice(Path directory) throws Exception {
    String files = directory.resolve("data/samples/" + WholeSystem.RACK + "/*.parquet").toString();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), count(*) - count(DISTINCT (metric, labels, time, epoch,"
                    + " sequence)) FROM read_parquet('"
                    + files
                    + "')")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getLong(1)).as("samples sealed while the campaign ran").isPositive();
      return row.getLong(2);
    }
  }
}
