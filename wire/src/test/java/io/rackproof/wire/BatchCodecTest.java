package io.rackproof.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.SeriesDefinition;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final Instrument METER =
      new Instrument(
          0.01,
          0.5,
          0.1,
          429_496_729.6,
          true,
          Optional.of(LocalDate.of(2026, 3, 1)),
          Optional.of(LocalDate.of(1969, 12, 31)));

  @Test
  void instrumentTravelsWithTheDefinitionOfItsSeries() throws Exception {
    DatedInstrument meter = new DatedInstrument(FLOW, 1_700_000_000_123L, METER);
    byte[] bytes = BatchCodec.encode(BATCH, new SeriesTable(), List.of(meter));
    SeriesTable collector = new SeriesTable();
    assertThat(BatchCodec.decode(bytes, collector)).isEqualTo(BATCH);
    assertThat(collector.instrument(FLOW)).isEqualTo(meter);
    assertThat(collector.instrument(SPEED)).isNull();
    assertThat(BatchMessage.parseFrom(bytes).getDefinitionsCount()).isEqualTo(2);
  }

  @Test
  void instrumentThatChangesIsToldAgainUnderTheSameNumber() throws Exception {
    SeriesTable agent = new SeriesTable();
    SeriesTable collector = new SeriesTable();
    BatchCodec.decode(
        BatchCodec.encode(BATCH, agent, List.of(new DatedInstrument(FLOW, 5, METER))), collector);
    DatedInstrument changed = new DatedInstrument(FLOW, 9, Instrument.UNKNOWN);
    byte[] second = BatchCodec.encode(new Batch(8, BATCH.samples()), agent, List.of(changed));
    assertThat(BatchMessage.parseFrom(second).getDefinitionsList())
        .singleElement()
        .satisfies(definition -> assertThat(definition.getId()).isZero());
    BatchCodec.decode(second, collector);
    assertThat(collector.instrument(FLOW)).isEqualTo(changed);
    // What is told late of an earlier time does not hide what holds now.
    collector.learn(agent.definition(FLOW).toBuilder().clearInstrument().build());
    collector.learn(
        agent.definition(FLOW).toBuilder()
            .setInstrument(InstrumentCodec.encode(new DatedInstrument(FLOW, 7, METER)))
            .build());
    assertThat(collector.instrument(FLOW)).isEqualTo(changed);
  }

  /** The bytes that an agent writes which does not know of instruments, and one that does. */
  @Test
  void sidesThatDoNotKnowOfInstrumentsAreUnderstoodAndUnderstand() throws Exception {
    SeriesDefinition old =
        SeriesDefinition.newBuilder().setId(0).setMetric("a").putLabels("rack", "r1").build();
    SeriesTable collector = new SeriesTable();
    collector.learn(SeriesDefinition.parseFrom(old.toByteArray()));
    Series series = Series.of("a", Map.of("rack", "r1"));
    assertThat(collector.idOf(series)).isZero();
    assertThat(collector.instrument(series)).isNull();

    SeriesTable agent = new SeriesTable();
    agent.describe(new DatedInstrument(series, 5, METER));
    byte[] told = agent.definition(series).toByteArray();
    // An old side sees field 4 as unknown; without it, the bytes are those of the old agent.
    SeriesDefinition seen = SeriesDefinition.newBuilder().mergeFrom(told).clearInstrument().build();
    assertThat(seen).isEqualTo(old);
    int field = old.toByteArray().length;
    assertThat(told).startsWith(old.toByteArray());
    assertThat(told[field]).as("tag: field 4, length-delimited").isEqualTo((byte) (4 << 3 | 2));
    assertThat(told[field + 1])
        .as("the length of the rest")
        .isEqualTo((byte) (told.length - field - 2));
  }

  @Test
  void instrumentWithImpossibleFiguresIsRefused() {
    SeriesTable table = new SeriesTable();
    for (double wrong : new double[] {-0.01, Double.NaN, Double.POSITIVE_INFINITY}) {
      SeriesDefinition definition =
          SeriesDefinition.newBuilder()
              .setId(0)
              .setMetric("a")
              .setInstrument(
                  io.rackproof.wire.proto.Instrument.newBuilder().setReading(wrong).build())
              .build();
      assertThatThrownBy(() -> table.learn(definition))
          .isInstanceOf(MalformedBatchException.class)
          .hasMessageContaining("instrument of a");
    }
    assertThat(table.size()).isZero();
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
