package io.rackproof.collector.store;

import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.SeriesTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks whether every row of the log can be decoded and is in no sealed file. */
final class LogCheck {

  private final Connection connection;
  private final List<String> faults;
  private final BatchCensus census;
  private final Map<Long, SeriesTable> tables = new HashMap<>();

  LogCheck(Connection connection, List<String> faults, BatchCensus census) {
    this.connection = connection;
    this.faults = faults;
    this.census = census;
  }

  /**
   * Reads all rows.
   *
   * @return how many
   */
  long check(List<SealedFile> files) throws SQLException {
    long batches = 0;
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT b.row, b.rack, b.epoch, e.name, b.sequence, b.samples, b.encoded"
                    + " FROM batch b LEFT JOIN epoch e ON e.number = b.epoch ORDER BY b.row");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        batches++;
        String what = "log.db row " + row.getLong(1);
        String rack = row.getString(2);
        String epoch = row.getString(4);
        long sequence = row.getLong(5);
        if (epoch == null) {
          faults.add(what + " is of an epoch that is not known");
          continue;
        }
        decode(row.getLong(3), sequence, row.getLong(6), row.getBytes(7), what);
        census.add(rack, epoch, sequence, sequence, what);
        sealed(files, rack, row.getLong(1), what);
      }
    }
    return batches;
  }

  private void decode(long epoch, long sequence, long samples, byte[] encoded, String what)
      throws SQLException {
    try {
      SeriesTable table = tables.get(epoch);
      if (table == null) {
        table = new SeriesTable();
        Epochs.readDefinitions(connection, epoch, 0, table, new BitSet());
        tables.put(epoch, table);
      }
      var batch = BatchCodec.decode(encoded, table);
      if (batch.sequence() != sequence || batch.samples().size() != samples) {
        faults.add(what + " says batch " + sequence + " and holds batch " + batch.sequence());
      }
    } catch (MalformedBatchException | IOException e) {
      faults.add(what + " (batch " + sequence + ") cannot be decoded: " + e.getMessage());
    }
  }

  private void sealed(List<SealedFile> files, String rack, long row, String what) {
    for (SealedFile file : files) {
      if (file.rack().equals(rack) && file.firstRow() <= row && row <= file.lastRow()) {
        faults.add(what + " is sealed already in samples/" + rack + "/" + file.name());
      }
    }
  }
}
