package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Value;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.modbus.ModbusSource.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Points and what is read of them, as tests write them. */
final class Points {

  private Points() {}

  static Point holding(int address) {
    return of(Table.HOLDING, address, new Format.Whole(1, false, WordOrder.BIG));
  }

  static Point of(Table table, int address, Format format) {
    return new Point(
        "device_register_value",
        Map.of("register", table + "-" + address),
        new ModbusSource(table, address, format),
        Scaling.NONE,
        "1",
        Point.Kind.GAUGE,
        0,
        Optional.empty());
  }

  /** Numbers as {@code 5.0}, missing ones as their cause. */
  static List<Object> outcomes(List<Reading> readings) {
    return readings.stream().map(Points::outcome).toList();
  }

  private static Object outcome(Reading reading) {
    if (reading.outcome() instanceof Value value) {
      return value.number();
    }
    return reading.outcome() instanceof Missing missing ? missing.cause() : reading.outcome();
  }

  static String detail(Reading reading) {
    return ((Missing) reading.outcome()).detail();
  }
}
