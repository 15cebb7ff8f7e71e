package io.rackproof.collector.store;

import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The samples of some batches in the order of a sealed file: by series, time, batch number, epoch,
 * and place in the batch. They come by time, so that those of one series have this order already as
 * a rule: one pass counts, another puts each in its place.
 */
final class SealedRows {

  private final IdentityHashMap<Series, Integer> byObject = new IdentityHashMap<>();
  private final List<Series> series;
  private final List<String> epochs;
  private final int[] epochOfBatch;
  private final List<LoggedBatch> batches;

  /** By row in the order of arrival. */
  private final Sample[] samples;

  private final int[] batchOf;
  private final int[] numberOf;

  /** Rows of arrival in the order of the file. */
  private final int[] sorted;

  /** By series: the place of its first row; that of none at the end. */
  private final int[] first;

  SealedRows(List<LoggedBatch> batches) {
    this.batches = batches;
    this.samples = batches.stream().flatMap(b -> b.samples().stream()).toArray(Sample[]::new);
    this.series = numbered();
    this.batchOf = new int[samples.length];
    this.numberOf = new int[samples.length];
    this.sorted = new int[samples.length];
    SortedMap<String, Integer> names = new TreeMap<>();
    batches.forEach(batch -> names.put(batch.epoch(), 0));
    this.epochs = List.copyOf(names.keySet());
    this.epochOfBatch = batches.stream().mapToInt(batch -> epochs.indexOf(batch.epoch())).toArray();
    look();
    this.first = sort();
  }

  /** All series in their order, found by object: the same one may be several. */
  private List<Series> numbered() {
    for (Sample sample : samples) {
      byObject.put(sample.series(), 0);
    }
    SortedMap<Series, Integer> distinct = new TreeMap<>();
    byObject.keySet().forEach(one -> distinct.put(one, 0));
    int number = 0;
    for (Map.Entry<Series, Integer> entry : distinct.entrySet()) {
      entry.setValue(number++);
    }
    byObject.replaceAll((one, zero) -> distinct.getOrDefault(one, 0));
    return new ArrayList<>(distinct.keySet());
  }

  private void look() {
    int row = 0;
    int before = 0;
    for (int b = 0; b < batches.size(); b++) {
      int size = batches.get(b).samples().size();
      for (int i = 0; i < size; i++, row++) {
        batchOf[row] = b;
        // Most batches bring the series of the one before, in its order.
        int likely = before + i;
        numberOf[row] =
            likely < row - i && isSame(samples[likely].series(), samples[row].series())
                ? numberOf[likely]
                : byObject.getOrDefault(samples[row].series(), 0);
      }
      before = row - size;
    }
  }

  @SuppressWarnings("ReferenceEquality") // another object of the same series is looked up
  private static boolean isSame(Series one, Series other) {
    return one == other;
  }

  private int[] sort() {
    int[] next = new int[series.size() + 1];
    for (int number : numberOf) {
      next[number + 1]++;
    }
    for (int i = 1; i < next.length; i++) {
      next[i] += next[i - 1];
    }
    int[] starts = Arrays.copyOf(next, next.length);
    for (int row = 0; row < numberOf.length; row++) {
      sorted[next[numberOf[row]]++] = row;
    }
    for (int number = 0; number < series.size(); number++) {
      sort(starts[number], starts[number + 1]);
    }
    return starts;
  }

  /** Those of one series. */
  private void sort(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (compare(sorted[i - 1], sorted[i]) > 0) {
        List<Integer> rows =
            Arrays.stream(sorted, from, to)
                .boxed()
                .sorted(Comparator.comparing(row -> row, this::compare))
                .toList();
        for (int k = from; k < to; k++) {
          sorted[k] = rows.get(k - from);
        }
        return;
      }
    }
  }

  /** Of the same series; places in a batch grow with the rows. */
  private int compare(int one, int other) {
    int byTime = Long.compare(samples[one].timeMillis(), samples[other].timeMillis());
    if (byTime != 0) {
      return byTime;
    }
    int bySequence = Long.compare(sequence(one), sequence(other));
    if (bySequence != 0) {
      return bySequence;
    }
    int byEpoch = Integer.compare(epoch(one), epoch(other));
    return byEpoch != 0 ? byEpoch : Integer.compare(one, other);
  }

  private long sequence(int row) {
    return batches.get(batchOf[row]).sequence();
  }

  private int epoch(int row) {
    return epochOfBatch[batchOf[row]];
  }

  /** All series by number. */
  List<Series> series() {
    return series;
  }

  /** The numbers of all series, whatever objects they are. */
  Map<Series, Integer> numbers() {
    Map<Series, Integer> numbers = new HashMap<>();
    series.forEach(one -> numbers.put(one, numbers.size()));
    return numbers;
  }

  /** The names of all epochs by number. */
  List<String> epochs() {
    return epochs;
  }

  /** Where the rows of a series begin; behind the last series, how many there are. */
  int firstOf(int number) {
    return first[number];
  }

  Sample sampleAt(int place) {
    return samples[sorted[place]];
  }

  int epochAt(int place) {
    return epoch(sorted[place]);
  }

  long sequenceAt(int place) {
    return sequence(sorted[place]);
  }
}
