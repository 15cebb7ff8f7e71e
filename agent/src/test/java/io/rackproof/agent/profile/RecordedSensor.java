package io.rackproof.agent.profile;

import io.rackproof.agent.device.Reading;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sensor that an independent system read out of a recording.
 *
 * @param sensorClass what it measures
 * @param oid of the instance that it was read from
 * @param text the value in the class's unit
 */
record RecordedSensor(String sensorClass, String oid, String text, String description) {

  private static final Set<String> KNOWN =
      Set.of(
          "current",
          "dbm",
          "fanspeed",
          "frequency",
          "humidity",
          "percent",
          "power",
          "power_consumed",
          "power_factor",
          "state",
          "temperature",
          "voltage",
          "waterflow");

  static RecordedSensor of(Map<String, String> row) {
    return new RecordedSensor(
        field(row, "class"), field(row, "oid"), field(row, "value"), field(row, "description"));
  }

  private static String field(Map<String, String> row, String name) {
    return Objects.requireNonNull(row.get(name), name);
  }

  /** A number of an enumeration, not a measured value. */
  boolean isState() {
    return sensorClass.equals("state");
  }

  /** Whether the catalogue has metrics for what it measures. */
  boolean isKnown() {
    return KNOWN.contains(sensorClass);
  }

  /** What is wrong with a reading of this sensor; empty when it is equal in value and unit. */
  Optional<String> mismatch(@Nullable Reading reading) {
    if (reading == null || !(reading.outcome() instanceof Reading.Value value)) {
      return Optional.of("no value: " + reading + " for " + this);
    }
    double is = reading.point().scaling().apply(value.number());
    Expected expected = expected(reading);
    return reading.point().unit().equals(expected.unit())
            && Math.abs(is - expected.value()) <= expected.tolerance()
        ? Optional.empty()
        : Optional.of("is " + is + " " + reading + " for " + this);
  }

  /** A recorded value in the unit of the catalogue. */
  private record Expected(double value, String unit, double tolerance) {}

  private Expected expected(Reading reading) {
    if (sensorClass.equals("dbm")) {
      return decibels();
    }
    double value = Double.parseDouble(text);
    return switch (sensorClass) {
      // It has no class for apparent power.
      case "power" -> exact(value, reading.point().unit().equals("VA") ? "VA" : "W");
      case "power_consumed" -> exact(value * 3_600_000, "J");
      case "voltage" -> exact(value, "V");
      case "current" -> exact(value, "A");
      case "frequency" -> exact(value, "Hz");
      case "temperature" -> exact(value, "°C");
      case "humidity", "percent" -> exact(value / 100, "1");
      case "power_factor" -> exact(value, "1");
      case "fanspeed" -> exact(value, "rpm");
      case "waterflow" -> exact(value, "L/min");
      case "state" ->
          // The catalogue's outlet state is 1 for on and 0 for off; APC says 1 and 2.
          reading.point().metric().equals("pdu_outlet_state")
              ? exact(value == 1 ? 1 : 0, "1")
              : exact(value, "1");
      default -> throw new AssertionError("an unknown class of sensor: " + sensorClass);
    };
  }

  private static Expected exact(double value, String unit) {
    return new Expected(value, unit, Math.abs(value) * 1e-12);
  }

  /** The recorded value was rounded after its conversion to dBm. */
  private Expected decibels() {
    int decimals = text.length() - text.indexOf('.') - 1;
    double watts = Math.pow(10, Double.parseDouble(text) / 10) / 1000;
    double step = Math.pow(10, -decimals) / 2;
    return new Expected(watts, "W", watts * (Math.pow(10, step / 10) - 1) * 1.01);
  }
}
