package io.rackproof.collector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Instruments as a sealed file tells them, short because every file does: a JSON array with an
 * array for each, {@code [series, since, reading, absolute, resolution, wrapsAt, resettable,
 * calibrated, until]}, series by its number in the file, days as in ISO 8601 or null.
 */
final class InstrumentText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private InstrumentText() {}

  /**
   * @param numbers of the series of the file
   */
  static String of(Collection<DatedInstrument> instruments, Map<Series, Integer> numbers) {
    ArrayNode all = JSON.createArrayNode();
    for (DatedInstrument dated : instruments) {
      Integer number = numbers.get(dated.series());
      if (number != null) {
        Instrument instrument = dated.instrument();
        all.addArray()
            .add(number)
            .add(dated.sinceMillis())
            .add(instrument.reading())
            .add(instrument.absolute())
            .add(instrument.resolution())
            .add(instrument.wrapsAt())
            .add(instrument.resettable())
            .add(instrument.calibrated().map(LocalDate::toString).orElse(null))
            .add(instrument.until().map(LocalDate::toString).orElse(null));
      }
    }
    return all.toString();
  }

  /**
   * @param series of the file by number
   */
  static List<DatedInstrument> parse(String text, List<Series> series) throws IOException {
    List<DatedInstrument> instruments = new ArrayList<>();
    try {
      for (JsonNode one : JSON.readTree(text)) {
        instruments.add(
            new DatedInstrument(
                series.get(one.get(0).asInt()),
                one.get(1).asLong(),
                new Instrument(
                    one.get(2).asDouble(),
                    one.get(3).asDouble(),
                    one.get(4).asDouble(),
                    one.get(5).asDouble(),
                    one.get(6).asBoolean(),
                    day(one.get(7)),
                    day(one.get(8)))));
      }
      return instruments;
    } catch (JsonProcessingException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | DateTimeException e) {
      throw new IOException("its instruments cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<LocalDate> day(JsonNode node) {
    return node.isNull() ? Optional.empty() : Optional.of(LocalDate.parse(node.asText()));
  }
}
