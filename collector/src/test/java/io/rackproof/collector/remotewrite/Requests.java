package io.rackproof.collector.remotewrite;

import com.google.protobuf.ByteString;
import io.airlift.compress.snappy.SnappyCompressor;
import io.rackproof.collector.remotewrite.proto.WriteV1;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Bodies of remote write requests. */
public final class Requests {

  private Requests() {}

  public static byte[] of(Protocol protocol, List<Sample> samples) {
    return new ForwardRequests(protocol, Map.of()).encode(samples);
  }

  /** A good sample of a series with these labels, as name, value, name, value. */
  public static Sample sample(long timeMillis, double value, String metric, String... labels) {
    java.util.TreeMap<String, String> named = new java.util.TreeMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      named.put(labels[i], labels[i + 1]);
    }
    return Sample.good(Series.of(metric, named), timeMillis, value);
  }

  /** The same series at a time, ended by a staleness marker. */
  public static Sample stale(Sample sample, long timeMillis) {
    return new Sample(sample.series(), timeMillis, Double.NaN, Quality.NOT_AVAILABLE, 0);
  }

  /** A request of 1.0 with a native histogram beside one sample. */
  public static byte[] withHistogram(Sample sample) {
    WriteV1.WriteRequest.Builder request = WriteV1.WriteRequest.newBuilder();
    WriteV1.TimeSeries.Builder histogram = request.addTimeseriesBuilder();
    WriteV1.TimeSeries.Builder plain = request.addTimeseriesBuilder();
    histogram.addLabelsBuilder().setName("__name__").setValue("request_seconds");
    histogram.addHistograms(ByteString.copyFromUtf8("abc"));
    plain.addLabelsBuilder().setName("__name__").setValue(sample.series().metric());
    sample
        .series()
        .labels()
        .forEach((name, value) -> plain.addLabelsBuilder().setName(name).setValue(value));
    plain.addSamplesBuilder().setTimestamp(sample.timeMillis()).setValue(sample.value());
    return pack(request.build().toByteArray());
  }

  /** A request of 1.0 with one sample and these labels, name, value, …, in this order. */
  public static byte[] ordered(long timeMillis, double value, String... labels) {
    WriteV1.WriteRequest.Builder request = WriteV1.WriteRequest.newBuilder();
    WriteV1.TimeSeries.Builder series = request.addTimeseriesBuilder();
    for (int i = 0; i < labels.length; i += 2) {
      series.addLabelsBuilder().setName(labels[i]).setValue(labels[i + 1]);
    }
    series.addSamplesBuilder().setTimestamp(timeMillis).setValue(value);
    return pack(request.build().toByteArray());
  }

  public static byte[] pack(byte[] message) {
    SnappyCompressor compressor = new SnappyCompressor();
    byte[] packed = new byte[compressor.maxCompressedLength(message.length)];
    return Arrays.copyOf(
        packed, compressor.compress(message, 0, message.length, packed, 0, packed.length));
  }
}
