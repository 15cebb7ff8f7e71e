package io.rackproof.agent.device.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.DriverContract;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.RawTrace;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Text;
import io.rackproof.agent.device.Reading.Value;
import io.rackproof.agent.device.Scaling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a pair of pseudo-terminals, with an instrument that is told what to say. */
class SerialDriverTest extends DriverContract {

  private static final String VALUES = ":NUMERIC:NORMAL:VALUE?";
  private static final Duration GENEROUS = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  private static final Point VOLTS = number("meter_voltage_volts", 1);
  private static final Point AMPERES = number("meter_current_amperes", 2);
  private static final Point IDENTITY =
      point("device_info", Point.Kind.INFO, new SerialSource("*IDN?", whole(), Map.of()));

  @TempDir private Path directory;
  private Instrument instrument;

  @BeforeEach
  void start() throws Exception {
    instrument =
        new Instrument(directory)
            .answers(VALUES, "2.4012E+02,9.05E+01\n")
            .answers("*IDN?", "ACME,PA-3000,007,1.2\n");
  }

  @AfterEach
  void stop() throws Exception {
    if (instrument != null) {
      instrument.close();
    }
  }

  private static SerialSource.Part whole() {
    return new SerialSource.Whole();
  }

  private static Point number(String metric, int field) {
    return point(
        metric,
        Point.Kind.GAUGE,
        new SerialSource(VALUES, new SerialSource.Field(field, ","), Map.of()));
  }

  private static Point point(String metric, Point.Kind kind, SerialSource source) {
    return new Point(metric, Map.of(), source, Scaling.NONE, "1", kind, 0, Optional.empty());
  }

  private SerialDriver driver(Duration timeout) {
    return driver(SerialDialogue.LINES, timeout);
  }

  private SerialDriver driver(SerialDialogue dialogue, Duration timeout) {
    SerialLink.Line line = new SerialLink.Line(9600, 8, SerialLink.Parity.NONE, 1);
    return new SerialDriver(
        new SerialConfig(new SerialLink.Port(instrument.port(), line), dialogue, timeout), TICKER);
  }

  @Override
  protected Driver newDriver() {
    return driver(GENEROUS);
  }

  @Override
  protected List<Point> points() {
    return List.of(VOLTS, AMPERES);
  }

  @Override
  protected void goAway() throws Exception {
    instrument.unplug();
  }

  @Override
  protected void comeBack() throws Exception {
    instrument.plugIn();
  }

  private static Missing missing(Reading reading) {
    assertThat(reading.outcome()).isInstanceOf(Missing.class);
    return (Missing) reading.outcome();
  }

  @Test
  void pointsOfOnePromptShareOneRequest() throws Exception {
    try (SerialDriver driver = driver(GENEROUS)) {
      List<Reading> readings = driver.read(List.of(VOLTS, IDENTITY, AMPERES));
      assertThat(readings)
          .extracting(Reading::outcome)
          .containsExactly(new Value(240.12), new Text("ACME,PA-3000,007,1.2"), new Value(90.5));
      assertThat(readings.get(0).raw()).isEqualTo("'2.4012E+02,9.05E+01'");
      assertThat(instrument.nextPrompt()).isEqualTo(VALUES);
      assertThat(instrument.nextPrompt()).isEqualTo("*IDN?");
      assertThat(instrument.promptsWaiting()).isZero();
    }
  }

  @Test
  void silentInstrumentIsATimeoutAndNotAskedTheRest() throws Exception {
    instrument.answers(VALUES, "");
    try (SerialDriver driver = driver(SHORT)) {
      List<Reading> readings = driver.read(List.of(VOLTS, AMPERES, IDENTITY));
      assertThat(readings).allMatch(r -> missing(r).cause() == Cause.TIMEOUT);
      assertThat(missing(readings.get(0)).detail())
          .isEqualTo("no answer to ':NUMERIC:NORMAL:VALUE?' within 300 ms");
      assertThat(instrument.nextPrompt()).isEqualTo(VALUES);
      assertThat(instrument.promptsWaiting()).isZero();
    }
  }

  @Test
  void lateAnswerIsNotTakenForTheNext() throws Exception {
    instrument.answers(VALUES, "");
    try (SerialDriver driver = driver(Duration.ofSeconds(2))) {
      assertThat(missing(driver.read(points()).get(0)).cause()).isEqualTo(Cause.TIMEOUT);
      instrument.say("1.11E+02,1.0\n");
      instrument.answers(VALUES, "2.22E+02,2.0\n");
      assertThat(driver.read(points()).get(0).outcome()).isEqualTo(new Value(222));
    }
  }

  @Test
  void answerThatIsLateEvenAfterTheNextPromptIsNotTakenForIt() throws Exception {
    instrument.answers(VALUES, "");
    try (SerialDriver driver = driver(Duration.ofSeconds(2))) {
      assertThat(missing(driver.read(points()).get(0)).cause()).isEqualTo(Cause.TIMEOUT);
      instrument.answers(VALUES, "1.11E+02,1.0\n2.22E+02,2.0\n");
      assertThat(driver.read(points()).get(0).outcome()).isEqualTo(new Value(222));
      instrument.answers(VALUES, "3.33E+02,3.0\n");
      assertThat(driver.read(points()).get(0).outcome()).isEqualTo(new Value(333));
    }
  }

  @Test
  void garbageIsToldWithWhatWasSeenAndAGoodAnswerAfterItIsRead() throws Exception {
    instrument.answers(VALUES, "\u0007?!,\u00ff\n");
    try (SerialDriver driver = driver(GENEROUS)) {
      Missing garbage = missing(driver.read(points()).get(0));
      assertThat(garbage.cause()).isEqualTo(Cause.GARBAGE);
      assertThat(garbage.detail()).contains("'\\x07?!' is no number, in '\\x07?!,\\xff'");
      instrument.answers(VALUES, "2.3E+02,1\n");
      assertThat(driver.read(points()).get(0).outcome()).isEqualTo(new Value(230));
    }
  }

  @Test
  void answerWithoutItsEndIsGarbage() throws Exception {
    instrument.answers(VALUES, "2.4012E+0");
    try (SerialDriver driver = driver(Duration.ofSeconds(2))) {
      Missing garbage = missing(driver.read(points()).get(0));
      assertThat(garbage.cause()).isEqualTo(Cause.GARBAGE);
      assertThat(garbage.detail()).contains("has no end: '2.4012E+0'");
    }
  }

  @Test
  void shortAnswerKeepsThePointsThatItHas() throws Exception {
    instrument.answers(VALUES, "2.4E+02\n");
    try (SerialDriver driver = driver(GENEROUS)) {
      List<Reading> readings = driver.read(points());
      assertThat(readings.get(0).outcome()).isEqualTo(new Value(240));
      assertThat(missing(readings.get(1)).detail()).isEqualTo("no field 2 in '2.4E+02'");
    }
  }

  @Test
  void endlessAnswerIsCutOff() throws Exception {
    instrument.answers(VALUES, "9".repeat(FrameBuffer.MAX_FRAME + 1));
    try (SerialDriver driver = driver(GENEROUS)) {
      assertThat(missing(driver.read(points()).get(0)).cause()).isEqualTo(Cause.GARBAGE);
    }
  }

  @Test
  void portThatIsNotThereIsUnreachable() throws Exception {
    instrument.unplug();
    try (SerialDriver driver = driver(GENEROUS)) {
      Missing missing = missing(driver.read(points()).get(0));
      assertThat(missing.cause()).isEqualTo(Cause.UNREACHABLE);
      assertThat(missing.detail()).contains(instrument.port());
    }
  }

  private static SerialDialogue lines(Optional<Checksum> checksum, boolean echo) {
    return new SerialDialogue(
        false,
        "\n",
        new SerialDialogue.Terminated("\n"),
        checksum,
        echo,
        Duration.ZERO,
        SerialDialogue.DEFAULT_SILENT_AFTER);
  }

  @Test
  void echoOfThePromptIsSwallowedWhateverItEndsWith() throws Exception {
    try (SerialDriver driver = driver(lines(Optional.empty(), true), GENEROUS)) {
      for (String end : List.of("\n", "\r\n")) {
        instrument.answers(VALUES, VALUES + end + "2.4012E+02,9.05E+01\n");
        assertThat(driver.read(points()).get(0).outcome()).isEqualTo(new Value(240.12));
      }
      instrument.answers(VALUES, "2.5E+02,1\n");
      assertThat(driver.read(points()).get(0).outcome()).isEqualTo(new Value(250));
    }
  }

  @Test
  void lineWithAWrongChecksumIsNoValueAndTheNextGoodOneIs() throws Exception {
    Checksum sum = new Checksum(Checksum.Kind.SUM8, true, false, "", "*");
    try (SerialDriver driver = driver(lines(Optional.of(sum), false), GENEROUS)) {
      instrument.answers(VALUES, "1,2*8F\n");
      assertThat(driver.read(points()).get(1).outcome()).isEqualTo(new Value(2));
      instrument.answers(VALUES, "1,3*8F\r\n");
      assertThat(missing(driver.read(points()).get(1)))
          .isEqualTo(
              new Missing(
                  Cause.GARBAGE,
                  "the answer to '"
                      + VALUES
                      + "' has a wrong checksum: 8F where 90 is right: '1,3*8F\\x0d'"));
      instrument.answers(VALUES, "1,3*90\r\n");
      assertThat(driver.read(points()).get(1).outcome()).isEqualTo(new Value(3));
    }
  }

  @Test
  void traceTellsTheLineThePartAndTheValue() throws Exception {
    try (SerialDriver driver = driver(GENEROUS)) {
      assertThat(RawTrace.of(driver.read(points()).get(1)))
          .hasToString(
              "line '2.4012E+02,9.05E+01' → field 2 '9.05E+01' → number 90.5 → value 90.5");
    }
  }
}
