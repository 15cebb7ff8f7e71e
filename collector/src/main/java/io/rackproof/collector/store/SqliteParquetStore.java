package io.rackproof.collector.store;

import com.google.protobuf.ByteString;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store of one machine: {@link SqliteBatchLog} in front, {@link SealedFiles} behind. */
final class SqliteParquetStore implements SampleStore {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteParquetStore.class);

  /** Samples of the log that are read together at a start. */
  private static final long AT_ONCE = 100_000;

  /** Bytes of sealed files whose check sums are compared in a round of the background. */
  private static final long LOOKED_AT = 16 << 20;

  /** Files that an earlier version has left, counted between two looks for what to seal. */
  private static final int COUNTED_AT_A_TIME = 100;

  private final StoreConfig config;
  private final Clock clock;
  private final StoreDirectory directory;
  private final Database database;
  private final BatchLog log;
  private final ParquetFiles parquet;
  private final SealedFiles sealed;
  private final ParquetSealer sealer;
  private final LatestSamples latest;
  private final Unnumbered unnumbered;
  private final Follower follower;
  private final Instruments instruments;
  private final StoredCounter counter;

  /** How often something was noted of a rack beside its samples. */
  private final Map<String, Long> revisions = new ConcurrentHashMap<>();

  private final DiskSpace space;
  private final DeletedFiles deleted;
  private final DamagedFiles damaged;
  private final Retention.Keeper keeper;
  private final Map<String, RackIdentity> racks = new ConcurrentHashMap<>();
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong setAside = new AtomicLong();
  private final ScheduledExecutorService background;

  /** Told once, not at each try. */
  private String sealingFailure = "";

  private SqliteParquetStore(
      StoreConfig config,
      Clock clock,
      StoreDirectory directory,
      Database database,
      ParquetFiles parquet,
      Retention.Keeper keeper,
      ParquetSealer.Steps steps)
      throws IOException {
    this.config = config;
    this.clock = clock;
    this.directory = directory;
    this.database = database;
    this.parquet = parquet;
    this.log = SqliteBatchLog.open(database);
    this.sealed = SealedFiles.open(database, directory.samples(), parquet);
    this.keeper = keeper;
    this.space = DiskSpace.of(config.directory(), config.reserve());
    this.deleted = new DeletedFiles(database, sealed);
    this.damaged = new DamagedFiles(sealed, deleted, clock, this::lostFile);
    this.counter = new StoredCounter(database, log, sealed, damaged::read);
    this.follower = new Follower(database, log, sealed, damaged);
    this.instruments = database.read(Instruments::read);
    this.sealer =
        new ParquetSealer(
            database,
            log,
            new ParquetWriter(directory.sealing()),
            sealed,
            instruments,
            deleted,
            space,
            clock,
            steps,
            directory.samples());
    sealer.recover();
    damaged.lookAtSizes(sealed.all());
    setAside.set(log.setDamagedAside(clock.millis()));
    this.latest = database.read(LatestSamples::read);
    this.unnumbered = new Unnumbered(this::read, latest::timeMillis);
    racks.putAll(database.read(RackRecords::racks));
    for (String rack : log.waitingSince(Long.MAX_VALUE)) {
      readLatest(rack);
    }
    this.background = Executors.newSingleThreadScheduledExecutor(SqliteParquetStore::daemon);
  }

  /** Bit by bit: a log that was not sealed for long is larger than the memory. */
  private void readLatest(String rack) throws IOException {
    long row = 0;
    for (List<LoggedBatch> next = log.after(rack, row, AT_ONCE);
        !next.isEmpty();
        next = log.after(rack, row, AT_ONCE)) {
      next.forEach(latest::add);
      row = next.get(next.size() - 1).row();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "store-sealer");
    thread.setDaemon(true);
    return thread;
  }

  /** Opens it without sealing in the background. */
  static SqliteParquetStore open(StoreConfig config, Clock clock) throws IOException {
    return open(config, clock, NOTHING_GOES, ParquetSealer.Steps.NONE);
  }

  /** As the other; tells the steps of sealing. */
  static SqliteParquetStore open(
      StoreConfig config, Clock clock, Retention.Keeper keeper, ParquetSealer.Steps steps)
      throws IOException {
    StoreDirectory directory = StoreDirectory.open(config.directory());
    List<AutoCloseable> opened = new ArrayList<>(List.of(directory));
    try {
      Database database = Database.open(directory.log());
      opened.add(0, database);
      ParquetFiles parquet = ParquetFiles.open(directory.scratch());
      opened.add(0, parquet);
      SqliteParquetStore store =
          new SqliteParquetStore(config, clock, directory, database, parquet, keeper, steps);
      opened.clear();
      return store;
    } finally {
      opened.forEach(SqliteParquetStore::closeQuietly);
    }
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("the store did not close cleanly; nothing durable is lost: {}", e.getMessage());
    }
  }

  /** Looks now and then whether there is something to seal, until closed. */
  void sealInBackground() {
    long millis = Math.max(1_000, Math.min(30_000, config.sealAfter().toMillis() / 4));
    Future<?> unused =
        background.scheduleWithFixedDelay(this::sealQuietly, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Compares the check sums of some sealed files; in turn, each time others. */
  void lookAtFiles() throws IOException {
    damaged.lookAtNext(LOOKED_AT);
  }

  private void sealQuietly() {
    try {
      sealDue();
      sealingFailure = "";
    } catch (IOException | RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(sealingFailure)) {
        LOG.error("sealing failed, the samples stay in the log: {}", why);
      }
      sealingFailure = why;
    }
    try {
      lookAtFiles();
    } catch (IOException | RuntimeException e) {
      LOG.error("sealed files cannot be looked at: {}", e.getMessage());
    }
    try {
      sealed.countDue(COUNTED_AT_A_TIME, damaged::read);
    } catch (IOException | RuntimeException e) {
      LOG.error("sealed files cannot be counted: {}", e.getMessage());
    }
    try {
      deleteDue();
    } catch (IOException | RuntimeException e) {
      LOG.error("retention failed: {}", e.getMessage());
    }
  }

  @Override
  public List<SetAside> append(List<StoredBatch> batches) throws IOException {
    space.checkForWriting();
    Map<String, RackIdentity> named = new HashMap<>();
    batches.forEach(b -> named.put(b.rack().id(), b.rack()));
    BatchLog.Appended appended =
        database.write(
            connection -> {
              for (RackIdentity rack : named.values()) {
                name(rack);
              }
              for (StoredBatch batch : batches) {
                note(connection, batch.rack().id(), batch.instruments());
              }
              return log.append(batches, clock.millis());
            });
    tell(appended);
    return List.copyOf(appended.setAside());
  }

  @Override
  public List<Numbered> appendUnnumbered(String epoch, Map<String, List<Sample>> byRack)
      throws IOException {
    space.checkForWriting();
    List<LoggedBatch> added = new ArrayList<>();
    List<SetAside> aside = new ArrayList<>();
    database.change(
        connection -> {
          for (Map.Entry<String, List<Sample>> of : new TreeMap<>(byRack).entrySet()) {
            List<Sample> unknown = unnumbered.unknown(of.getKey(), of.getValue());
            if (!unknown.isEmpty()) {
              nameIfNew(of.getKey());
              BatchLog.Appended numbered = log.number(of.getKey(), epoch, unknown, clock.millis());
              added.addAll(numbered.added());
              aside.addAll(numbered.setAside());
            }
          }
        });
    tell(new BatchLog.Appended(added, aside));
    return Unnumbered.numbered(added);
  }

  @Override
  public List<Following> following(String rack, long row, Map<String, Long> seen, int mostSamples)
      throws IOException {
    return follower.after(rack, row, seen, mostSamples);
  }

  private void tell(BatchLog.Appended appended) {
    for (LoggedBatch batch : appended.added()) {
      latest.add(batch);
      samples.addAndGet(batch.samples().size());
    }
    setAside.addAndGet(appended.setAside().size());
  }

  /** Within a transaction: keeps what is told of instruments, most of it again and again. */
  private void note(Connection connection, String rack, List<DatedInstrument> told)
      throws SQLException {
    List<DatedInstrument> unknown = instruments.unknown(rack, told);
    Instruments.write(connection, rack, unknown);
    if (!unknown.isEmpty()) {
      database.afterCommit(() -> instruments.add(rack, unknown));
      noted(rack);
    }
  }

  /** Within a transaction: readers look again once it is committed. */
  private void noted(String rack) {
    database.afterCommit(() -> revisions.merge(rack, 1L, Long::sum));
  }

  /** Within a transaction: keeps what a rack calls itself. */
  private void name(RackIdentity rack) throws IOException {
    if (!rack.equals(racks.get(rack.id()))) {
      database.change(
          connection -> {
            RackRecords.writeRack(connection, rack);
            database.afterCommit(() -> racks.put(rack.id(), rack));
          });
    }
  }

  private void nameIfNew(String rack) throws IOException {
    if (!racks.containsKey(rack)) {
      name(RackIdentity.of(rack));
    }
  }

  @Override
  public void lost(String rack, String epoch, Loss loss) throws IOException {
    checkSequences(loss.firstSequence(), loss.lastSequence());
    database.change(
        connection -> {
          nameIfNew(rack);
          // An agent may call lost what came here and whose acknowledgement it missed.
          if (!log.stored(rack, epoch, loss.firstSequence(), loss.lastSequence())) {
            log.settle(rack, epoch, loss.firstSequence(), loss.lastSequence());
            RackRecords.writeLoss(
                connection,
                rack,
                epoch,
                LossTimes.bounded(connection, rack, epoch, loss, clock.millis()));
            noted(rack);
          }
        });
  }

  @Override
  public void poison(String rack, String epoch, long sequence, ByteString encoded, String why)
      throws IOException {
    checkSequences(sequence, sequence);
    space.checkForWriting();
    database.change(
        connection -> {
          nameIfNew(rack);
          log.setAside(rack, epoch, sequence, encoded, why, clock.millis());
          database.afterCommit(setAside::incrementAndGet);
        });
  }

  private static void checkSequences(long first, long last) {
    if (first < 1 || last < first) {
      throw new IllegalArgumentException("no range of batches: " + first + " to " + last);
    }
  }

  @Override
  public void clockOffset(String rack, long atMillis, long offsetMillis) throws IOException {
    database.change(
        connection -> {
          RackRecords.writeClockOffset(connection, rack, atMillis, offsetMillis);
          noted(rack);
        });
  }

  @Override
  public long acknowledged(String rack, String epoch) throws IOException {
    space.checkForWriting();
    return log.acknowledged(rack, epoch);
  }

  @Override
  public List<SeriesSamples> read(
      String rack, Predicate<Series> wanted, long fromMillis, long toMillis) throws IOException {
    return again(() -> readOnce(rack, wanted, fromMillis, toMillis));
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T again(Reading<T> reading) throws IOException {
    while (true) {
      long before = deleted.files() + damaged.files();
      try {
        return reading.read();
      } catch (IOException e) {
        if (deleted.files() + damaged.files() == before) {
          throw e;
        }
        // A file went while it was being read; its time is noted as lost now. There are fewer.
        LOG.debug("reading again", e);
      }
    }
  }

  /** Verdicts that needed its samples are judged anew. */
  private void lostFile(String rack) {
    revisions.merge(rack, 1L, Long::sum);
    keeper.deleted(rack);
  }

  private List<SeriesSamples> readOnce(
      String rack, Predicate<Series> wanted, long fromMillis, long toMillis) throws IOException {
    SampleGatherer gathered = new SampleGatherer();
    // Log and catalogue from one snapshot: what is being sealed now is in exactly one of them.
    List<SealedFile> files =
        database.read(
            connection -> {
              gathered.epochs(log.epochs(rack));
              for (LoggedBatch batch : log.read(rack, fromMillis, toMillis)) {
                gathered.add(batch, wanted, fromMillis, toMillis);
              }
              return sealed.between(rack, fromMillis, toMillis);
            });
    for (SealedFile file : files) {
      boolean unused =
          damaged.read(file, () -> sealed.read(file, wanted, fromMillis, toMillis, gathered::add));
    }
    return gathered.build();
  }

  @Override
  public List<SeriesCount> counts(String rack, long fromMillis, long toMillis) throws IOException {
    return again(() -> counter.counts(rack, fromMillis, toMillis, this::read));
  }

  @Override
  public long rows(String rack, long fromMillis, long toMillis) throws IOException {
    return again(() -> counter.rows(rack, fromMillis, toMillis));
  }

  @Override
  public Collection<Sample> latest(String rack) {
    return latest.of(rack);
  }

  @Override
  public boolean knows(String rack, Series series) {
    return latest.has(rack, series);
  }

  @Override
  public long series() {
    return latest.size();
  }

  @Override
  public Map<String, RackIdentity> racks() {
    return Collections.unmodifiableMap(new TreeMap<>(racks));
  }

  @Override
  public Map<Series, Instrument> instruments(String rack, long beforeMillis) {
    return instruments.before(rack, beforeMillis);
  }

  @Override
  public long recordsRevision(String rack) {
    return revisions.getOrDefault(rack, 0L);
  }

  @Override
  public List<Loss> losses(String rack, long fromMillis, long toMillis) throws IOException {
    return database.read(c -> RackRecords.losses(c, rack, fromMillis, toMillis));
  }

  @Override
  public Map<Long, Long> clockOffsets(String rack, long fromMillis, long toMillis)
      throws IOException {
    return database.read(c -> RackRecords.clockOffsets(c, rack, fromMillis, toMillis));
  }

  @Override
  public int sealDue() throws IOException {
    return sealer.seal(clock.millis() - config.sealAfter().toMillis());
  }

  @Override
  public Status status() {
    return new Status(
        log.batches(),
        log.bytes(),
        sealed.files(),
        sealed.bytes(),
        sealed.samples(),
        samples.get(),
        setAside.get(),
        deleted.files(),
        damaged.files(),
        freeBytes(),
        config.reserve());
  }

  private long freeBytes() {
    try {
      return space.free();
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public int deleteDue() throws IOException {
    return deleted.deleteDue(config.retention(), keeper, clock.millis());
  }

  @Override
  public void close() {
    if (background.isShutdown()) {
      return;
    }
    finish(background);
    closeQuietly(parquet);
    closeQuietly(database);
    closeQuietly(directory);
  }

  /** Lets a file that is being written be finished. */
  private static void finish(ExecutorService executor) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
