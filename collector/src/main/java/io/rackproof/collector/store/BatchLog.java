package io.rackproof.collector.store;

import com.google.protobuf.ByteString;
import io.rackproof.collector.store.SampleStore.SetAside;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;

/**
 * Where batches become durable before they are sealed into files. SQLite is one engine for it; a
 * replicated log is another. Thread safe.
 */
interface BatchLog {

  /**
   * Stores those batches that are not stored yet, as one.
   *
   * @param arrivedMillis when they came, by the collector's clock
   * @return what is new
   * @throws IOException when nothing of it was stored
   */
  Appended append(List<StoredBatch> batches, long arrivedMillis) throws IOException;

  /**
   * @param added what is new
   * @param setAside what was kept aside instead
   */
  record Appended(List<LoggedBatch> added, List<SetAside> setAside) {}

  /**
   * Stores samples as the next batch of an epoch that the collector numbers.
   *
   * @return one batch, stored or set aside
   * @throws IOException when they were not stored
   */
  Appended number(String rack, String epoch, List<Sample> samples, long arrivedMillis)
      throws IOException;

  /** The batches of a rack above a row, by row: at least one, if any, up to a number of samples. */
  List<LoggedBatch> after(String rack, long row, long mostSamples) throws IOException;

  /** Notes that a range of batches needs no more waiting for, though it was not stored. */
  void settle(String rack, String epoch, long first, long last) throws IOException;

  /** Keeps a batch aside that cannot be understood. */
  void setAside(
      String rack, String epoch, long sequence, ByteString encoded, String why, long arrivedMillis)
      throws IOException;

  /**
   * Keeps those batches aside whose bytes were damaged where they lie, so that the others can be
   * read; what they held is lost, and noted as that.
   *
   * @return how many
   */
  int setDamagedAside(long nowMillis) throws IOException;

  /** Notes that a range of batches is stored elsewhere, in a sealed file. */
  void known(String rack, String epoch, long first, long last) throws IOException;

  /** Whether all batches of a range were stored, sealed by now or not. */
  boolean stored(String rack, String epoch, long first, long last) throws IOException;

  /** The highest n such that batches 1..n are stored or settled. */
  long acknowledged(String rack, String epoch) throws IOException;

  /** The names of all epochs of a rack. */
  SortedSet<String> epochs(String rack) throws IOException;

  /** The batches of a rack that may hold samples in [from, to), by row. */
  List<LoggedBatch> read(String rack, long fromMillis, long toMillis) throws IOException;

  /** The oldest batches of a rack by row: at least one, if any, then up to a number of samples. */
  List<LoggedBatch> oldest(String rack, long mostSamples) throws IOException;

  /** The racks whose oldest batch in the log arrived at a time or before. */
  List<String> waitingSince(long arrivedMillis) throws IOException;

  /** How many samples the rows first..last of a rack hold that are still in the log. */
  long samples(String rack, long firstRow, long lastRow) throws IOException;

  /** Removes the rows first..last of a rack, which are sealed. */
  void remove(String rack, long firstRow, long lastRow) throws IOException;

  /** No row up to this one is given out again. */
  void reserve(long lastRow);

  /** How many batches it holds. */
  long batches();

  /** Bytes that their encoded forms take. */
  long bytes();
}
