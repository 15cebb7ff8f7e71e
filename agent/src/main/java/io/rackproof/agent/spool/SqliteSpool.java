package io.rackproof.agent.spool;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.SeriesDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * A spool in one SQLite file. Each {@link #put} is one transaction, flushed to the disk before it
 * returns. A damaged file is set aside, at the start or while running, and a new epoch begins with
 * the word that batches were lost.
 */
public final class SqliteSpool implements Spool, SpoolReader {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteSpool.class);

  private final SpoolOpener opener;

  /** Guards all below; private methods are called with it held. */
  private final Object lock = new Object();

  private final InstrumentNews instruments = new InstrumentNews();

  private final NewestSamples newest = new NewestSamples();

  private final LossCount lost = new LossCount();

  /** The file in use, or the last one while {@link #usable} is false. */
  private SpoolLife life;

  /** False while no file can be had. */
  private boolean usable;

  private boolean closed;

  private Refused refused = Refused.NONE;

  private volatile Runnable listener = () -> {};

  private SqliteSpool(SpoolConfig config, Clock clock) throws SQLException, IOException {
    this.opener = new SpoolOpener(config, clock, instruments);
    this.life = opener.open(this::setAside);
    this.usable = true;
    recordRefused();
  }

  /**
   * Opens the spool in its directory, which is created when absent.
   *
   * @throws IOException when the directory cannot be used, or another agent uses it
   */
  public static SqliteSpool open(SpoolConfig config, Clock clock) throws IOException {
    try {
      Files.createDirectories(config.directory());
      return new SqliteSpool(config, clock);
    } catch (IOException e) {
      throw new IOException(
          "spool directory " + config.directory() + " cannot be used: " + e.getMessage(), e);
    } catch (SQLException e) {
      boolean busy = (e.getErrorCode() & 0xff) == 5;
      throw new IOException(
          "spool "
              + new SpoolFiles(config.directory(), clock).database()
              + (busy ? " is in use by another agent" : " cannot be opened: " + e.getMessage()),
          e);
    }
  }

  /**
   * Keeps as much from now on as these bounds say; what is beyond them is lost with the next batch,
   * and told.
   *
   * @throws IllegalArgumentException when the directory is another one
   */
  public void keep(SpoolConfig bounds) {
    synchronized (lock) {
      opener.keep(bounds);
      life.keep(bounds);
    }
  }

  /**
   * Loads the database's library, which takes a while. {@link #open} does so by itself; called by
   * another thread before, that need not wait. Never fails: opening tells what is wrong.
   */
  public static void loadLibrary() {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception | LinkageError e) {
      LOG.debug("The library of the spool cannot be loaded", e);
    }
  }

  private void setAside(Path aside) {
    refused =
        refused.andDamagedFile(
            "the spool was damaged and set aside as "
                + aside.getFileName()
                + "; what it held unsent is lost");
    lost.add(1, 0);
  }

  /** Makes losses durable that no batch follows yet; when that fails the next batch does. */
  private void recordRefused() {
    if (refused.batches() > 0) {
      try {
        life.record(refused);
        refused = Refused.NONE;
      } catch (SQLException e) {
        life.rollback();
        LOG.error("{} could not be recorded: {}", refused, e.getMessage());
      }
    }
  }

  /** Closes a file that cannot be used any more, and opens it again or another. */
  private void reopen() throws SQLException, IOException {
    if (usable) {
      usable = false;
      life.close();
    }
    life = opener.open(this::setAside);
    usable = true;
    recordRefused();
  }

  @Override
  public String epoch() {
    synchronized (lock) {
      return life.epoch();
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
      newest.put(samples);
      try {
        store(samples, times);
      } catch (SQLException | IOException e) {
        if (refused.batches() == 0) {
          LOG.error("The spool cannot store; samples are lost until it can: {}", e.getMessage());
        }
        refused = refused.and(times, samples.size(), "the disk refused: " + e.getMessage());
        lost.add(1, samples.size());
        return;
      }
    }
    listener.run();
  }

  private void store(List<Sample> samples, TimeSpan times) throws SQLException, IOException {
    if (!usable) {
      reopen();
    }
    try {
      storeNow(samples, times);
    } catch (SQLException e) {
      life.rollback();
      boolean damaged = DamagedSpoolException.isDamage(e);
      if (!damaged && !life.emptyLog()) {
        throw e;
      }
      if (damaged) {
        reopen();
      }
      try {
        storeNow(samples, times);
      } catch (SQLException second) {
        life.rollback();
        throw second;
      }
    }
  }

  private void storeNow(List<Sample> samples, TimeSpan times) throws SQLException {
    Eviction evicted = life.store(samples, times, refused);
    lost.add(evicted.lostBatches(), evicted.lostSamples());
    if (refused.batches() > 0) {
      LOG.info("The spool stores again; lost before: {}.", refused);
      refused = Refused.NONE;
    }
  }

  @Override
  public Position position() {
    synchronized (lock) {
      SpoolDatabase.BatchRow oldest = life.oldest();
      return new Position(
          life.epoch(), life.lastSequence(), oldest == null ? 0 : oldest.storedMillis());
    }
  }

  @Override
  public boolean isEmpty() {
    synchronized (lock) {
      try {
        return usable ? life.isEmpty() : life.kept().batches() == 0;
      } catch (SQLException e) {
        failed("read its losses", e);
        return false;
      }
    }
  }

  @Override
  public List<SpoolEntry> read(String ofEpoch, long after, int limit) {
    synchronized (lock) {
      if (!usable || !life.epoch().equals(ofEpoch)) {
        return List.of();
      }
      try {
        return life.read(after, limit, lost);
      } catch (SQLException e) {
        failed("read", e);
        return List.of();
      }
    }
  }

  @Override
  public List<SeriesDefinition> definitions(String ofEpoch, int firstId) {
    synchronized (lock) {
      return life.epoch().equals(ofEpoch) ? life.definitions(firstId) : List.of();
    }
  }

  @Override
  public void acknowledge(String ofEpoch, long sequence) {
    synchronized (lock) {
      if (!life.epoch().equals(ofEpoch) || !life.acknowledge(sequence) || !usable) {
        return;
      }
      try {
        life.dropAcknowledged();
      } catch (SQLException e) {
        failed("drop what is acknowledged", e);
      }
    }
  }

  @Override
  public boolean resume(String ofEpoch, long collectorHas) {
    synchronized (lock) {
      if (!life.epoch().equals(ofEpoch)) {
        return false;
      }
      if (collectorHas <= life.handedOut() || !usable) {
        acknowledge(ofEpoch, collectorHas);
        return true;
      }
      LOG.error(
          "The collector has batches up to {} of epoch {}, this spool gave out {} at most: the end"
              + " of its file was lost. A new epoch begins.",
          collectorHas,
          ofEpoch,
          life.handedOut());
      try {
        life.beginEpoch();
      } catch (SQLException | InvalidProtocolBufferException e) {
        life.rollback();
        LOG.error("A new epoch could not begin: {}", e.getMessage());
      }
      return false;
    }
  }

  private void failed(String what, SQLException e) {
    LOG.error("The spool cannot {}: {}", what, e.getMessage());
    if (!usable) {
      return;
    }
    life.rollback();
    if (DamagedSpoolException.isDamage(e)) {
      try {
        reopen();
      } catch (SQLException | IOException again) {
        LOG.error("The spool cannot be replaced yet: {}", again.getMessage());
      }
    }
  }

  @Override
  public Live live(String ofEpoch, long mark) {
    synchronized (lock) {
      List<Sample> since = life.epoch().equals(ofEpoch) ? newest.since(mark) : List.of();
      return new Live(newest.mark(), life.live(since));
    }
  }

  @Override
  public void onChange(Runnable listener) {
    this.listener = listener;
  }

  @Override
  public Status status() {
    synchronized (lock) {
      SpoolDatabase.BatchRow oldest = life.oldest();
      return new Status(
          life.kept().batches(),
          life.kept().bytes(),
          oldest == null ? 0 : oldest.firstMillis(),
          lost.batches(),
          lost.samples());
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      if (usable) {
        recordRefused();
        life.close();
        usable = false;
      }
    }
  }
}
