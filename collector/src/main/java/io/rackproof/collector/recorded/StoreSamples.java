package io.rackproof.collector.recorded;

import io.rackproof.collector.store.StoreSnapshot;
import io.rackproof.collector.store.StoreSnapshot.LogExtent;
import io.rackproof.collector.store.StoreSnapshot.SealedPart;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.IntConsumer;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/** A collector's store: its sealed files and its log. */
final class StoreSamples implements SampleSource {

  private final StoreSnapshot store;
  private final Columnar columnar;
  private final List<SealedPart> parts;
  private final List<LogExtent> logged;
  private final Map<Series, Integer> numbers = new HashMap<>();
  private final List<ParquetSeries> series = new ArrayList<>();

  StoreSamples(StoreSnapshot store, Columnar columnar) throws IOException {
    this.store = store;
    this.columnar = columnar;
    this.parts = store.sealed();
    this.logged = store.logged();
  }

  StoreSnapshot store() {
    return store;
  }

  @Override
  public String name() {
    return store.directory().toString();
  }

  @Override
  public void survey(Survey survey) throws IOException {
    List<Path> files = parts.stream().map(SealedPart::path).toList();
    if (!files.isEmpty()) {
      series.add(ParquetSeries.find(ParquetLayout.SEALED, files, columnar, survey));
    }
    for (SealedPart part : parts) {
      survey.rows(part.samples(), part.firstMillis(), part.lastMillis());
    }
    for (LogExtent extent : logged) {
      IdentityHashMap<Series, Boolean> seen = new IdentityHashMap<>();
      store.log(
          extent,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          (sample, epoch, sequence) -> {
            if (seen.put(sample.series(), true) == null) {
              numbers.put(sample.series(), survey.number(sample.series()));
            }
          });
      survey.rows(extent.samples(), extent.firstMillis(), extent.lastMillis());
    }
  }

  @Override
  public void seriesIn(long fromMillis, long toMillis, IntConsumer consumer) throws IOException {
    List<Path> files =
        parts.stream()
            .filter(p -> p.firstMillis() < toMillis && p.lastMillis() >= fromMillis)
            .map(SealedPart::path)
            .toList();
    if (!files.isEmpty()) {
      series.get(0).in(files, fromMillis, toMillis, columnar, consumer);
    }
    for (LogExtent extent : logged) {
      IdentityHashMap<Series, Boolean> seen = new IdentityHashMap<>();
      store.log(
          extent,
          fromMillis,
          toMillis,
          (sample, epoch, sequence) -> {
            Integer number = numbers.get(sample.series());
            if (seen.put(sample.series(), true) == null && number != null) {
              consumer.accept(number);
            }
          });
    }
  }

  @Override
  public void read(long fromMillis, long toMillis, RowSink rows) throws IOException {
    Map<String, Map<String, Integer>> ranks = new HashMap<>();
    for (LogExtent extent : logged) {
      log(extent, ranks(extent.rack(), ranks), fromMillis, toMillis, rows);
    }
    List<SealedPart> within =
        parts.stream()
            .filter(p -> p.firstMillis() < toMillis && p.lastMillis() >= fromMillis)
            .toList();
    List<FilesInTurn.File> files = new ArrayList<>();
    for (SealedPart part : within) {
      String order = order(ranks(part.rack(), ranks));
      files.add((engine, blocks) -> sealed(part, order, fromMillis, toMillis, engine, blocks));
    }
    FilesInTurn.read(
        files,
        columnar,
        new FilesInTurn.Consumer() {
          @Override
          public void file(int index) throws IOException {
            // Nothing of this file, or of a later one, is older than its first sample.
            rows.horizon(within.get(index).firstMillis());
          }

          @Override
          public void rows(RowBlock block) throws IOException {
            rows.rows(block);
          }
        });
  }

  private Map<String, Integer> ranks(String rack, Map<String, Map<String, Integer>> known)
      throws IOException {
    Map<String, Integer> ranks = known.get(rack);
    if (ranks == null) {
      SortedSet<String> epochs = store.epochs(rack);
      ranks = new HashMap<>();
      for (String epoch : epochs) {
        ranks.put(epoch, ranks.size());
      }
      known.put(rack, ranks);
    }
    return ranks;
  }

  private void log(
      LogExtent extent, Map<String, Integer> ranks, long fromMillis, long toMillis, RowSink rows)
      throws IOException {
    IdentityHashMap<Series, Integer> byObject = new IdentityHashMap<>();
    store.log(
        extent,
        fromMillis,
        toMillis,
        (Sample sample, String epoch, long sequence) -> {
          Integer number =
              byObject.computeIfAbsent(sample.series(), s -> numbers.getOrDefault(s, -1));
          if (number >= 0) {
            ParquetSamples.hand(
                rows,
                number,
                sample.timeMillis(),
                sample.value(),
                (byte) sample.quality().code(),
                sequence * ranks.size() + ranks.getOrDefault(epoch, 0));
          }
        });
  }

  private void sealed(
      SealedPart part,
      String order,
      long fromMillis,
      long toMillis,
      Columnar engine,
      FilesInTurn.Blocks blocks)
      throws IOException {
    ParquetSeries known = series.get(0);
    SeriesNumbers.Cursor cursor = known.cursor();
    boolean whole = fromMillis <= part.firstMillis() && toMillis > part.lastMillis();
    engine.stream(
        "SELECT "
            + known.hash()
            + ", time, value, quality, "
            + order
            + " FROM "
            + Columnar.source(List.of(part.path()), false)
            + (whole ? "" : " WHERE time >= " + fromMillis + " AND time < " + toMillis),
        chunk -> hand(chunk, cursor, blocks));
  }

  /** What decides between two samples at one time: the batch number, then the epoch's name. */
  private static String order(Map<String, Integer> ranks) {
    if (ranks.size() < 2) {
      return "sequence";
    }
    StringBuilder sql =
        new StringBuilder("sequence * ").append(ranks.size()).append(" + CASE epoch");
    ranks.forEach(
        (epoch, rank) ->
            sql.append(" WHEN ").append(Columnar.text(epoch)).append(" THEN ").append(rank));
    return "CAST(" + sql.append(" ELSE 0 END AS BIGINT)");
  }

  private static void hand(
      DuckDBDataChunkReader chunk, SeriesNumbers.Cursor cursor, FilesInTurn.Blocks blocks)
      throws IOException {
    RowBlock block = blocks.empty();
    Vectors.fill(chunk, cursor, block);
    DuckDBReadableVector orders = chunk.vector(4);
    for (int i = 0; i < block.size; i++) {
      block.orders[i] = orders.getLong(i);
    }
    blocks.full(block);
  }
}
