package io.rackproof.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Value;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every driver holds, whatever it speaks. A protocol's test extends this with a real device
 * that can go away and come back; before each test the device is there.
 */
public abstract class DriverContract {

  /** Real time: a contract is about real endpoints. */
  protected static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);

  private static final int ATTEMPTS = 50;

  private final List<Driver> opened = new ArrayList<>();

  /** A new driver of the device. */
  protected abstract Driver newDriver() throws Exception;

  /** Points that the device has, with numbers other than zero; at least two. */
  protected abstract List<Point> points() throws Exception;

  /** The device stops to answer: switched off, unplugged. */
  protected abstract void goAway() throws Exception;

  /** The device is there again, at the same address. */
  protected abstract void comeBack() throws Exception;

  @AfterEach
  protected void closeDrivers() {
    opened.forEach(Driver::close);
  }

  @Test
  void everyPointHasAReadingInTheOrderOfThePoints() throws Exception {
    List<Reading> readings = driver().read(points());
    assertThat(sourcesRead(readings)).isEqualTo(sourcesOf(points()));
    assertThat(readings).allSatisfy(r -> assertThat(r.outcome()).isNotInstanceOf(Missing.class));
  }

  @Test
  void theOrderAskedForIsTheOrderGiven() throws Exception {
    List<Point> reversed = new ArrayList<>(points());
    java.util.Collections.reverse(reversed);
    assertThat(sourcesRead(driver().read(reversed))).isEqualTo(sourcesOf(reversed));
  }

  @Test
  void noPointsGiveNoReadings() throws Exception {
    assertThat(driver().read(List.of())).isEmpty();
  }

  @Test
  void readingsCarryTheTimeOfTheirRequestAndWhatWasOnTheWire() throws Exception {
    long before = TICKER.wall().millis();
    List<Reading> readings = driver().read(points());
    long after = TICKER.wall().millis();
    assertThat(readings)
        .allSatisfy(
            r -> {
              assertThat(r.time().timeMillis()).isBetween(before, after + 1);
              assertThat(r.raw()).isNotEmpty();
            });
  }

  @Test
  void anAbsentDeviceIsMissingAndNeitherAZeroNorAnException() throws Exception {
    goAway();
    assertAllMissing(driver().read(points()));
  }

  @Test
  void aDeviceThatWentAwayIsReadAgainOnceItIsBack() throws Exception {
    Driver driver = driver();
    assertThat(driver.read(points())).anySatisfy(DriverContract::hasNumber);
    goAway();
    assertAllMissing(driver.read(points()));
    comeBack();
    List<Reading> readings = driver.read(points());
    for (int i = 0; i < ATTEMPTS && isMissing(readings.get(0)); i++) {
      readings = driver.read(points());
    }
    assertThat(readings).anySatisfy(DriverContract::hasNumber);
  }

  @Test
  void closingTwiceIsHarmlessAndReadingOpensAgain() throws Exception {
    Driver driver = driver();
    driver.read(points());
    driver.close();
    assertThatCode(driver::close).doesNotThrowAnyException();
    assertThat(driver.read(points())).anySatisfy(DriverContract::hasNumber);
  }

  @Test
  void aDriverThatWasNeverReadCanBeClosed() throws Exception {
    assertThatCode(driver()::close).doesNotThrowAnyException();
  }

  @Test
  void theBusStaysTheSame() throws Exception {
    Driver driver = driver();
    String bus = driver.bus();
    driver.read(points());
    assertThat(bus).isNotEmpty().isEqualTo(driver.bus()).isEqualTo(driver().bus());
  }

  private Driver driver() throws Exception {
    Driver driver = newDriver();
    opened.add(driver);
    return driver;
  }

  private void assertAllMissing(List<Reading> readings) throws Exception {
    assertThat(sourcesRead(readings)).isEqualTo(sourcesOf(points()));
    assertThat(readings)
        .allSatisfy(
            r -> {
              assertThat(r.outcome()).isInstanceOf(Missing.class);
              assertThat(((Missing) r.outcome()).detail()).isNotEmpty().doesNotContain("\n");
            });
  }

  private static void hasNumber(Reading reading) {
    assertThat(reading.outcome()).isInstanceOf(Value.class);
    assertThat(((Value) reading.outcome()).number()).isNotZero();
  }

  private static boolean isMissing(Reading reading) {
    return reading.outcome() instanceof Missing;
  }

  /** The sources read, in order; the rows of a table count once. */
  private static List<Source> sourcesRead(List<Reading> readings) {
    List<Source> sources = new ArrayList<>();
    for (Reading reading : readings) {
      Source source = reading.point().source();
      if (sources.isEmpty() || sources.get(sources.size() - 1) != source) {
        sources.add(source);
      }
    }
    return sources;
  }

  private static List<Source> sourcesOf(List<Point> points) {
    return points.stream().map(Point::source).toList();
  }
}
