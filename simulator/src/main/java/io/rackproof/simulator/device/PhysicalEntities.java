package io.rackproof.simulator.device;

import io.rackproof.simulator.snmp.ObjectTree;
import java.util.function.DoubleUnaryOperator;

/** Rows of entPhysicalTable (ENTITY-MIB) and entPhySensorTable (ENTITY-SENSOR-MIB). */
final class PhysicalEntities {

  static final int CHASSIS = 3;
  static final int CONTAINER = 5;
  static final int SENSOR = 8;
  static final int MODULE = 9;

  private static final String ENTITY = "1.3.6.1.2.1.47.1.1.1.1.";
  private static final String SENSOR_ENTRY = "1.3.6.1.2.1.99.1.1.1.";

  /**
   * What a sensor measures: EntitySensorDataType, EntitySensorDataScale and the decimal places of
   * the value in that scale.
   */
  enum Measure {
    TENTH_CELSIUS(8, 9, 1, 1, "°C"),
    CENTIVOLT(4, 9, 2, 1, "V"),
    CENTIMILLIAMPERE(5, 8, 2, 1e3, "mA"),
    TENTH_MICROWATT(6, 8, 4, 1e3, "mW"),
    RPM(10, 9, 0, 1, "rpm");

    private final int type;
    private final int scale;
    private final int precision;
    private final double perUnit;
    private final String display;

    Measure(int type, int scale, int precision, double perUnit, String display) {
      this.type = type;
      this.scale = scale;
      this.precision = precision;
      this.perUnit = perUnit;
      this.display = display;
    }
  }

  private final ObjectTree.Builder objects;
  private int sensors;

  PhysicalEntities(ObjectTree.Builder objects) {
    this.objects = objects;
  }

  /** A part that is inside another one (0 for none). */
  void part(int index, String description, int inside, int kind, int position, String name) {
    String end = "." + index;
    objects
        .text(ENTITY + 2 + end, description)
        .integer(ENTITY + 4 + end, inside)
        .integer(ENTITY + 5 + end, kind)
        .integer(ENTITY + 6 + end, position)
        .text(ENTITY + 7 + end, name)
        .text(ENTITY + 11 + end, kind == SENSOR ? "" : "SN0007-" + index)
        .text(ENTITY + 12 + end, kind == SENSOR ? "" : "Rackproof")
        .integer(ENTITY + 16 + end, kind == SENSOR ? 2 : 1);
  }

  /** A sensor; the value is in base units: °C, V, A, W, rpm. */
  void sensor(int index, int inside, String name, Measure measure, DoubleUnaryOperator value) {
    String end = "." + index;
    double factor = measure.perUnit * Math.pow(10, measure.precision);
    part(index, name + " Sensor", inside, SENSOR, ++sensors, name);
    objects
        .integer(SENSOR_ENTRY + 1 + end, measure.type)
        .integer(SENSOR_ENTRY + 2 + end, measure.scale)
        .integer(SENSOR_ENTRY + 3 + end, measure.precision)
        .integer(SENSOR_ENTRY + 4 + end, t -> factor * value.applyAsDouble(t))
        .integer(SENSOR_ENTRY + 5 + end, 1)
        .text(SENSOR_ENTRY + 6 + end, measure.display)
        .ticks(SENSOR_ENTRY + 7 + end, t -> 432_000 + t)
        .gauge(SENSOR_ENTRY + 8 + end, 1_000);
  }
}
