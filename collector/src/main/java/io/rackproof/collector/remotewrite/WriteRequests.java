package io.rackproof.collector.remotewrite;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.rackproof.collector.remotewrite.proto.WriteV1;
import io.rackproof.collector.remotewrite.proto.WriteV2;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The bodies of requests: a snappy block that holds a protobuf message. */
final class WriteRequests {

  /** Bytes of a body as it is sent. */
  static final int MOST_BODY_BYTES = 8 << 20;

  /** Bytes of the message in it; a block says its size before anything is unpacked. */
  static final int MOST_MESSAGE_BYTES = 32 << 20;

  /** Labels and samples together: an empty one takes two bytes there and forty here. */
  static final int MOST_PARTS = 1_000_000;

  private static final int LENGTH_DELIMITED = 2;

  private WriteRequests() {}

  /**
   * Unpacks and parses.
   *
   * @throws BadRequestException when it is neither, or too large
   */
  static List<IncomingSeries> decode(byte[] body, Protocol protocol) throws BadRequestException {
    byte[] message = unpack(body);
    try {
      count(message, protocol);
      return protocol == Protocol.V1
          ? series(WriteV1.SentRequest.parseFrom(message))
          : series(WriteV2.Request.parseFrom(message));
    } catch (InvalidProtocolBufferException e) {
      throw BadRequestException.noMessage(protocol, e);
    } catch (IOException e) {
      throw new BadRequestException(400, "the message ends too early");
    }
  }

  private static byte[] unpack(byte[] body) throws BadRequestException {
    try {
      int size = SnappyDecompressor.getUncompressedLength(body, 0);
      if (size < 0 || size > MOST_MESSAGE_BYTES) {
        throw new BadRequestException(
            413,
            "the message is longer than "
                + (MOST_MESSAGE_BYTES >> 20)
                + " MiB: send fewer at once");
      }
      byte[] message = new byte[size];
      int unpacked =
          new SnappyDecompressor().decompress(body, 0, body.length, message, 0, message.length);
      if (unpacked != size) {
        throw new BadRequestException(400, "the snappy block is damaged");
      }
      return message;
    } catch (MalformedInputException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new BadRequestException(
          400, "the body is not a snappy block (the block format, not the framed one)");
    }
  }

  /** Counts what is in a message before objects are made of it. */
  private static void count(byte[] message, Protocol protocol)
      throws IOException, BadRequestException {
    int seriesField = protocol == Protocol.V1 ? 1 : 5;
    CodedInputStream in = CodedInputStream.newInstance(message);
    int parts = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      parts++;
      if (tag == ((seriesField << 3) | LENGTH_DELIMITED)) {
        int outer = in.pushLimit(in.readRawVarint32());
        for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
          parts++;
          in.skipField(inner);
        }
        in.popLimit(outer);
      } else {
        in.skipField(tag);
      }
      if (parts > MOST_PARTS) {
        throw new BadRequestException(
            413, "more than " + MOST_PARTS + " labels and samples: send fewer at once");
      }
    }
  }

  private static List<IncomingSeries> series(WriteV1.SentRequest request) {
    List<IncomingSeries> all = new ArrayList<>(request.getTimeseriesCount());
    for (WriteV1.SentSeries series : request.getTimeseriesList()) {
      long[] times = new long[series.getSamplesCount()];
      double[] values = new double[times.length];
      for (int i = 0; i < times.length; i++) {
        WriteV1.Sample sample = series.getSamples(i);
        times[i] = sample.getTimestamp();
        values[i] = sample.getValue();
      }
      all.add(
          new IncomingSeries(
              new SentLabels.Encoded(series.getLabelsList()),
              times,
              values,
              series.getHistogramsCount()));
    }
    return all;
  }

  private static List<IncomingSeries> series(WriteV2.Request request) throws BadRequestException {
    List<IncomingSeries> all = new ArrayList<>(request.getTimeseriesCount());
    for (WriteV2.TimeSeries series : request.getTimeseriesList()) {
      if (series.getLabelsRefsCount() % 2 != 0) {
        throw new BadRequestException(400, "a series has a label without a value");
      }
      List<String> labels = new ArrayList<>(series.getLabelsRefsCount());
      for (int i = 0; i < series.getLabelsRefsCount(); i++) {
        labels.add(symbol(request, series.getLabelsRefs(i)));
      }
      long[] times = new long[series.getSamplesCount()];
      double[] values = new double[times.length];
      for (int i = 0; i < times.length; i++) {
        times[i] = series.getSamples(i).getTimestamp();
        values[i] = series.getSamples(i).getValue();
      }
      all.add(
          new IncomingSeries(
              new SentLabels.Symbols(labels), times, values, series.getHistogramsCount()));
    }
    return all;
  }

  private static String symbol(WriteV2.Request request, int place) throws BadRequestException {
    if (place < 0 || place >= request.getSymbolsCount()) {
      throw new BadRequestException(
          400, "a label is symbol " + Integer.toUnsignedString(place) + ", which is not there");
    }
    return request.getSymbols(place);
  }
}
