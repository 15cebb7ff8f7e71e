package io.rackproof.collector.recorded;

import io.rackproof.collector.store.StoreSnapshot;
import io.rackproof.document.Problem;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Samples in files that a person names: CSV, Parquet, and folders of stores. Everything is looked
 * through when it is opened; samples are read when they are asked for. Of two samples of a series
 * at one time that of the file named first counts, within a file that of the earlier row, within a
 * store that of the lower batch. Not thread safe.
 */
public final class Recording implements SampleChunks, AutoCloseable {

  /** Rows that may wait in memory to be put in order, about 25 bytes each. */
  private static final int MOST_ROWS = 4_000_000;

  private static final long SLICE_MILLIS = 5 * 60_000L;

  /** More slices than this would be too many small scratch files. */
  private static final int MOST_SLICES = 512;

  private static final int ORDER_BITS = 48;

  private final List<SampleSource> sources;
  private final List<Long> firstTimes;
  private final List<StoreSnapshot> stores;
  private final Survey survey;
  private final Columnar columnar;
  private final Path scratch;

  private Recording(
      List<SampleSource> sources,
      List<Long> firstTimes,
      List<StoreSnapshot> stores,
      Survey survey,
      Columnar columnar,
      Path scratch) {
    this.sources = List.copyOf(sources);
    this.firstTimes = List.copyOf(firstTimes);
    this.stores = List.copyOf(stores);
    this.survey = survey;
    this.columnar = columnar;
    this.scratch = scratch;
  }

  /**
   * Opens files and looks through them.
   *
   * @param files in the order of precedence
   * @param skipBadRows whether rows that cannot be used are left out rather than refused
   * @throws BadRowsException when there are such rows, or columns that cannot be used
   * @throws IOException when a file cannot be read at all
   */
  public static Recording open(List<Path> files, boolean skipBadRows)
      throws IOException, BadRowsException {
    Path scratch = Files.createTempDirectory("rackproof-");
    List<AutoCloseable> opened = new ArrayList<>();
    opened.add(() -> delete(scratch));
    try {
      Columnar columnar = Columnar.open(scratch);
      opened.add(0, columnar);
      List<SampleSource> sources = new ArrayList<>();
      List<StoreSnapshot> stores = new ArrayList<>();
      for (Path file : files) {
        sources.add(source(file, columnar, stores, opened));
      }
      Survey survey = new Survey();
      List<Long> firstTimes = new ArrayList<>();
      for (SampleSource source : sources) {
        firstTimes.add(survey(source, survey));
      }
      if (survey.badRowCount() > 0 && (!skipBadRows || !survey.isUsable())) {
        throw new BadRowsException(survey.problems(), survey.badRowCount());
      }
      Recording recording = new Recording(sources, firstTimes, stores, survey, columnar, scratch);
      opened.clear();
      return recording;
    } finally {
      closeAll(opened);
    }
  }

  private static long survey(SampleSource source, Survey all) throws IOException {
    all.begin();
    try {
      source.survey(all);
    } catch (NoSuchFileException e) {
      throw new IOException(source.name() + ": there is no such file", e);
    }
    return all.firstMillisOfSource();
  }

  private static SampleSource source(
      Path file, Columnar columnar, List<StoreSnapshot> stores, List<AutoCloseable> opened)
      throws IOException {
    if (Files.isDirectory(file)) {
      StoreSnapshot store = StoreSnapshot.open(file);
      opened.add(0, store);
      stores.add(store);
      return new StoreSamples(store, columnar);
    }
    if (!Files.exists(file)) {
      throw new IOException(file + ": there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": is no file; samples are read twice, which a pipe cannot be");
    }
    return isParquet(file) ? new ParquetSamples(file, columnar) : new CsvSamples(file);
  }

  private static boolean isParquet(Path file) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".parquet") || name.endsWith(".csv") || name.endsWith(".csv.gz")) {
      return name.endsWith(".parquet");
    }
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(4), java.nio.charset.StandardCharsets.ISO_8859_1)
          .equals("PAR1");
    }
  }

  /** All series, by their numbers. */
  public List<Series> series() {
    return List.copyOf(survey.series());
  }

  /** The series that have a sample in [from, to); much quicker than reading those. */
  public List<Series> series(long fromMillis, long toMillis) throws IOException {
    if (rows() > 0 && fromMillis <= firstMillis() && toMillis > lastMillis()) {
      return series();
    }
    BitSet found = new BitSet();
    for (SampleSource source : sources) {
      source.seriesIn(fromMillis, toMillis, found::set);
    }
    return found.stream().mapToObj(survey.series()::get).toList();
  }

  /** Rows that can be used, duplicates among them. */
  public long rows() {
    return survey.rowCount();
  }

  /** Rows that were left out because they cannot be used. */
  public long skippedRows() {
    return survey.badRowCount();
  }

  /** What is wrong with the first of the rows that were left out. */
  public List<Problem> skipped() {
    return List.copyOf(survey.problems());
  }

  /** The time of the first sample; only when there are {@link #rows}. */
  public long firstMillis() {
    return survey.firstMillis();
  }

  /** The time of the last sample; only when there are {@link #rows}. */
  public long lastMillis() {
    return survey.lastMillis();
  }

  /** The stores among the files. */
  public List<StoreSnapshot> stores() {
    return stores;
  }

  @Override
  public void forEach(long fromMillis, long toMillis, Consumer consumer) throws IOException {
    if (rows() == 0 || toMillis <= fromMillis) {
      return;
    }
    long from = Math.max(fromMillis, firstMillis());
    long to = Math.min(toMillis, lastMillis() + 1);
    long slice = Math.max(SLICE_MILLIS, (to - from) / MOST_SLICES);
    boolean ordered = sources.size() > 1 || !stores.isEmpty();
    ReadAhead.run(consumed -> read(from, to, slice, ordered, consumed), consumer);
  }

  private void read(long from, long to, long slice, boolean ordered, TimeSlices.Consumer consumer)
      throws IOException {
    try (TimeSlices slices =
        new TimeSlices(survey.series(), slice, ordered, MOST_ROWS, scratch, consumer)) {
      for (int i = 0; i < sources.size(); i++) {
        sources.get(i).read(from, to, new Ordered(slices, (long) i << ORDER_BITS, later(i)));
      }
      slices.finish();
    }
  }

  /** The first time of any source after one. */
  private long later(int source) {
    return firstTimes.subList(source + 1, firstTimes.size()).stream()
        .mapToLong(t -> t)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Rows of one of several sources: those of an earlier one come first. */
  private record Ordered(TimeSlices slices, long base, long later) implements SampleSource.RowSink {
    @Override
    public void row(int series, long timeMillis, double value, byte quality, long order)
        throws IOException {
      slices.row(series, timeMillis, value, quality, base + order);
    }

    @Override
    public void rows(RowBlock rows) throws IOException {
      if (base != 0) {
        for (int i = 0; i < rows.size; i++) {
          rows.orders[i] += base;
        }
      }
      slices.rows(rows);
    }

    @Override
    public void horizon(long timeMillis) throws IOException {
      slices.horizon(Math.min(timeMillis, later));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void closeAll(List<AutoCloseable> parts) throws IOException {
    IOException failed = null;
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        failed = failed == null ? new IOException("cannot close: " + e.getMessage(), e) : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void close() throws IOException {
    List<AutoCloseable> parts = new ArrayList<>(stores);
    parts.add(columnar);
    parts.add(() -> delete(scratch));
    closeAll(parts);
  }
}
