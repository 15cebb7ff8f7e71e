package io.rackproof.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.SeriesDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Batches to bytes and back: {@code BatchMessage} of {@code wire.proto}. */
public final class BatchCodec {

  private BatchCodec() {}

  /**
   * Encodes a batch. Series that the table does not have are defined in it and travel in the batch.
   */
  public static byte[] encode(Batch batch, SeriesTable table) {
    return encode(batch, table, List.of());
  }

  /**
   * Encodes a batch that also tells of instruments: the table learns them, and their series are
   * defined in the batch, again where they were before.
   */
  public static byte[] encode(
      Batch batch, SeriesTable table, Collection<DatedInstrument> instruments) {
    BatchMessage.Builder message = BatchMessage.newBuilder().setSequence(batch.sequence());
    int defined = table.size();
    for (DatedInstrument instrument : instruments) {
      Integer known = table.idOf(instrument.series());
      table.describe(instrument);
      if (known != null && known < defined) {
        message.addDefinitions(table.definition(instrument.series()));
      }
    }
    addColumns(message, batch.samples(), table);
    message.addAllDefinitions(table.definitionsFrom(defined));
    return message.build().toByteArray();
  }

  /**
   * Encodes samples without a number, for the live lane.
   *
   * @param table has all their series
   */
  public static ByteString encodeLive(List<Sample> samples, SeriesTable table) {
    BatchMessage.Builder message = BatchMessage.newBuilder();
    addColumns(message, samples, table);
    return message.build().toByteString();
  }

  private static void addColumns(
      BatchMessage.Builder message, List<Sample> samples, SeriesTable table) {
    long previousTime = 0;
    for (Sample sample : samples) {
      message.addSeriesId(table.define(sample.series()));
      message.addTimeDeltaMillis(sample.timeMillis() - previousTime);
      message.addValue(sample.value());
      message.addQuality(sample.quality().code());
      message.addTimeUncertaintyMicros(roundUp(sample.timeUncertaintyMicros()));
      previousTime = sample.timeMillis();
    }
  }

  /**
   * Decodes a batch, teaching the table the definitions that it carries.
   *
   * @throws MalformedBatchException when the bytes are not a batch, its columns differ in length,
   *     it uses a series that nobody defined, or an unknown quality
   */
  public static Batch decode(byte[] bytes, SeriesTable table) throws MalformedBatchException {
    try {
      return decode(BatchMessage.parseFrom(bytes), table);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedBatchException("not a batch: " + e.getMessage(), e);
    }
  }

  /**
   * Decodes a message that is parsed already, for who needs more of it than its samples.
   *
   * @throws MalformedBatchException as {@link #decode(byte[], SeriesTable)}
   */
  public static Batch decode(BatchMessage message, SeriesTable table)
      throws MalformedBatchException {
    if (message.getSequence() < 1) {
      throw new MalformedBatchException("batch without a sequence number");
    }
    return new Batch(message.getSequence(), samples(message, table));
  }

  /**
   * Decodes what {@link #encodeLive} made.
   *
   * @throws MalformedBatchException as {@link #decode(byte[], SeriesTable)}
   */
  public static List<Sample> decodeLive(ByteString bytes, SeriesTable table)
      throws MalformedBatchException {
    try {
      return samples(BatchMessage.parseFrom(bytes), table);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedBatchException("not a batch: " + e.getMessage(), e);
    }
  }

  private static List<Sample> samples(BatchMessage message, SeriesTable table)
      throws MalformedBatchException {
    int count = message.getSeriesIdCount();
    if (count == 0) {
      throw new MalformedBatchException("batch " + message.getSequence() + " has no samples");
    }
    if (message.getTimeDeltaMillisCount() != count
        || message.getValueCount() != count
        || message.getQualityCount() != count
        || message.getTimeUncertaintyMicrosCount() != count) {
      throw new MalformedBatchException(
          "batch " + message.getSequence() + ": columns differ in length");
    }
    for (SeriesDefinition definition : message.getDefinitionsList()) {
      table.learn(definition);
    }
    List<Sample> samples = new ArrayList<>(count);
    long time = 0;
    for (int i = 0; i < count; i++) {
      time += message.getTimeDeltaMillis(i);
      Series series = table.series(message.getSeriesId(i));
      if (series == null) {
        throw new MalformedBatchException(
            "batch "
                + message.getSequence()
                + " uses series "
                + message.getSeriesId(i)
                + ", which was never defined");
      }
      try {
        samples.add(
            new Sample(
                series,
                time,
                message.getValue(i),
                Quality.ofCode(message.getQuality(i)),
                message.getTimeUncertaintyMicros(i)));
      } catch (IllegalArgumentException e) {
        throw new MalformedBatchException(
            "batch " + message.getSequence() + ": " + e.getMessage(), e);
      }
    }
    return samples;
  }

  /**
   * The next of 0, 1, 2, 5, 10, 20, 50, … that is not smaller: an honest upper bound that costs
   * almost nothing to store, where the exact figure would be noise.
   */
  static int roundUp(int micros) {
    if (micros == 0) {
      return 0;
    }
    for (long decade = 1; ; decade *= 10) {
      for (int step : new int[] {1, 2, 5}) {
        if (micros <= step * decade) {
          return (int) Math.min(Integer.MAX_VALUE, step * decade);
        }
      }
    }
  }
}
