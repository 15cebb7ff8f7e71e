package io.rackproof.collector.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.rackproof.collector.store.Epochs.Epoch;
import io.rackproof.collector.store.SampleStore.SetAside;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.SeriesDefinition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log in SQLite: one row a batch, holding the bytes that arrived. */
final class SqliteBatchLog implements BatchLog {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteBatchLog.class);

  private static final String INSERT =
      "INSERT INTO batch (row, rack, epoch, sequence, arrived, first_millis, last_millis, samples,"
          + " bytes, encoded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Database database;
  private final Epochs epochs = new Epochs();
  private final LogReader reader = new LogReader();
  private final AtomicLong lastRow = new AtomicLong();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private SqliteBatchLog(Database database) {
    this.database = database;
    database.onRollback(epochs::reload);
  }

  static SqliteBatchLog open(Database database) throws IOException {
    SqliteBatchLog log = new SqliteBatchLog(database);
    database.read(
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT coalesce(max(row), 0), count(*), coalesce(sum(bytes), 0) FROM batch");
              ResultSet row = select.executeQuery()) {
            log.lastRow.set(row.getLong(1));
            log.batches.set(row.getLong(2));
            log.bytes.set(row.getLong(3));
            return log;
          }
        });
    return log;
  }

  @Override
  public Appended append(List<StoredBatch> group, long arrivedMillis) throws IOException {
    return database.write(
        connection -> {
          Appended appended = new Appended(new ArrayList<>(), new ArrayList<>());
          try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (StoredBatch batch : group) {
              Epoch epoch = epochs.of(connection, batch.rack().id(), batch.epoch());
              if (!append(connection, insert, epoch, batch, arrivedMillis, appended)) {
                LOG.debug("batch {} of {} is a repeat", batch.sequence(), batch.rack().id());
              }
            }
          }
          return appended;
        });
  }

  private boolean append(
      Connection connection,
      PreparedStatement insert,
      Epoch epoch,
      StoredBatch batch,
      long arrivedMillis,
      Appended appended)
      throws SQLException {
    boolean repeat = epoch.stored(batch.sequence(), batch.sequence());
    byte[] encoded = repeat ? new byte[0] : batch.encoded().toByteArray();
    try {
      // A repeat may be the first to bring definitions that later batches need.
      for (Map.Entry<Integer, Series> definition : batch.definitions().entrySet()) {
        epoch.table().learn(definition.getKey(), definition.getValue());
      }
      if (repeat) {
        return false;
      }
      Batch decoded = BatchCodec.decode(encoded, epoch.table());
      if (decoded.sequence() != batch.sequence()) {
        throw new MalformedBatchException("its bytes say batch " + decoded.sequence());
      }
      SetAsideBatch.checkTimes(decoded.samples(), arrivedMillis);
      LoggedBatch logged =
          new LoggedBatch(
              lastRow.incrementAndGet(),
              batch.rack().id(),
              batch.epoch(),
              batch.sequence(),
              decoded.samples());
      insert(insert, epoch, logged, encoded, arrivedMillis);
      epochs.settle(connection, epoch, batch.sequence(), batch.sequence(), true);
      appended.added().add(logged);
      database.afterCommit(() -> count(1, encoded.length));
    } catch (MalformedBatchException e) {
      // What is acknowledged must be readable for ever, so the bytes are tried before.
      String why = String.valueOf(e.getMessage());
      String rack = batch.rack().id();
      setAside(
          connection, epoch, rack, batch.epoch(), batch.sequence(), encoded, why, arrivedMillis);
      appended.setAside().add(new SetAside(rack, batch.epoch(), batch.sequence(), why));
    } finally {
      if (epoch.hasNewSeries()) {
        epochs.writeDefinitions(connection, epoch, definedBy(batch));
      }
    }
    return true;
  }

  @Override
  public Appended number(String rack, String name, List<Sample> samples, long arrivedMillis)
      throws IOException {
    return database.write(
        connection -> {
          Epoch epoch = epochs.of(connection, rack, name);
          long sequence = epoch.acknowledged() + 1;
          // Series that are new get their ids here; when it fails, the tables are read anew.
          ByteString encoded =
              ByteString.copyFrom(BatchCodec.encode(new Batch(sequence, samples), epoch.table()));
          StoredBatch batch =
              new StoredBatch(RackIdentity.of(rack), name, sequence, encoded, samples, Map.of());
          return append(List.of(batch), arrivedMillis);
        });
  }

  private void count(int moreBatches, long moreBytes) {
    batches.addAndGet(moreBatches);
    bytes.addAndGet(moreBytes);
  }

  private static Set<Integer> definedBy(StoredBatch batch) {
    Set<Integer> ids = new TreeSet<>(batch.definitions().keySet());
    try {
      BatchMessage.parseFrom(batch.encoded()).getDefinitionsList().stream()
          .map(SeriesDefinition::getId)
          .forEach(ids::add);
    } catch (InvalidProtocolBufferException e) {
      LOG.debug("a batch that is set aside defines nothing", e);
    }
    return ids;
  }

  private static void insert(
      PreparedStatement insert, Epoch epoch, LoggedBatch batch, byte[] encoded, long arrivedMillis)
      throws SQLException {
    insert.setLong(1, batch.row());
    insert.setString(2, batch.rack());
    insert.setLong(3, epoch.number());
    insert.setLong(4, batch.sequence());
    insert.setLong(5, arrivedMillis);
    insert.setLong(6, batch.firstMillis());
    insert.setLong(7, batch.lastMillis());
    insert.setInt(8, batch.samples().size());
    insert.setInt(9, encoded.length);
    insert.setBytes(10, encoded);
    insert.executeUpdate();
  }

  @Override
  public void setAside(
      String rack, String epoch, long sequence, ByteString encoded, String why, long arrivedMillis)
      throws IOException {
    database.change(
        connection ->
            setAside(
                connection,
                epochs.of(connection, rack, epoch),
                rack,
                epoch,
                sequence,
                encoded.toByteArray(),
                why,
                arrivedMillis));
  }

  private void setAside(
      Connection connection,
      Epoch epoch,
      String rack,
      String name,
      long sequence,
      byte[] encoded,
      String why,
      long arrivedMillis)
      throws SQLException {
    if (epoch.stored(sequence, sequence)) {
      return;
    }
    SetAsideBatch.write(
        connection, rack, name, epoch.number(), sequence, encoded, why, arrivedMillis);
    epochs.settle(connection, epoch, sequence, sequence, false);
  }

  @Override
  public int setDamagedAside(long nowMillis) throws IOException {
    List<LogReader.Damaged> damaged = database.read(reader::damaged);
    if (damaged.isEmpty()) {
      return 0;
    }
    database.change(
        connection -> {
          for (LogReader.Damaged row : damaged) {
            SetAsideBatch.write(connection, row, nowMillis);
            remove(row.rack(), row.row(), row.row());
          }
        });
    for (LogReader.Damaged row : damaged) {
      LOG.error(
          "Row {} of the log was damaged (batch {} of rack {}: {}) and is set aside: its {} samples"
              + " are lost. Look after the disk.",
          row.row(),
          row.sequence(),
          row.rack(),
          row.why(),
          row.samples());
    }
    return damaged.size();
  }

  @Override
  public void settle(String rack, String epoch, long first, long last) throws IOException {
    database.change(
        connection ->
            epochs.settle(connection, epochs.of(connection, rack, epoch), first, last, false));
  }

  @Override
  public void known(String rack, String epoch, long first, long last) throws IOException {
    database.change(
        connection ->
            epochs.settle(connection, epochs.of(connection, rack, epoch), first, last, true));
  }

  @Override
  public boolean stored(String rack, String epoch, long first, long last) throws IOException {
    return database.write(connection -> epochs.of(connection, rack, epoch).stored(first, last));
  }

  @Override
  public long acknowledged(String rack, String epoch) throws IOException {
    return database.write(connection -> epochs.of(connection, rack, epoch).acknowledged());
  }

  @Override
  public SortedSet<String> epochs(String rack) throws IOException {
    return database.read(connection -> LogReader.epochs(connection, rack));
  }

  @Override
  public List<LoggedBatch> read(String rack, long fromMillis, long toMillis) throws IOException {
    return database.read(connection -> reader.between(connection, rack, fromMillis, toMillis));
  }

  @Override
  public List<LoggedBatch> oldest(String rack, long mostSamples) throws IOException {
    return after(rack, 0, mostSamples);
  }

  @Override
  public List<LoggedBatch> after(String rack, long row, long mostSamples) throws IOException {
    return database.read(connection -> reader.after(connection, rack, row, mostSamples));
  }

  @Override
  public List<String> waitingSince(long arrivedMillis) throws IOException {
    return database.read(connection -> LogReader.waitingSince(connection, arrivedMillis));
  }

  @Override
  public long samples(String rack, long firstRow, long lastRow) throws IOException {
    return database.read(
        connection -> LogReader.total(connection, "sum(samples)", rack, firstRow, lastRow));
  }

  @Override
  public void remove(String rack, long firstRow, long lastRow) throws IOException {
    database.change(
        connection -> {
          long freed = LogReader.total(connection, "sum(bytes)", rack, firstRow, lastRow);
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "DELETE FROM batch WHERE rack = ? AND row BETWEEN ? AND ?")) {
            delete.setString(1, rack);
            delete.setLong(2, firstRow);
            delete.setLong(3, lastRow);
            int removed = delete.executeUpdate();
            database.afterCommit(() -> count(-removed, -freed));
          }
        });
  }

  @Override
  public void reserve(long row) {
    lastRow.accumulateAndGet(row, Math::max);
  }

  @Override
  public long batches() {
    return batches.get();
  }

  @Override
  public long bytes() {
    return bytes.get();
  }
}
