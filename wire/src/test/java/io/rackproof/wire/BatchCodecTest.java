package io.rackproof.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.SeriesDefinition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchCodecTest {

  private static final Series FLOW =
      Series.of("cdu_coolant_flow_liters_per_minute", Map.of("device", "cdu-1", "rack", "r1"));
  private static final Series SPEED =
      Series.of("cdu_pump_speed_rpm", Map.of("device", "cdu-1", "pump", "2", "rack", "r1"));

  private static final Batch BATCH =
      new Batch(
          7,
          List.of(
              new Sample(FLOW, 1_700_000_000_123L, 219.5, Quality.GOOD, 500),
              new Sample(SPEED, 1_700_000_000_120L, Double.NaN, Quality.NOT_AVAILABLE, 0),
              new Sample(FLOW, 1_700_000_001_123L, -0.0, Quality.OUT_OF_RANGE, 1_000)));

  @Test
  void batchReadsBackAsItWasWritten() throws Exception {
    byte[] bytes = BatchCodec.encode(BATCH, new SeriesTable());
    assertThat(BatchCodec.decode(bytes, new SeriesTable())).isEqualTo(BATCH);
  }

  @Test
  void seriesTravelsOnlyInTheFirstBatchThatUsesIt() throws Exception {
    SeriesTable agent = new SeriesTable();
    byte[] first = BatchCodec.encode(BATCH, agent);
    byte[] second = BatchCodec.encode(new Batch(8, BATCH.samples()), agent);
    assertThat(BatchMessage.parseFrom(second).getDefinitionsCount()).isZero();

    SeriesTable collector = new SeriesTable();
    BatchCodec.decode(first, collector);
    assertThat(BatchCodec.decode(second, collector).samples()).isEqualTo(BATCH.samples());
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] bytes = BatchCodec.encode(BATCH, new SeriesTable());
    for (int length = 0; length < bytes.length; length++) {
      byte[] torn = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> BatchCodec.decode(torn, new SeriesTable()))
          .isInstanceOf(MalformedBatchException.class);
    }
  }

  @Test
  void batchThatUsesAnUndefinedSeriesIsRefusedByNumber() {
    byte[] bytes =
        BatchMessage.newBuilder()
            .setSequence(3)
            .addSeriesId(41)
            .addTimeDeltaMillis(1)
            .addValue(1)
            .addQuality(0)
            .addTimeUncertaintyMicros(0)
            .build()
            .toByteArray();
    assertThatThrownBy(() -> BatchCodec.decode(bytes, new SeriesTable()))
        .isInstanceOf(MalformedBatchException.class)
        .hasMessageContaining("batch 3")
        .hasMessageContaining("series 41");
  }

  @Test
  void seriesNumberCannotChangeItsMeaning() throws Exception {
    SeriesTable table = new SeriesTable();
    table.learn(SeriesDefinition.newBuilder().setId(0).setMetric("a").build());
    table.learn(SeriesDefinition.newBuilder().setId(0).setMetric("a").build());
    assertThatThrownBy(
            () -> table.learn(SeriesDefinition.newBuilder().setId(0).setMetric("b").build()))
        .isInstanceOf(MalformedBatchException.class);
  }

  @Test
  void timeUncertaintyIsRoundedUpToOneTwoOrFive() {
    assertThat(BatchCodec.roundUp(0)).isZero();
    assertThat(BatchCodec.roundUp(1)).isEqualTo(1);
    assertThat(BatchCodec.roundUp(3)).isEqualTo(5);
    assertThat(BatchCodec.roundUp(51)).isEqualTo(100);
    assertThat(BatchCodec.roundUp(123_456)).isEqualTo(200_000);
    assertThat(BatchCodec.roundUp(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }
}
