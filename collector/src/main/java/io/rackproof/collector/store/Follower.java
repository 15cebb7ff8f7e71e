package io.rackproof.collector.store;

import io.rackproof.collector.store.SampleStore.Following;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hands out a rack's batches in the order of arrival to somebody who remembers how far he is,
 * whether they are in the log or sealed by now. The batches of a file are put together again: they
 * are the same as they were in the log.
 */
final class Follower {

  private record Key(String epoch, long sequence) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byEpoch = epoch.compareTo(other.epoch);
      return byEpoch != 0 ? byEpoch : Long.compare(sequence, other.sequence);
    }
  }

  private final Database database;
  private final BatchLog log;
  private final SealedFiles sealed;
  private final DamagedFiles damaged;

  Follower(Database database, BatchLog log, SealedFiles sealed, DamagedFiles damaged) {
    this.damaged = damaged;
    this.database = database;
    this.log = log;
    this.sealed = sealed;
  }

  List<Following> after(String rack, long row, Map<String, Long> seen, int mostSamples)
      throws IOException {
    List<LoggedBatch> waiting = new ArrayList<>();
    // From one snapshot: what is being sealed now is in exactly one of the two.
    Optional<SealedFile> file =
        database.read(
            connection -> {
              Optional<SealedFile> next = sealed.firstAfter(rack, row);
              if (next.isEmpty()) {
                waiting.addAll(log.after(rack, row, mostSamples));
              }
              return next;
            });
    return file.isPresent()
        ? ofFile(file.get(), row, seen)
        : waiting.stream()
            .map(b -> new Following(b.epoch(), b.sequence(), b.samples(), b.row()))
            .toList();
  }

  private List<Following> ofFile(SealedFile file, long row, Map<String, Long> seen)
      throws IOException {
    Map<Key, List<Sample>> batches = new TreeMap<>();
    // Of a damaged file nothing comes but that its rows are over.
    boolean unused =
        damaged.read(
            file,
            () ->
                sealed.readAll(
                    file,
                    (epoch, sequence, sample) -> {
                      if (sequence > seen.getOrDefault(epoch, 0L)) {
                        batches
                            .computeIfAbsent(new Key(epoch, sequence), k -> new ArrayList<>())
                            .add(sample);
                      }
                    }));
    List<Map.Entry<Key, List<Sample>>> ordered = new ArrayList<>(batches.entrySet());
    if (ordered.stream().map(b -> b.getKey().epoch()).distinct().count() > 1) {
      // Epochs follow one another, and within one the numbers grow with time but for late data.
      Map<String, Long> firstOfEpoch = new TreeMap<>();
      ordered.forEach(b -> firstOfEpoch.merge(b.getKey().epoch(), first(b.getValue()), Math::min));
      ordered.sort(
          Comparator.<Map.Entry<Key, List<Sample>>>comparingLong(
                  b -> firstOfEpoch.getOrDefault(b.getKey().epoch(), 0L))
              .thenComparing(Map.Entry::getKey));
    }
    List<Following> following = new ArrayList<>(ordered.size() + 1);
    for (Map.Entry<Key, List<Sample>> batch : ordered) {
      following.add(
          new Following(batch.getKey().epoch(), batch.getKey().sequence(), batch.getValue(), row));
    }
    following.add(new Following("", 0, List.of(), file.lastRow()));
    return following;
  }

  private static long first(List<Sample> samples) {
    return samples.stream().mapToLong(Sample::timeMillis).min().orElseThrow();
  }
}
