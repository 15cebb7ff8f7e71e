package io.rackproof.collector.store;

import com.google.protobuf.ByteString;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Durable samples, each exactly once. Thread safe. Another engine (such as Apache Kafka for the
 * log) is another implementation; the contract suite runs over all of them.
 */
public interface SampleStore extends AutoCloseable {

  /**
   * Opens the store of this machine: a SQLite log in front, Parquet files behind, described in
   * {@code docs/store.md}. It seals by itself, and {@link #sealDue} does so at once.
   *
   * @throws IOException when it cannot be opened, or another process has it open
   */
  static SampleStore open(StoreConfig config, Clock clock) throws IOException {
    return open(config, clock, NOTHING_GOES);
  }

  /** As the other; deletes by itself what {@link StoreConfig#retention} lets go. */
  static SampleStore open(StoreConfig config, Clock clock, Retention.Keeper keeper)
      throws IOException {
    SqliteParquetStore store =
        SqliteParquetStore.open(config, clock, keeper, ParquetSealer.Steps.NONE);
    store.sealInBackground();
    return store;
  }

  /** Who is not told what is needed deletes nothing. */
  Retention.Keeper NOTHING_GOES =
      new Retention.Keeper() {
        @Override
        public List<Retention.Span> needed(String rack) {
          return List.of(new Retention.Span(Long.MIN_VALUE, Long.MAX_VALUE));
        }

        @Override
        public void deleted(String rack) {}
      };

  /**
   * Stores batches in one transaction; durable when it returns. A batch that is stored already is
   * skipped, so a repeat does no harm.
   *
   * @return those that can never be stored, kept aside now: their samples count as lost
   * @throws OutOfSpaceException when the disk is full, or nearly: nothing of it was stored
   * @throws IOException when nothing of it was stored
   */
  List<SetAside> append(List<StoredBatch> batches) throws IOException;

  /**
   * Stores samples of a sender that numbers nothing, all of them in one transaction: each rack's
   * samples get the next batch number of the sender's epoch. A sample whose series has one at that
   * time already is a repeat and is left away.
   *
   * @param epoch names the sender; no agent's epoch has this name
   * @return what was new, by rack
   * @throws IOException when nothing of it was stored
   */
  List<Numbered> appendUnnumbered(String epoch, Map<String, List<Sample>> byRack)
      throws IOException;

  /**
   * What a reader that follows a rack has not seen yet, in the order of arrival: at least one
   * batch, if there is any, then up to a number of samples; a sealed file comes as a whole.
   *
   * @param row up to which it has seen all, 0 at first
   * @param seen the highest batch number that it has seen of each epoch
   */
  List<Following> following(String rack, long row, Map<String, Long> seen, int mostSamples)
      throws IOException;

  /** Notes that batches will never come; durable when it returns. A repeat does no harm. */
  void lost(String rack, String epoch, Loss loss) throws IOException;

  /** Sets a batch aside that cannot be understood; it counts as stored, its samples as lost. */
  void poison(String rack, String epoch, long sequence, ByteString encoded, String why)
      throws IOException;

  /** Notes the offset of an agent's clock; see {@link #clockOffsets}. */
  void clockOffset(String rack, long atMillis, long offsetMillis) throws IOException;

  /** The highest n such that batches 1..n of the epoch are stored, lost or set aside. */
  long acknowledged(String rack, String epoch) throws IOException;

  /**
   * The samples of a rack whose time is in [from, to), by series, each time once.
   *
   * @param wanted which series
   */
  List<SeriesSamples> read(String rack, Predicate<Series> wanted, long fromMillis, long toMillis)
      throws IOException;

  /**
   * How many samples each series of a rack has in [from, to), as counting those of {@link #read}
   * would tell; much quicker, since few of them are read.
   *
   * @return by series, only those that have a sample
   */
  List<SeriesCount> counts(String rack, long fromMillis, long toMillis) throws IOException;

  /**
   * How many rows are stored of a rack in [from, to), repeats of a time among them: it is another
   * number once a sample was added, and the same after sealing and starting again.
   */
  long rows(String rack, long fromMillis, long toMillis) throws IOException;

  /** The newest sample of each series of a rack; kept in memory. */
  Collection<Sample> latest(String rack);

  /** Whether a series of a rack has a sample; costs little. */
  boolean knows(String rack, Series series);

  /** How many series of all racks have samples; each takes memory for ever. */
  long series();

  /** The racks that ever sent something, by id, as they last named themselves. */
  Map<String, RackIdentity> racks();

  /**
   * What is known of the instruments behind a rack's series: for each series that an agent has told
   * something of, what holds last before a time. What is told later of a later time leaves it as it
   * is, so that what was judged once is judged the same again.
   */
  Map<Series, Instrument> instruments(String rack, long beforeMillis) throws IOException;

  /** What is known of them now. */
  default Map<Series, Instrument> instruments(String rack) throws IOException {
    return instruments(rack, Long.MAX_VALUE);
  }

  /**
   * A number that is another one once losses, clock offsets or instruments of a rack were noted
   * that were not known before; samples leave it as it is. Costs nothing to ask.
   */
  long recordsRevision(String rack);

  /** What a rack lost in [from, to), in order; losses of unknown time are always among them. */
  List<Loss> losses(String rack, long fromMillis, long toMillis) throws IOException;

  /**
   * The agent's clock minus the collector's in milliseconds, by the collector's time of measuring,
   * for measurements in [from, to) and the last before.
   */
  Map<Long, Long> clockOffsets(String rack, long fromMillis, long toMillis) throws IOException;

  /**
   * Moves what has waited long enough from the log to sealed files; reads give the same before and
   * after.
   *
   * @return how many files were written
   * @throws IOException when some could not be sealed; nothing is lost and it is tried again
   */
  int sealDue() throws IOException;

  /**
   * Deletes the sealed files that retention lets go; noted as losses.
   *
   * @return how many went
   */
  int deleteDue() throws IOException;

  /** How much it holds, for metrics. */
  Status status();

  @Override
  void close();

  /**
   * @param definitions series by id that this batch needs and no earlier {@code append} of the
   *     epoch is sure to have brought; repeats are fine
   * @param instruments what was told of instruments since the batch before; repeats are fine
   */
  record StoredBatch(
      RackIdentity rack,
      String epoch,
      long sequence,
      ByteString encoded,
      List<Sample> samples,
      Map<Integer, Series> definitions,
      List<DatedInstrument> instruments) {
    public StoredBatch {
      samples = List.copyOf(samples);
      definitions = Map.copyOf(definitions);
      instruments = List.copyOf(instruments);
    }

    /** A batch with which nothing is told of instruments. */
    public StoredBatch(
        RackIdentity rack,
        String epoch,
        long sequence,
        ByteString encoded,
        List<Sample> samples,
        Map<Integer, Series> definitions) {
      this(rack, epoch, sequence, encoded, samples, definitions, List.of());
    }
  }

  /** A batch that was set aside, and why. */
  record SetAside(String rack, String epoch, long sequence, String why) {}

  /** A batch that the store has numbered. */
  record Numbered(String rack, String epoch, long sequence, List<Sample> samples) {
    public Numbered {
      samples = List.copyOf(samples);
    }
  }

  /**
   * A batch as a follower gets it.
   *
   * @param sequence its number in the epoch; 0 for a place without samples, where only the row
   *     moves
   * @param samples of one batch, those of a series in the order of time
   * @param row up to which all has been seen after this one
   */
  record Following(String epoch, long sequence, List<Sample> samples, long row) {
    public Following {
      samples = List.copyOf(samples);
    }
  }

  /**
   * @param firstMillis time of the first sample lost, 0 when unknown
   * @param lastMillis time of the last
   */
  record Loss(
      long firstSequence,
      long lastSequence,
      long firstMillis,
      long lastMillis,
      long samples,
      String reason) {}

  /**
   * @param logBatches waiting to be sealed
   * @param logBytes that they take
   * @param sealedFiles Parquet files
   * @param sealedBytes that they take
   * @param sealedSamples that they hold
   * @param samples stored since the process started
   * @param setAside batches set aside since the process started
   * @param deletedFiles sealed files that retention has deleted since the process started
   * @param damagedFiles sealed files that were found damaged or gone since the process started
   * @param freeBytes of the disk; -1 when that cannot be told
   * @param reserveBytes of the disk that stay free
   */
  record Status(
      long logBatches,
      long logBytes,
      long sealedFiles,
      long sealedBytes,
      long sealedSamples,
      long samples,
      long setAside,
      long deletedFiles,
      long damagedFiles,
      long freeBytes,
      long reserveBytes) {}
}
