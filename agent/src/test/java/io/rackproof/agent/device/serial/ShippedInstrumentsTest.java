package io.rackproof.agent.device.serial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Value;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.profile.Profile;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.simulator.serial.SerialLine;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The shipped profiles of instruments that are no lines of prompts, over pseudo-terminals. */
class ShippedInstrumentsTest {

  private static final Profiles PROFILES = new Profiles(Catalogue.load());
  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final HexFormat HEX = HexFormat.of();

  /** Only a failing test waits so long: a machine may be busy. */
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  /** The meter's protocol as its maker prints it: request, answer. */
  private static final Map<String, String> PZEM =
      Map.of(
          "b0c0a80101001a", "a000e602000088",
          "b1c0a80101001b", "a10011200000d2",
          "b2c0a80101001c", "a2089800000042",
          "b3c0a80101001d", "a301869f0000c9");

  private static SerialDriver driver(Profile profile, String port, Duration silentAfter) {
    SerialDialogue model = ((Profile.Serial) profile.protocol()).dialogue();
    SerialDialogue dialogue =
        new SerialDialogue(
            model.streams(),
            model.terminator(),
            model.framing(),
            model.checksum(),
            model.echo(),
            model.pause(),
            silentAfter);
    SerialLink.Line line = new SerialLink.Line(9600, 8, SerialLink.Parity.NONE, 1);
    return new SerialDriver(
        new SerialConfig(new SerialLink.Port(port, line), dialogue, Duration.ofSeconds(20)),
        TICKER);
  }

  @Test
  void energyMeterThatAnswersFramesIsReadAsItsMakerPrintsIt() {
    Profile profile = PROFILES.shipped("pzem-004t");
    AtomicBoolean spoilt = new AtomicBoolean();
    StringBuilder request = new StringBuilder();
    try (SerialLine line =
            new SerialLine(
                "pzem",
                1_000,
                (pty, bytes, count) -> {
                  request.append(HEX.formatHex(bytes, 0, count));
                  if (request.length() == 14) {
                    byte[] answer =
                        HEX.parseHex(PZEM.getOrDefault(request.toString(), "00000000000000"));
                    answer[1] = (byte) (answer[1] + (spoilt.get() ? 1 : 0));
                    request.setLength(0);
                    pty.write(answer);
                  }
                },
                () -> {});
        SerialDriver driver = driver(profile, line.device(), Duration.ofSeconds(5))) {
      List<Reading> readings = driver.read(profile.points());
      assertThat(readings).allSatisfy(r -> assertThat(r.outcome()).isInstanceOf(Value.class));
      assertThat(readings)
          .extracting(r -> r.point().scaling().apply(((Value) r.outcome()).number()))
          .satisfiesExactly(
              volts -> assertThat(volts).isEqualTo(230.2, within(1e-9)),
              amperes -> assertThat(amperes).isEqualTo(17.32, within(1e-9)),
              watts -> assertThat(watts).isEqualTo(2200),
              joules -> assertThat(joules).isEqualTo(99_999 * 3600.0));
      spoilt.set(true);
      assertThat(driver.read(profile.points()))
          .allSatisfy(
              r ->
                  assertThat(r.outcome())
                      .isInstanceOfSatisfying(
                          Missing.class,
                          m -> assertThat(m.detail()).contains("has a wrong checksum")));
      spoilt.set(false);
      assertThat(driver.read(profile.points()).get(2).outcome()).isEqualTo(new Value(2200));
    }
  }

  private static String sentence(String content) {
    return String.format("$%s*%02X\r\n", content, Checksum.Kind.XOR8.over(content));
  }

  private static Map<String, Double> values(List<Reading> readings) {
    Map<String, Double> values = new TreeMap<>();
    for (Reading reading : readings) {
      if (reading.outcome() instanceof Value value) {
        values.put(
            reading.point().metric() + reading.point().labels().values(),
            reading.point().scaling().apply(value.number()));
      }
    }
    return values;
  }

  @Test
  void loggerThatTalksUnaskedIsHeardWithEveryTransducerAndItsTime() throws Exception {
    Profile profile = PROFILES.shipped("nmea-xdr-logger");
    LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (SerialLine line =
            new SerialLine(
                "logger",
                1_000,
                (pty, bytes, count) -> heard.add(new String(bytes, 0, count, ISO_8859_1)),
                () -> {});
        SerialDriver driver = driver(profile, line.device(), Duration.ofSeconds(8))) {
      Thread talk =
          new Thread(
              () -> {
                // The end of a sentence, as one hears it who comes in the middle.
                say(line, ",C,99.9,C,INLET*00\r\n");
                say(line, sentence("YXXDR,C,23.5,C,INLET,C,-4.25,C,OUTLET,H,45.2,P,ROOM"));
                say(
                    line,
                    sentence("WIXDR,P,1.01325,B,BARO,R,3.5,l,LOOP,S,1,,ROPE,U,24.1,V,SUPPLY"));
                say(
                    line,
                    sentence("GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,"));
              });
      talk.start();
      long before = System.currentTimeMillis();
      List<Reading> first = driver.read(profile.points());
      long after = System.currentTimeMillis();
      talk.join();
      assertThat(values(first))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "sensor_temperature_celsius[INLET]", 23.5,
                  "sensor_temperature_celsius[OUTLET]", -4.25,
                  "sensor_humidity_ratio[ROOM]", 0.452,
                  "sensor_pressure_pascals[BARO]", 101325.0,
                  "sensor_flow_liters_per_minute[LOOP]", 210.0,
                  "sensor_state[ROPE]", 1.0,
                  "sensor_voltage_volts[SUPPLY]", 24.1));
      assertThat(first)
          .filteredOn(r -> r.outcome() instanceof Value)
          .allSatisfy(r -> assertThat(r.time().timeMillis()).isBetween(before - 2, after + 1));
      // What was said last counts; a sentence with a wrong sum does not.
      say(line, sentence("YXXDR,C,24.5,C,INLET"));
      say(line, sentence("YXXDR,C,25.5,C,INLET").replace("25.5", "35.5"));
      long end = System.nanoTime() + GENEROUS.toNanos();
      while (inlet(driver.read(profile.points())) == 23.5 && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(inlet(driver.read(profile.points()))).isEqualTo(24.5);
      // Nothing is ever sent to it.
      assertThat(heard.poll(1, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void loggerThatFallsSilentHasNoValueAndIsHeardAgain() throws Exception {
    Profile profile = PROFILES.shipped("nmea-xdr-logger");
    List<Point> temperature = profile.points().subList(0, 1);
    try (SerialLine line = new SerialLine("logger", 1_000, (pty, bytes, count) -> {}, () -> {});
        SerialDriver driver = driver(profile, line.device(), Duration.ofMillis(300))) {
      List<Reading> silent = driver.read(temperature);
      assertThat(silent)
          .singleElement()
          .satisfies(
              r ->
                  assertThat(r.outcome())
                      .isEqualTo(new Missing(Cause.TIMEOUT, "nothing was said of it for 300 ms")));
      // A value is forgotten after 300 ms of silence, so it is said until it was heard.
      long end = System.nanoTime() + GENEROUS.toNanos();
      boolean came = false;
      while (!came && System.nanoTime() < end) {
        say(line, sentence("YXXDR,C,21.0,C,INLET"));
        came = values(driver.read(temperature)).containsValue(21.0);
      }
      assertThat(came).isTrue();
    }
  }

  private static double inlet(List<Reading> readings) {
    return values(readings).getOrDefault("sensor_temperature_celsius[INLET]", Double.NaN);
  }

  private static void say(SerialLine line, String text) {
    line.pty().write(text.getBytes(ISO_8859_1));
  }
}
