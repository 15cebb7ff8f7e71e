package io.rackproof.collector;

import io.rackproof.document.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration with its unit as the value of an option. */
final class DurationOption implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    return Durations.parse(text)
        .filter(d -> !d.isZero())
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a duration such as 60s, 5m or 4h, not '" + text + "'"));
  }
}
