package io.rackproof.wire;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/** Instruments to their message in {@code wire.proto} and back. */
final class InstrumentCodec {

  private InstrumentCodec() {}

  static io.rackproof.wire.proto.Instrument encode(DatedInstrument dated) {
    Instrument from = dated.instrument();
    io.rackproof.wire.proto.Instrument.Builder message =
        io.rackproof.wire.proto.Instrument.newBuilder()
            .setReading(from.reading())
            .setAbsolute(from.absolute())
            .setResolution(from.resolution())
            .setWrapsAt(from.wrapsAt())
            .setResettable(from.resettable())
            .setSinceMillis(dated.sinceMillis());
    from.calibrated().ifPresent(day -> message.setCalibratedDay((int) day.toEpochDay()));
    from.until().ifPresent(day -> message.setUntilDay((int) day.toEpochDay()));
    return message.build();
  }

  /**
   * @throws MalformedBatchException when a figure is negative or no number
   */
  static DatedInstrument decode(Series series, io.rackproof.wire.proto.Instrument message)
      throws MalformedBatchException {
    try {
      return new DatedInstrument(
          series,
          message.getSinceMillis(),
          new Instrument(
              message.getReading(),
              message.getAbsolute(),
              message.getResolution(),
              message.getWrapsAt(),
              message.getResettable(),
              day(message.hasCalibratedDay(), message.getCalibratedDay()),
              day(message.hasUntilDay(), message.getUntilDay())));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new MalformedBatchException("instrument of " + series + ": " + e.getMessage(), e);
    }
  }

  private static Optional<LocalDate> day(boolean told, int day) {
    return told ? Optional.of(LocalDate.ofEpochDay(day)) : Optional.empty();
  }
}
