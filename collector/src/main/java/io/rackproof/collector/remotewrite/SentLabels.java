package io.rackproof.collector.remotewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.rackproof.collector.remotewrite.proto.WriteV1;
import io.rackproof.wire.Spread;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels of a series as a request has them, its name among them. A sender has the same few
 * thousand in every request, so they are compared as they came, and read once.
 */
sealed interface SentLabels {

  /**
   * Value by name.
   *
   * @throws BadRequestException when they are no labels
   */
  Map<String, String> read() throws BadRequestException;

  private static int spread(List<?> parts) {
    int mixed = 0;
    for (Object part : parts) {
      mixed = Spread.of(mixed, part.hashCode());
    }
    return mixed;
  }

  /**
   * Those of version 1.
   *
   * @param labels each an encoded {@code Label}
   */
  record Encoded(List<ByteString> labels) implements SentLabels {

    public Encoded {
      labels = List.copyOf(labels);
    }

    @Override
    public int hashCode() {
      return spread(labels);
    }

    @Override
    public Map<String, String> read() throws BadRequestException {
      Map<String, String> read = new HashMap<>();
      try {
        for (ByteString encoded : labels) {
          WriteV1.Label label = WriteV1.Label.parseFrom(encoded);
          read.put(label.getName(), label.getValue());
        }
      } catch (InvalidProtocolBufferException e) {
        throw BadRequestException.noMessage(Protocol.V1, e);
      }
      return read;
    }
  }

  /**
   * Those of version 2.
   *
   * @param texts name, value, name, value, …
   */
  record Symbols(List<String> texts) implements SentLabels {

    public Symbols {
      texts = List.copyOf(texts);
    }

    @Override
    public int hashCode() {
      return spread(texts);
    }

    @Override
    public Map<String, String> read() {
      Map<String, String> read = new HashMap<>();
      for (int i = 0; i < texts.size(); i += 2) {
        read.put(texts.get(i), texts.get(i + 1));
      }
      return read;
    }
  }
}
