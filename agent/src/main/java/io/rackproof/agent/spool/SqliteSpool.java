package io.rackproof.agent.spool;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rackproof.agent.spool.SpoolDatabase.BatchRow;
import io.rackproof.agent.spool.SpoolDatabase.Extent;
import io.rackproof.agent.spool.SpoolDatabase.LossRow;
import io.rackproof.agent.spool.SpoolEntry.LostRange;
import io.rackproof.agent.spool.SpoolEntry.StoredBatch;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.SeriesDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A spool in one SQLite file. Each {@link #put} is one transaction, flushed to the disk before it
 * returns. A damaged file is set aside, at the start or while running, and a new epoch begins with
 * the word that batches were lost.
 */
public final class SqliteSpool implements Spool, SpoolReader {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteSpool.class);

  /** Room in a frame for what surrounds a batch. */
  private static final int FRAME_MARGIN = 64;

  private final SpoolConfig config;
  private final SpoolFiles files;
  private final Clock clock;

  /** Guards all below; private methods are called with it held. */
  private final Object lock = new Object();

  /** Null while no file can be had. */
  private @Nullable SpoolDatabase database;

  private boolean closed;

  private String epoch = "";

  /** Highest number on disk. */
  private long lastSequence;

  /** Highest number that was on disk when this process opened the epoch. */
  private long lastAtOpen;

  private long handedOut;

  /** May be ahead of what is deleted while the disk refuses. */
  private long acknowledged;

  private SeriesTable series = new SeriesTable();

  /** Series of the table that are on disk: only those are told, others could change their id. */
  private int storedSeries;

  private final InstrumentNews instruments = new InstrumentNews();

  private Extent kept = new Extent(0, 0);

  private @Nullable BatchRow oldest;

  private Refused refused = Refused.NONE;

  /** Losses up to this id may have been told; a later one is recorded beside, not added to it. */
  private long lossesHandedOut;

  private long lostBatches;

  private long lostSamples;

  private volatile Runnable listener = () -> {};

  private SqliteSpool(SpoolConfig config, Clock clock) {
    this.config = config;
    this.files = new SpoolFiles(config.directory(), clock);
    this.clock = clock;
  }

  /**
   * Opens the spool in its directory, which is created when absent.
   *
   * @throws IOException when the directory cannot be used, or another agent uses it
   */
  public static SqliteSpool open(SpoolConfig config, Clock clock) throws IOException {
    SqliteSpool spool = new SqliteSpool(config, clock);
    try {
      Files.createDirectories(config.directory());
      synchronized (spool.lock) {
        spool.openDatabase();
      }
      return spool;
    } catch (IOException e) {
      throw new IOException(
          "spool directory " + config.directory() + " cannot be used: " + e.getMessage(), e);
    } catch (SQLException e) {
      boolean busy = (e.getErrorCode() & 0xff) == 5;
      throw new IOException(
          "spool "
              + spool.files.database()
              + (busy ? " is in use by another agent" : " cannot be opened: " + e.getMessage()),
          e);
    }
  }

  private SpoolDatabase openDatabase() throws SQLException, IOException {
    try {
      return load(SpoolDatabase.open(files.database(), Epoch.next(clock)));
    } catch (DamagedSpoolException e) {
      Path aside = files.setAside(String.valueOf(e.getMessage()));
      refused =
          refused.andDamagedFile(
              "the spool was damaged and set aside as "
                  + aside.getFileName()
                  + "; what it held unsent is lost");
      lostBatches++;
      try {
        SpoolDatabase fresh = load(SpoolDatabase.open(files.database(), Epoch.next(clock)));
        recordRefused(fresh);
        return fresh;
      } catch (DamagedSpoolException again) {
        throw new IOException("a new file is damaged at once: " + again.getMessage(), again);
      }
    }
  }

  private SpoolDatabase load(SpoolDatabase opened) throws SQLException, DamagedSpoolException {
    try {
      series = opened.definitions();
      storedSeries = series.size();
      instruments.load(series);
      epoch = opened.epoch();
      lastSequence = opened.lastSequence();
      lastAtOpen = lastSequence;
      handedOut = lastSequence;
      acknowledged = 0;
      kept = opened.extent(Long.MAX_VALUE);
      oldest = opened.oldest(0);
      LossRow loss = opened.newestLoss();
      lossesHandedOut = loss == null ? 0 : loss.id();
      database = opened;
      return opened;
    } catch (SQLException | DamagedSpoolException e) {
      opened.close();
      if (e instanceof SQLException sql && DamagedSpoolException.isDamage(sql)) {
        throw new DamagedSpoolException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  @Override
  public String epoch() {
    synchronized (lock) {
      return epoch;
    }
  }

  @Override
  public void put(List<Sample> samples, Map<Series, Instrument> known) {
    if (samples.isEmpty() || samples.size() > WireProtocol.MAX_BATCH_SAMPLES) {
      throw new IllegalArgumentException(
          "a batch has 1 to " + WireProtocol.MAX_BATCH_SAMPLES + " samples, not " + samples.size());
    }
    TimeSpan times = TimeSpan.of(samples);
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the spool is closed");
      }
      instruments.know(known);
      try {
        store(samples, times);
      } catch (SQLException | IOException e) {
        if (refused.batches() == 0) {
          LOG.error("The spool cannot store; samples are lost until it can: {}", e.getMessage());
        }
        refused = refused.and(times, samples.size(), "the disk refused: " + e.getMessage());
        lostBatches++;
        lostSamples += samples.size();
        return;
      }
    }
    listener.run();
  }

  private void store(List<Sample> samples, TimeSpan times) throws SQLException, IOException {
    SpoolDatabase to = database == null ? openDatabase() : database;
    try {
      storeIn(to, samples, times);
    } catch (SQLException e) {
      to.rollback();
      boolean damaged = DamagedSpoolException.isDamage(e);
      if (!damaged && !to.emptyLog()) {
        throw e;
      }
      SpoolDatabase again = damaged ? replaceDamaged(to) : to;
      try {
        storeIn(again, samples, times);
      } catch (SQLException second) {
        again.rollback();
        throw second;
      }
    }
  }

  /** Closes a database that turned out to be damaged, and opens it again, which sets it aside. */
  private SpoolDatabase replaceDamaged(SpoolDatabase damaged) throws SQLException, IOException {
    damaged.close();
    database = null;
    return openDatabase();
  }

  private void storeIn(SpoolDatabase to, List<Sample> samples, TimeSpan times) throws SQLException {
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
    to.begin();
    Eviction eviction = new Eviction(config, to, kept, oldest, lossesHandedOut);
    eviction.makeRoom(row);
    if (refused.batches() > 0) {
      to.addLoss(refused.after(lastSequence));
    }
    for (SeriesDefinition definition : series.definitionsFrom(storedSeries)) {
      to.addDefinition(definition);
    }
    for (DatedInstrument instrument : news) {
      if (!isUnstored(instrument.series())) {
        to.replaceDefinition(series.definition(instrument.series()));
      }
    }
    to.addBatch(row, encoded);
    to.setLastSequence(sequence);
    to.commit();
    if (refused.batches() > 0) {
      LOG.info("The spool stores again; lost before: {}.", refused);
      refused = Refused.NONE;
    }
    storedSeries = series.size();
    instruments.told(news);
    lastSequence = sequence;
    kept = new Extent(eviction.batches() + 1, eviction.bytes() + encoded.length);
    oldest = eviction.oldest() == null ? row : eviction.oldest();
    lostBatches += eviction.lostBatches();
    lostSamples += eviction.lostSamples();
  }

  private boolean isUnstored(Series one) {
    Integer id = series.idOf(one);
    return id == null || id >= storedSeries;
  }

  /** Makes losses durable that no batch follows yet. */
  private void recordRefused(SpoolDatabase in) throws SQLException {
    if (refused.batches() > 0) {
      LostRange loss = refused.after(lastSequence);
      in.begin();
      in.addLoss(loss);
      in.setLastSequence(loss.lastSequence());
      in.commit();
      lastSequence = loss.lastSequence();
      refused = Refused.NONE;
    }
  }

  @Override
  public Position position() {
    synchronized (lock) {
      return new Position(epoch, lastSequence);
    }
  }

  @Override
  public boolean isEmpty() {
    synchronized (lock) {
      try {
        return kept.batches() == 0
            && (database == null || database.losses(acknowledged, 1).isEmpty());
      } catch (SQLException e) {
        failed("read its losses", e);
        return false;
      }
    }
  }

  @Override
  public List<SpoolEntry> read(String ofEpoch, long after, int limit) {
    synchronized (lock) {
      if (database == null || !epoch.equals(ofEpoch)) {
        return List.of();
      }
      long from = Math.max(after, acknowledged);
      try {
        List<StoredBatch> batches = intact(database, from, limit);
        List<LossRow> losses = database.losses(from, limit);
        for (LossRow loss : losses) {
          lossesHandedOut = Math.max(lossesHandedOut, loss.id());
        }
        List<SpoolEntry> entries = EntryOrder.merge(batches, losses, limit);
        for (SpoolEntry entry : entries) {
          handedOut = Math.max(handedOut, entry.lastSequence());
        }
        return entries;
      } catch (SQLException e) {
        failed("read", e);
        return List.of();
      }
    }
  }

  private List<StoredBatch> intact(SpoolDatabase in, long after, int limit) throws SQLException {
    while (true) {
      List<StoredBatch> batches = in.batches(after, limit);
      List<StoredBatch> damaged =
          batches.stream().filter(batch -> batch.encoded().isEmpty()).toList();
      if (damaged.isEmpty()) {
        return batches;
      }
      for (StoredBatch batch : damaged) {
        loseDamaged(in, batch.sequence());
      }
    }
  }

  /** A batch whose bytes have changed on the disk. */
  private void loseDamaged(SpoolDatabase in, long sequence) throws SQLException {
    BatchRow row = in.oldest(sequence - 1);
    if (row == null) {
      return;
    }
    LOG.error("Batch {} was damaged on the disk and is lost.", sequence);
    in.begin();
    in.deleteBatch(sequence);
    in.addLoss(
        new LostRange(
            sequence,
            sequence,
            row.firstMillis(),
            row.lastMillis(),
            row.samples(),
            "damaged on the disk"));
    in.commit();
    kept = new Extent(kept.batches() - 1, kept.bytes() - row.bytes());
    oldest = in.oldest(0);
    lostBatches++;
    lostSamples += row.samples();
  }

  @Override
  public List<SeriesDefinition> definitions(String ofEpoch, int firstId) {
    synchronized (lock) {
      if (!epoch.equals(ofEpoch) || firstId >= storedSeries) {
        return List.of();
      }
      return List.copyOf(series.definitionsFrom(firstId).subList(0, storedSeries - firstId));
    }
  }

  @Override
  public void acknowledge(String ofEpoch, long sequence) {
    synchronized (lock) {
      if (!epoch.equals(ofEpoch) || sequence <= acknowledged) {
        return;
      }
      acknowledged = sequence;
      if (database == null) {
        return;
      }
      try {
        Extent gone = database.extent(acknowledged);
        database.beginLazily();
        database.deleteBatches(acknowledged);
        database.deleteLosses(acknowledged);
        database.commit();
        kept = new Extent(kept.batches() - gone.batches(), kept.bytes() - gone.bytes());
        oldest = database.oldest(acknowledged);
      } catch (SQLException e) {
        failed("drop what is acknowledged", e);
      }
    }
  }

  @Override
  public boolean resume(String ofEpoch, long collectorHas) {
    synchronized (lock) {
      if (!epoch.equals(ofEpoch)) {
        return false;
      }
      if (collectorHas <= handedOut || database == null) {
        acknowledge(ofEpoch, collectorHas);
        return true;
      }
      LOG.error(
          "The collector has batches up to {} of epoch {}, this spool gave out {} at most: the end"
              + " of its file was lost. A new epoch begins.",
          collectorHas,
          epoch,
          handedOut);
      try {
        beginEpoch(database);
      } catch (SQLException | InvalidProtocolBufferException e) {
        database.rollback();
        LOG.error("A new epoch could not begin: {}", e.getMessage());
      }
      return false;
    }
  }

  private void beginEpoch(SpoolDatabase in) throws SQLException, InvalidProtocolBufferException {
    String next = Epoch.next(clock);
    in.begin();
    in.deleteBatches(lastAtOpen);
    in.deleteLosses(lastAtOpen);
    in.renumber(lastAtOpen);
    in.setEpoch(next);
    in.setLastSequence(lastSequence - lastAtOpen);
    in.commit();
    epoch = next;
    lastSequence -= lastAtOpen;
    lastAtOpen = 0;
    handedOut = 0;
    acknowledged = 0;
    kept = in.extent(Long.MAX_VALUE);
    oldest = in.oldest(0);
  }

  private void failed(String what, SQLException e) {
    LOG.error("The spool cannot {}: {}", what, e.getMessage());
    if (database == null) {
      return;
    }
    database.rollback();
    if (DamagedSpoolException.isDamage(e)) {
      try {
        replaceDamaged(database);
      } catch (SQLException | IOException again) {
        LOG.error("The spool cannot be replaced yet: {}", again.getMessage());
      }
    }
  }

  @Override
  public void onChange(Runnable listener) {
    this.listener = listener;
  }

  @Override
  public Status status() {
    synchronized (lock) {
      return new Status(
          kept.batches(),
          kept.bytes(),
          oldest == null ? 0 : oldest.firstMillis(),
          lostBatches,
          lostSamples);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      if (database != null) {
        try {
          recordRefused(database);
        } catch (SQLException e) {
          database.rollback();
          LOG.error("{} could not be recorded: {}", refused, e.getMessage());
        }
        database.close();
        database = null;
      }
    }
  }
}
