package io.rackproof.collector.store;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a sealed file holds of each of its series, by the series' number in the file: how many
 * samples, each time once, and when. Immutable once it is filled.
 */
final class FileCounts {

  private final int[] series;
  private final long[] samples;
  private final long[] notGood;
  private final long[] first;
  private final long[] last;
  private final long[] firstGood;
  private final long[] lastGood;

  /** Of no sample yet. */
  FileCounts(int size) {
    series = new int[size];
    samples = new long[size];
    notGood = new long[size];
    first = new long[size];
    last = new long[size];
    firstGood = new long[size];
    lastGood = new long[size];
    Arrays.fill(firstGood, Long.MAX_VALUE);
    Arrays.fill(lastGood, Long.MIN_VALUE);
  }

  /**
   * Counts the next sample of a series.
   *
   * @return false when it is older than the one before, which no sealed file has
   */
  boolean add(int number, long timeMillis, boolean good) {
    if (samples[number] > 0) {
      if (timeMillis == last[number]) {
        return true; // of two at one time the earlier row counts
      }
      if (timeMillis < last[number]) {
        return false;
      }
    } else {
      first[number] = timeMillis;
    }
    last[number] = timeMillis;
    samples[number]++;
    if (!good) {
      notGood[number]++;
      return true;
    }
    firstGood[number] = Math.min(firstGood[number], timeMillis);
    lastGood[number] = timeMillis;
    return true;
  }

  int size() {
    return series.length;
  }

  /** The rack's own number of a series, see {@link SealedCounts}. */
  int rackNumber(int number) {
    return series[number];
  }

  void name(int number, int rackNumber) {
    series[number] = rackNumber;
  }

  long samples(int number) {
    return samples[number];
  }

  long notGood(int number) {
    return notGood[number];
  }

  long firstMillis(int number) {
    return first[number];
  }

  long lastMillis(int number) {
    return last[number];
  }

  /** {@link Long#MAX_VALUE} without a good sample. */
  long firstGoodMillis(int number) {
    return firstGood[number];
  }

  /** {@link Long#MIN_VALUE} without a good sample. */
  long lastGoodMillis(int number) {
    return lastGood[number];
  }

  /**
   * Varints: how many series, then of each its rack number less the one before, samples, those that
   * are not good, the first time less that of the series before, how much later the last is; of
   * those with a good sample how much later than the first it is, and how much earlier than the
   * last.
   */
  byte[] encode() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * series.length + 16);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeUInt32NoTag(series.length);
    int rackNumber = 0;
    long time = 0;
    for (int i = 0; i < series.length; i++) {
      out.writeSInt32NoTag(series[i] - rackNumber);
      out.writeUInt64NoTag(samples[i]);
      out.writeUInt64NoTag(notGood[i]);
      out.writeSInt64NoTag(first[i] - time);
      out.writeUInt64NoTag(last[i] - first[i]);
      if (notGood[i] < samples[i]) {
        out.writeUInt64NoTag(firstGood[i] - first[i]);
        out.writeUInt64NoTag(last[i] - lastGood[i]);
      }
      rackNumber = series[i];
      time = first[i];
    }
    out.flush();
    return bytes.toByteArray();
  }

  /** What {@link #encode} has written. */
  static FileCounts decode(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    int size = in.readUInt32();
    if (size < 0 || size > bytes.length) {
      throw new IOException("no counts of a file: " + size + " series in " + bytes.length);
    }
    FileCounts counts = new FileCounts(size);
    int rackNumber = 0;
    long time = 0;
    for (int i = 0; i < size; i++) {
      rackNumber += in.readSInt32();
      counts.series[i] = rackNumber;
      counts.samples[i] = in.readUInt64();
      counts.notGood[i] = in.readUInt64();
      time += in.readSInt64();
      counts.first[i] = time;
      counts.last[i] = time + in.readUInt64();
      if (counts.notGood[i] < counts.samples[i]) {
        counts.firstGood[i] = time + in.readUInt64();
        counts.lastGood[i] = counts.last[i] - in.readUInt64();
      }
    }
    return counts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileCounts counts
        && Arrays.equals(series, counts.series)
        && Arrays.equals(samples, counts.samples)
        && Arrays.equals(notGood, counts.notGood)
        && Arrays.equals(first, counts.first)
        && Arrays.equals(last, counts.last)
        && Arrays.equals(firstGood, counts.firstGood)
        && Arrays.equals(lastGood, counts.lastGood);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(samples);
  }
}
