package io.rackproof.collector.remotewrite;

import com.google.protobuf.MessageLite;
import io.airlift.compress.snappy.SnappyCompressor;
import io.rackproof.collector.remotewrite.proto.WriteV1;
import io.rackproof.collector.remotewrite.proto.WriteV2;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Batches as bodies of requests. A sample that holds a value goes as it is; any other ends its
 * series there too, with a staleness marker.
 */
final class ForwardRequests {

  /** The bits of the NaN by which a sender tells that a series ended. */
  static final long STALE_BITS = 0x7ff0000000000002L;

  private static final String NAME = "__name__";
  private static final int COUNTER = 1;
  private static final int GAUGE = 2;

  private final Protocol protocol;
  private final Map<String, String> external;

  ForwardRequests(Protocol protocol, Map<String, String> external) {
    this.protocol = protocol;
    this.external = external;
  }

  byte[] encode(List<Sample> samples) {
    Map<Series, List<Sample>> bySeries = new LinkedHashMap<>();
    for (Sample sample : samples) {
      bySeries.computeIfAbsent(sample.series(), s -> new ArrayList<>()).add(sample);
    }
    bySeries.values().forEach(list -> list.sort(Comparator.comparingLong(Sample::timeMillis)));
    return pack(protocol == Protocol.V1 ? v1(bySeries) : v2(bySeries));
  }

  private static byte[] pack(MessageLite message) {
    byte[] plain = message.toByteArray();
    SnappyCompressor compressor = new SnappyCompressor();
    byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
    return Arrays.copyOf(packed, length);
  }

  private SortedMap<String, String> labels(Series series) {
    SortedMap<String, String> labels = new TreeMap<>(external);
    labels.putAll(series.labels());
    labels.put(NAME, series.metric());
    return labels;
  }

  private WriteV1.WriteRequest v1(Map<Series, List<Sample>> bySeries) {
    WriteV1.WriteRequest.Builder request = WriteV1.WriteRequest.newBuilder();
    bySeries.forEach(
        (series, samples) -> {
          WriteV1.TimeSeries.Builder one = request.addTimeseriesBuilder();
          labels(series)
              .forEach((name, value) -> one.addLabelsBuilder().setName(name).setValue(value));
          for (Sample sample : samples) {
            one.addSamplesBuilder().setTimestamp(sample.timeMillis()).setValue(value(sample));
          }
        });
    return request.build();
  }

  private WriteV2.Request v2(Map<Series, List<Sample>> bySeries) {
    Map<String, Integer> symbols = new LinkedHashMap<>();
    symbols.put("", 0);
    WriteV2.Request.Builder request = WriteV2.Request.newBuilder();
    bySeries.forEach(
        (series, samples) -> {
          WriteV2.TimeSeries.Builder one = request.addTimeseriesBuilder();
          labels(series)
              .forEach(
                  (name, value) ->
                      one.addLabelsRefs(place(symbols, name)).addLabelsRefs(place(symbols, value)));
          one.getMetadataBuilder().setType(series.metric().endsWith("_total") ? COUNTER : GAUGE);
          for (Sample sample : samples) {
            one.addSamplesBuilder().setTimestamp(sample.timeMillis()).setValue(value(sample));
          }
        });
    return request.addAllSymbols(symbols.keySet()).build();
  }

  private static int place(Map<String, Integer> symbols, String text) {
    Integer known = symbols.putIfAbsent(text, symbols.size());
    return known == null ? symbols.size() - 1 : known;
  }

  private static double value(Sample sample) {
    boolean holds = sample.quality().isGood() || sample.quality() == Quality.COUNTER_RESET;
    return holds ? sample.value() : Double.longBitsToDouble(STALE_BITS);
  }
}
