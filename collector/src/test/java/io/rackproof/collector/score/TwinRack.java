package io.rackproof.collector.score;

import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What an agent would have read from the simulated rack, each point once a second. */
final class TwinRack {

  static final long START = 1_795_000_000_000L;

  private final String scenario;
  private final int seconds;
  private final Random random = new Random(42);
  private final Map<Series, SeriesSamples.Builder> builders = new TreeMap<>();
  private long time;
  private boolean answers = true;

  private TwinRack(String scenario, int seconds) {
    this.scenario = scenario;
    this.seconds = seconds;
  }

  /** All series of a scenario that lasts some seconds, from the campaign's start on. */
  static List<SeriesSamples> of(String scenario, int seconds) {
    TwinRack rack = new TwinRack(scenario, seconds);
    // The agent comes up a moment after the campaign's start.
    for (int s = 2; s < seconds; s++) {
      rack.read(s);
    }
    return rack.series();
  }

  static Evidence evidence(String scenario, int seconds) {
    return Evidence.of(of(scenario, seconds));
  }

  static Timeline timeline(int seconds) {
    return new Timeline(
        "gen2-007",
        START,
        java.util.OptionalLong.of(START + seconds * 1000L),
        List.of(),
        List.of());
  }

  private List<SeriesSamples> series() {
    return builders.values().stream().map(SeriesSamples.Builder::build).toList();
  }

  private void read(int second) {
    double idle = Math.min(300, 0.15 * seconds);
    double share = Math.max(0, Math.min(1, (second - idle) / 3));
    double power = noisy(45_000 + share * 85_000, 0.002);
    double fault = second >= seconds / 2.0 ? second - seconds / 2.0 : -1;
    readPower(second, power, is("phase-imbalance", fault) ? 0.09 : 0.004);
    time = at(second, 700);
    answers = !is("sensor-dropout", fault);
    readCooling(power, is("pump-failure", fault) ? fault : -1, is("leak", fault) ? fault : -1);
    answers = true;
    readNetwork(second, is("link-errors", fault) ? fault : -1);
  }

  private boolean is(String name, double fault) {
    return fault >= 0 && scenario.equals(name);
  }

  private long at(int second, int offset) {
    return START + second * 1000L + offset;
  }

  private void readPower(int second, double power, double imbalance) {
    for (String pdu : List.of("pdu-a", "pdu-b")) {
      time = at(second, pdu.equals("pdu-a") ? 120 : 133);
      double half = noisy(power / 2, 0.003);
      add("pdu_input_power_watts", "pdu", pdu, half);
      add("pdu_input_power_factor_ratio", "pdu", pdu, 0.99);
      for (int phase = 1; phase <= 3; phase++) {
        double tilt = pdu.equals("pdu-a") ? (2 - phase) * imbalance : 0;
        double amperes = noisy(half / 3 / 240 * (1 + tilt), 0.004);
        add("pdu_phase_current_amperes", "pdu", pdu, amperes, "phase", "L" + phase);
        add("pdu_phase_breaker_amperes", "pdu", pdu, 125, "phase", "L" + phase);
      }
    }
    for (int shelf = 1; shelf <= 6; shelf++) {
      for (int unit = 1; unit <= 4; unit++) {
        time = at(second, 200 + 30 * unit + (shelf > 3 ? 7 : 0) + 130 * (shelf % 3));
        String name = "psu-" + shelf + "-" + unit;
        double output = (power - 3000) * 0.97 / 24 * (1 + 0.01 * (unit - 2.5));
        String s = Integer.toString(shelf);
        add("psu_output_power_watts", "power-shelf", name, output, "shelf", s);
        add("psu_input_power_watts", "power-shelf", name, output / 0.97, "shelf", s);
        add("psu_output_current_amperes", "power-shelf", name, output / 50, "shelf", s);
      }
    }
    time = at(second, 400);
    add("meter_voltage_distortion_ratio", "meter", "meter-1", noisy(0.02, 0.05));
  }

  private void readCooling(double power, double pumpFailed, double leaking) {
    double flow = 215 * (pumpFailed < 0 ? 1 : 1 - 0.2 * Math.min(1, pumpFailed / 3));
    double supply = 30 + 0.2 * (2 * random.nextDouble() - 1);
    double pressure = leaking < 0 ? 290_000 : 290_000 - 120_000 * Math.min(1, leaking / 10);
    add("cdu_supply_temperature_celsius", "cdu", "cdu-1", supply);
    double rise = power / 1000 / (flow / 60 * 4.0);
    add("cdu_return_temperature_celsius", "cdu", "cdu-1", supply + rise);
    add("cdu_coolant_flow_liters_per_minute", "cdu", "cdu-1", noisy(flow, 0.005));
    add("cdu_supply_pressure_pascals", "cdu", "cdu-1", noisy(pressure, 0.002));
    add("cdu_leak_detected", "cdu", "cdu-1", leaking < 0 ? 0 : 1, "sensor", "internal");
    add("cdu_leak_detected", "cdu", "cdu-1", 0, "sensor", "external");
    add("cdu_fan_duty_ratio", "cdu", "cdu-1", 0.62);
    for (int fan = 1; fan <= 10; fan++) {
      double speed = noisy(6200, 0.04);
      add("cdu_fan_speed_rpm", "cdu", "cdu-1", speed, "fan", Integer.toString(fan));
    }
  }

  private void readNetwork(int second, double broken) {
    for (String name : List.of("switch-1", "switch-2")) {
      time = at(second, name.equals("switch-1") ? 300 : 340);
      for (int p = 1; p <= 32; p++) {
        boolean bad = broken >= 0 && name.equals("switch-1") && p == 7;
        String port = "Ethernet" + p;
        add("switch_port_up", "switch", name, 1, "port", port);
        add("switch_port_enabled", "switch", name, 1, "port", port);
        double errors = 3 + (bad ? 20 * (broken + 1) : 0);
        add("switch_port_receive_errors_total", "switch", name, errors, "port", port);
        double light = noisy(bad ? 0.0001 : 0.0006, 0.05);
        add(
            "switch_transceiver_receive_power_watts",
            "switch",
            name,
            light,
            "port",
            port,
            "sensor",
            port + " Receive Power");
      }
    }
  }

  private double noisy(double value, double share) {
    return value * (1 + share * (2 * random.nextDouble() - 1));
  }

  private void add(String metric, String role, String device, double value, String... more) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("rack", "gen2-007");
    labels.put("device", device);
    labels.put("role", role);
    for (int i = 0; i < more.length; i += 2) {
      labels.put(more[i], more[i + 1]);
    }
    Series series = Series.of(metric, labels);
    builders
        .computeIfAbsent(series, SeriesSamples::builder)
        .add(
            time,
            answers ? value : Double.NaN,
            answers ? Quality.GOOD : Quality.NOT_AVAILABLE,
            time);
  }

  /** The same samples, delivered in another order, and some of them twice. */
  static List<SeriesSamples> shuffled(List<SeriesSamples> series, long seed) {
    Random random = new Random(seed);
    List<SeriesSamples> result = new ArrayList<>();
    for (SeriesSamples samples : series) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < samples.size(); i++) {
        order.add(i);
        if (i % 7 == 0) {
          order.add(i);
        }
      }
      java.util.Collections.shuffle(order, random);
      SeriesSamples.Builder builder = SeriesSamples.builder(samples.series());
      for (int i : order) {
        builder.add(samples.timeMillis(i), samples.value(i), samples.quality(i), i);
      }
      result.add(builder.build());
    }
    java.util.Collections.shuffle(result, random);
    return result;
  }
}
