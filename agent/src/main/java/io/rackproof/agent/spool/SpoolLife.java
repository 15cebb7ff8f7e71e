package io.rackproof.agent.spool;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.rackproof.agent.spool.LossTable.LossRow;
import io.rackproof.agent.spool.SpoolDatabase.BatchRow;
import io.rackproof.agent.spool.SpoolDatabase.Extent;
import io.rackproof.agent.spool.SpoolEntry.LostRange;
import io.rackproof.agent.spool.SpoolEntry.StoredBatch;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.SeriesDefinition;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open spool file and what stands in it: numbers, series, batches and losses, in step with the
 * disk. Where a method throws, the transaction is to be rolled back; what is told here is then
 * still what is on disk. Not thread safe.
 */
final class SpoolLife {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolLife.class);

  /** Room in a frame for what surrounds a batch. */
  private static final int FRAME_MARGIN = 64;

  private SpoolConfig config;
  private final Clock clock;
  private final SpoolDatabase database;
  private final InstrumentNews instruments;
  private final SeriesTable series;

  private String epoch;

  /** Highest number on disk. */
  private long lastSequence;

  /** Highest number that was on disk when this process opened the epoch. */
  private long lastAtOpen;

  private long handedOut;

  /** May be ahead of what is deleted while the disk refuses. */
  private long acknowledged;

  /** Series of the table that are on disk: only those are told, others could change their id. */
  private int storedSeries;

  private Extent kept;

  private @Nullable BatchRow oldest;

  /** Losses up to this id may have been told; a later one is recorded beside, not added to it. */
  private long lossesHandedOut;

  /**
   * Reads what an open file holds.
   *
   * @param instruments takes over what the file has told
   */
  SpoolLife(SpoolConfig config, Clock clock, SpoolDatabase database, InstrumentNews instruments)
      throws SQLException, DamagedSpoolException {
    this.config = config;
    this.clock = clock;
    this.database = database;
    this.instruments = instruments;
    series = database.definitions();
    storedSeries = series.size();
    instruments.load(series);
    epoch = database.epoch();
    lastSequence = database.lastSequence();
    lastAtOpen = lastSequence;
    handedOut = lastSequence;
    kept = database.extent(Long.MAX_VALUE);
    oldest = database.oldest(0);
    LossRow loss = database.losses().newest();
    lossesHandedOut = loss == null ? 0 : loss.id();
  }

  /** Evicts by these bounds from now on. */
  void keep(SpoolConfig bounds) {
    config = bounds;
  }

  String epoch() {
    return epoch;
  }

  long lastSequence() {
    return lastSequence;
  }

  long handedOut() {
    return handedOut;
  }

  Extent kept() {
    return kept;
  }

  @Nullable BatchRow oldest() {
    return oldest;
  }

  /** Undoes what a method that threw had begun. */
  void rollback() {
    database.sql().rollback();
  }

  /** {@link SqlConnection#emptyLog}. */
  boolean emptyLog() {
    return database.sql().emptyLog();
  }

  void close() {
    database.close();
  }

  /**
   * Stores samples as the next batch, after the losses before it, making room where there is none.
   *
   * @param refused has no number yet, and gets those right before the batch
   * @return what was lost to make room
   */
  Eviction store(List<Sample> samples, TimeSpan times, Refused refused) throws SQLException {
    long sequence = lastSequence + refused.batches() + 1;
    Batch batch = new Batch(sequence, samples);
    List<DatedInstrument> news = instruments.of(samples, times.firstMillis());
    byte[] encoded = BatchCodec.encode(batch, series, news);
    if (encoded.length > WireProtocol.MAX_FRAME_BYTES - FRAME_MARGIN) {
      // Now that its series are defined it is smaller; they travel by themselves, and what is new
      // of the instruments of others with a later batch.
      encoded = BatchCodec.encode(batch, series);
      news = news.stream().filter(instrument -> isUnstored(instrument.series())).toList();
    }
    BatchRow row =
        new BatchRow(
            sequence,
            clock.millis(),
            times.firstMillis(),
            times.lastMillis(),
            samples.size(),
            encoded.length);
    database.sql().begin();
    Eviction eviction = new Eviction(config, database, kept, oldest, lossesHandedOut);
    eviction.makeRoom(row);
    if (refused.batches() > 0) {
      database.losses().add(refused.after(lastSequence));
    }
    define(news);
    database.addBatch(row, encoded);
    database.setLastSequence(sequence);
    database.sql().commit();
    storedSeries = series.size();
    instruments.told(news);
    lastSequence = sequence;
    kept = new Extent(eviction.batches() + 1, eviction.bytes() + encoded.length);
    oldest = eviction.oldest() == null ? row : eviction.oldest();
    return eviction;
  }

  private void define(List<DatedInstrument> news) throws SQLException {
    for (SeriesDefinition definition : series.definitionsFrom(storedSeries)) {
      database.addDefinition(definition);
    }
    for (DatedInstrument instrument : news) {
      if (!isUnstored(instrument.series())) {
        database.replaceDefinition(series.definition(instrument.series()));
      }
    }
  }

  private boolean isUnstored(Series one) {
    Integer id = series.idOf(one);
    return id == null || id >= storedSeries;
  }

  /** Makes losses durable that no batch follows yet. */
  void record(Refused refused) throws SQLException {
    LostRange loss = refused.after(lastSequence);
    database.sql().begin();
    database.losses().add(loss);
    database.setLastSequence(loss.lastSequence());
    database.sql().commit();
    lastSequence = loss.lastSequence();
  }

  /** Whether all that was stored or lost is acknowledged. */
  boolean isEmpty() throws SQLException {
    return kept.batches() == 0 && database.losses().after(acknowledged, 1).isEmpty();
  }

  /**
   * Batches and losses after a number, as {@link SpoolReader#read}.
   *
   * @param lost is told of batches whose bytes have changed on the disk, which are losses from then
   *     on
   */
  List<SpoolEntry> read(long after, int limit, LossCount lost) throws SQLException {
    long from = Math.max(after, acknowledged);
    List<StoredBatch> batches = intact(from, limit, lost);
    List<LossRow> losses = database.losses().after(from, limit);
    for (LossRow loss : losses) {
      lossesHandedOut = Math.max(lossesHandedOut, loss.id());
    }
    List<SpoolEntry> entries = EntryOrder.merge(batches, losses, limit);
    for (SpoolEntry entry : entries) {
      handedOut = Math.max(handedOut, entry.lastSequence());
    }
    return entries;
  }

  private List<StoredBatch> intact(long after, int limit, LossCount lost) throws SQLException {
    while (true) {
      List<StoredBatch> batches = database.batches(after, limit);
      List<StoredBatch> damaged =
          batches.stream().filter(batch -> batch.encoded().isEmpty()).toList();
      if (damaged.isEmpty()) {
        return batches;
      }
      for (StoredBatch batch : damaged) {
        loseDamaged(batch.sequence(), lost);
      }
    }
  }

  private void loseDamaged(long sequence, LossCount lost) throws SQLException {
    BatchRow row = database.oldest(sequence - 1);
    if (row == null) {
      return;
    }
    LOG.error("Batch {} was damaged on the disk and is lost.", sequence);
    database.sql().begin();
    database.deleteBatch(sequence);
    database
        .losses()
        .add(
            new LostRange(
                sequence,
                sequence,
                row.firstMillis(),
                row.lastMillis(),
                row.samples(),
                "damaged on the disk"));
    database.sql().commit();
    kept = new Extent(kept.batches() - 1, kept.bytes() - row.bytes());
    oldest = database.oldest(0);
    lost.add(1, row.samples());
  }

  /** Definitions on disk from an id on. */
  List<SeriesDefinition> definitions(int firstId) {
    return firstId >= storedSeries
        ? List.of()
        : List.copyOf(series.definitionsFrom(firstId).subList(0, storedSeries - firstId));
  }

  /** Samples of series that are on disk, in messages for the live lane. */
  List<ByteString> live(List<Sample> samples) {
    List<Sample> told = samples.stream().filter(sample -> !isUnstored(sample.series())).toList();
    List<ByteString> messages = new ArrayList<>();
    for (int from = 0; from < told.size(); from += WireProtocol.MAX_BATCH_SAMPLES) {
      int to = Math.min(told.size(), from + WireProtocol.MAX_BATCH_SAMPLES);
      messages.add(BatchCodec.encodeLive(told.subList(from, to), series));
    }
    return messages;
  }

  /** Notes that all up to a number is acknowledged; false when that was known. */
  boolean acknowledge(long sequence) {
    if (sequence <= acknowledged) {
      return false;
    }
    acknowledged = sequence;
    return true;
  }

  /** Deletes what is acknowledged. */
  void dropAcknowledged() throws SQLException {
    Extent gone = database.extent(acknowledged);
    database.sql().beginLazily();
    database.deleteBatches(acknowledged);
    database.losses().deleteThrough(acknowledged);
    database.sql().commit();
    kept = new Extent(kept.batches() - gone.batches(), kept.bytes() - gone.bytes());
    oldest = database.oldest(acknowledged);
  }

  /** Begins a new epoch with what was stored since the file was opened; the rest goes. */
  void beginEpoch() throws SQLException, InvalidProtocolBufferException {
    String next = Epoch.next(clock);
    database.sql().begin();
    database.deleteBatches(lastAtOpen);
    database.losses().deleteThrough(lastAtOpen);
    database.renumber(lastAtOpen);
    database.setEpoch(next);
    database.setLastSequence(lastSequence - lastAtOpen);
    database.sql().commit();
    epoch = next;
    lastSequence -= lastAtOpen;
    lastAtOpen = 0;
    handedOut = 0;
    acknowledged = 0;
    kept = database.extent(Long.MAX_VALUE);
    oldest = database.oldest(0);
  }
}
