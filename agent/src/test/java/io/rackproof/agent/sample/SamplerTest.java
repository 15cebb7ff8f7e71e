package io.rackproof.agent.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Point.Kind;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Source;
import io.rackproof.agent.device.Specification;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplerTest {

  private record At(String place, boolean isTable, boolean isWholeNumber) implements Source {
    At(String place, boolean isTable) {
      this(place, isTable, false);
    }

    @Override
    public String toString() {
      return place;
    }
  }

  private static final Point VOLTAGE =
      point("meter_voltage_volts", Kind.GAUGE, new Scaling(0.1, 0), 0, new Point.Range(0, 300));
  private static final Point ENERGY =
      point("meter_energy_joules_total", Kind.COUNTER, new Scaling(3600, 0), 32, null);
  private static final Point IDENTITY = point("device_info", Kind.INFO, Scaling.NONE, 0, null);
  private static final Point ERRORS =
      new Point(
          "switch_port_receive_errors_total",
          Map.of(),
          new At("1.2.3.*", true),
          Scaling.NONE,
          "1",
          Kind.COUNTER,
          32,
          Optional.empty());

  private final Sampler sampler =
      new Sampler(
          "r1",
          "meter-1",
          "meter",
          Map.of("shelf", "3"),
          List.of(VOLTAGE, ENERGY, IDENTITY, ERRORS));
  private long second;

  private static Point point(
      String metric,
      Kind kind,
      Scaling scaling,
      int bits,
      Point.@org.jspecify.annotations.Nullable Range range) {
    return new Point(
        metric,
        Map.of(),
        new At(metric, false),
        scaling,
        "V",
        kind,
        bits,
        Optional.ofNullable(range));
  }

  private RequestTime now() {
    return new RequestTime(1_700_000_000_000L + 1000 * second, 150);
  }

  private Reading value(Point point, double raw) {
    return Reading.value(point, raw, now(), "raw");
  }

  private Reading text(String text) {
    return new Reading(IDENTITY, new Reading.Text(text), now(), text);
  }

  private Reading missing(Point point, Cause cause) {
    return Reading.missing(point, cause, "not there", now());
  }

  private static Point row(String port) {
    return ERRORS.withLabels(Map.of("port", port));
  }

  private List<Sample> poll(Reading... readings) {
    second++;
    return sampler.samples(List.of(readings), now(), Duration.ofMillis(40));
  }

  private static Sample of(List<Sample> samples, String series) {
    return samples.stream()
        .filter(sample -> sample.series().toString().contains(series))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " is not in " + samples));
  }

  @Test
  void valueIsScaledAndCarriesTheLabelsOfRackDeviceAndPoint() {
    Sample sample = sampler.sample(value(VOLTAGE, 2311));
    assertThat(sample.series())
        .hasToString(
            "meter_voltage_volts{device=\"meter-1\",rack=\"r1\",role=\"meter\",shelf=\"3\"}");
    assertThat(sample.value()).isEqualTo(231.1);
    assertThat(sample.quality()).isEqualTo(Quality.GOOD);
    assertThat(sample.timeMillis()).isEqualTo(1_700_000_000_000L);
    assertThat(sample.timeUncertaintyMicros()).isEqualTo(150);
  }

  @Test
  void valueOutsideThePlausibleRangeIsKeptAndMarked() {
    Sample sample = sampler.sample(value(VOLTAGE, 65535));
    assertThat(sample.value()).isEqualTo(6553.5);
    assertThat(sample.quality()).isEqualTo(Quality.OUT_OF_RANGE);
    assertThat(sampler.sample(value(VOLTAGE, 3000)).quality()).isEqualTo(Quality.GOOD);
  }

  /** The scaled whole numbers of a meter whose data sheet gives an accuracy. */
  private static Point whole(Kind kind, String unit, double factor, int bits) {
    return new Point(
        "x_" + kind + "_" + unit.replace("1", "one") + (factor < 0 ? "_down_" : "_") + bits,
        Map.of("factor", String.valueOf(factor)),
        new At("register " + kind + unit + factor, false, true),
        new Scaling(factor, 0),
        unit,
        kind,
        bits,
        Optional.empty(),
        new Specification(0.01, 0.5, 0, true, Optional.of(LocalDate.of(2026, 3, 1)), NEVER));
  }

  private static final Optional<LocalDate> NEVER = Optional.empty();

  private Instrument instrument(Point point) {
    sampler.takeInstruments();
    Sample sample = sampler.sample(value(point, 7));
    return sampler.takeInstruments().getOrDefault(sample.series(), Instrument.UNKNOWN);
  }

  @Test
  void instrumentHasTheAccuracyOfTheSpecificationAndTheStepOfItsWholeNumbers() {
    assertThat(instrument(whole(Kind.GAUGE, "W", 0.1, 0)))
        .isEqualTo(
            new Instrument(0.01, 0.5, 0.1, 0, false, Optional.of(LocalDate.of(2026, 3, 1)), NEVER));
    assertThat(instrument(whole(Kind.GAUGE, "W", -10, 0)).resolution()).isEqualTo(10);
    assertThat(instrument(VOLTAGE)).isEqualTo(Instrument.UNKNOWN);
  }

  @Test
  void instrumentOfACounterKnowsWhereItWrapsAndWhetherItCanBeSetBack() {
    Instrument energy = instrument(whole(Kind.COUNTER, "J", 3600, 32));
    assertThat(energy.wrapsAt()).isEqualTo(3600 * 4294967296.0);
    assertThat(energy.resettable()).isTrue();
    assertThat(energy.resolution()).isEqualTo(3600);
    assertThat(instrument(ENERGY).wrapsAt()).isEqualTo(3600 * 4294967296.0);
    assertThat(instrument(ENERGY)).as("told once already").isEqualTo(Instrument.UNKNOWN);
  }

  @Test
  void countsAndStatesHaveNoResolutionBecauseNothingLiesBetweenThem() {
    assertThat(instrument(whole(Kind.COUNTER, "1", 1, 64)).resolution()).isZero();
    assertThat(instrument(whole(Kind.COUNTER, "By", 1, 64)).resolution()).isZero();
    assertThat(instrument(whole(Kind.COUNTER, "By", 1024, 64)).resolution()).isEqualTo(1024);
    assertThat(instrument(whole(Kind.STATE, "1", 1, 0)).resolution()).isZero();
    assertThat(instrument(whole(Kind.GAUGE, "rpm", 1, 0)).resolution()).isEqualTo(1);
  }

  @Test
  void instrumentIsToldWithTheFirstValueAndAgainOnlyWhenItChanges() {
    Point fine = VOLTAGE.withSpecification(Specification.UNKNOWN.withResolution(0.01));
    Point coarse = VOLTAGE.withSpecification(Specification.UNKNOWN.withResolution(0.1));
    poll(missing(VOLTAGE, Cause.TIMEOUT));
    assertThat(sampler.takeInstruments()).isEmpty();
    poll(value(fine, 2311));
    assertThat(sampler.takeInstruments().values())
        .containsExactly(new Instrument(0, 0, 0.01, 0, false));
    poll(value(fine, 2312));
    poll(missing(VOLTAGE, Cause.TIMEOUT));
    assertThat(sampler.takeInstruments()).isEmpty();
    poll(value(coarse, 231));
    assertThat(sampler.takeInstruments().values())
        .containsExactly(new Instrument(0, 0, 0.1, 0, false));
    // A device that changes its range back and forth: the larger step stays.
    poll(value(fine, 2313));
    assertThat(sampler.takeInstruments()).isEmpty();
  }

  @Test
  void missingIsNotANumberAndNeverAZero() {
    for (Cause cause : Cause.values()) {
      Sample sample = sampler.sample(missing(VOLTAGE, cause));
      assertThat(sample.value()).isNaN();
      assertThat(sample.quality())
          .isEqualTo(cause == Cause.STALE ? Quality.STALE : Quality.NOT_AVAILABLE);
    }
  }

  @Test
  void infiniteValueIsNotAvailable() {
    Sample sample = sampler.sample(value(VOLTAGE, Double.POSITIVE_INFINITY));
    assertThat(sample.value()).isNaN();
    assertThat(sample.quality()).isEqualTo(Quality.NOT_AVAILABLE);
  }

  @Test
  void textIsOneWithTheTextAsALabelAndAChangedTextEndsTheOldSeries() {
    Sample first = of(poll(text("PA-3000,v1")), "device_info");
    assertThat(first.value()).isEqualTo(1);
    assertThat(first.series().label("value")).isEqualTo("PA-3000,v1");

    List<Sample> changed = poll(text("PA-3000,v2"));
    assertThat(of(changed, "v2").value()).isEqualTo(1);
    assertThat(of(changed, "v1").quality()).isEqualTo(Quality.NOT_AVAILABLE);
    assertThat(poll(text("PA-3000,v2"))).noneMatch(s -> s.series().toString().contains("v1"));
  }

  @Test
  void textThatWasThereIsToldAsMissingAndOneThatNeverCameIsNotMadeUp() {
    assertThat(poll(missing(IDENTITY, Cause.TIMEOUT)))
        .noneMatch(sample -> sample.series().metric().equals("device_info"));
    poll(text("PA-3000"));
    assertThat(of(poll(missing(IDENTITY, Cause.TIMEOUT)), "PA-3000").quality())
        .isEqualTo(Quality.NOT_AVAILABLE);
  }

  @Test
  void rowThatVanishesIsToldAsMissingUntilItIsBack() {
    poll(value(row("1"), 5), value(row("2"), 6));
    List<Sample> gone = poll(value(row("1"), 5));
    assertThat(of(gone, "port=\"2\"").value()).isNaN();
    assertThat(of(gone, "port=\"2\"").quality()).isEqualTo(Quality.NOT_AVAILABLE);
    assertThat(gone).hasSize(4);
    List<Sample> back = poll(value(row("1"), 5), value(row("2"), 6));
    assertThat(of(back, "port=\"2\"").quality()).isEqualTo(Quality.GOOD);
    assertThat(back).hasSize(4);
  }

  @Test
  void rowsOfADeviceThatFailsAreToldAndTheTableItselfIsNoSeries() {
    assertThat(poll(missing(ERRORS, Cause.TIMEOUT))).hasSize(2);
    poll(value(row("1"), 5), value(row("2"), 6));
    List<Sample> lost = poll(missing(ERRORS, Cause.TIMEOUT));
    assertThat(lost).hasSize(4);
    assertThat(lost.subList(0, 2))
        .allMatch(sample -> sample.quality() == Quality.NOT_AVAILABLE)
        .allMatch(sample -> !sample.series().label("port").isEmpty());
  }

  @Test
  void rowThatIsThereWithoutAValueIsTold() {
    assertThat(of(poll(missing(row("1"), Cause.NOT_AVAILABLE)), "port=\"1\"").quality())
        .isEqualTo(Quality.NOT_AVAILABLE);
  }

  @Test
  void rowThatStaysAwayIsForgotten() {
    poll(value(row("1"), 5));
    for (int i = 1; i < Sampler.FORGOTTEN_AFTER_POLLS; i++) {
      assertThat(poll(missing(ERRORS, Cause.TIMEOUT))).hasSize(3);
    }
    poll(missing(ERRORS, Cause.TIMEOUT));
    assertThat(poll(missing(ERRORS, Cause.TIMEOUT))).hasSize(2);
  }

  @Test
  void deviceIsUpWhenOneValueCame() {
    List<Sample> some = poll(missing(VOLTAGE, Cause.GARBAGE), value(ENERGY, 7));
    assertThat(of(some, "device_up").value()).isEqualTo(1);
    assertThat(of(some, "device_poll_duration_seconds").value()).isEqualTo(0.04);
    List<Sample> none = poll(missing(VOLTAGE, Cause.TIMEOUT), missing(ENERGY, Cause.TIMEOUT));
    assertThat(of(none, "device_up").value()).isZero();
    assertThat(of(none, "device_up").quality()).isEqualTo(Quality.GOOD);
  }

  private Quality next(Point point, double raw) {
    second++;
    return sampler.sample(value(point, raw)).quality();
  }

  @Test
  void counterThatStartsAnewIsAResetOnce() {
    assertThat(next(ENERGY, 5000)).isEqualTo(Quality.GOOD);
    assertThat(next(ENERGY, 5010)).isEqualTo(Quality.GOOD);
    assertThat(next(ENERGY, 3)).isEqualTo(Quality.COUNTER_RESET);
    assertThat(next(ENERGY, 4)).isEqualTo(Quality.GOOD);
    assertThat(next(ENERGY, 4)).isEqualTo(Quality.GOOD);
  }

  @Test
  void counterThatWrapsAtItsWidthIsGood() {
    double full = 4294967296.0;
    next(ENERGY, full - 2500);
    next(ENERGY, full - 1500);
    next(ENERGY, full - 500);
    assertThat(next(ENERGY, 500)).isEqualTo(Quality.GOOD);
  }

  @Test
  void fallFromNearTheTopIsAResetWhenTheCounterNeverMovedSoFast() {
    next(ENERGY, 4294967200.0);
    next(ENERGY, 4294967201.0);
    assertThat(next(ENERGY, 1000)).isEqualTo(Quality.COUNTER_RESET);
  }

  @Test
  void fallOfACounterOfUnknownWidthIsAReset() {
    Point unknown = point("meter_energy_joules_total", Kind.COUNTER, Scaling.NONE, 0, null);
    next(unknown, 65_000);
    next(unknown, 65_500);
    assertThat(next(unknown, 100)).isEqualTo(Quality.COUNTER_RESET);
  }

  @Test
  void resetDuringASilenceIsSeenAfterIt() {
    next(ENERGY, 5000);
    sampler.sample(missing(ENERGY, Cause.TIMEOUT));
    assertThat(next(ENERGY, 2)).isEqualTo(Quality.COUNTER_RESET);
  }

  private Quality next(double raw, Reading.Continuity told) {
    second++;
    return sampler.sample(value(ENERGY, raw).withContinuity(told)).quality();
  }

  @Test
  void counterOfADeviceThatRestartedIsAResetThoughItGrew() {
    assertThat(next(5000, Reading.Continuity.RESTARTED)).isEqualTo(Quality.GOOD);
    assertThat(next(6000, Reading.Continuity.RESTARTED)).isEqualTo(Quality.COUNTER_RESET);
    assertThat(next(6001, Reading.Continuity.UNBROKEN)).isEqualTo(Quality.GOOD);
  }

  @Test
  void fallOfACounterThatIsKnownToRunOnIsAWrapHoweverFastItIs() {
    next(3_000_000_000.0, Reading.Continuity.UNKNOWN);
    next(3_000_000_001.0, Reading.Continuity.UNBROKEN);
    assertThat(next(1000, Reading.Continuity.UNBROKEN)).isEqualTo(Quality.GOOD);
    assertThat(next(10, Reading.Continuity.UNKNOWN)).isEqualTo(Quality.COUNTER_RESET);
  }

  @Test
  void whatADeviceToldByItselfIsNotMissedWhenPollsDoNotShowIt() {
    poll(value(VOLTAGE, 2300));
    second++;
    assertThat(sampler.event(value(ENERGY, 5)).value()).isEqualTo(18_000);
    assertThat(poll(value(VOLTAGE, 2300)))
        .noneMatch(sample -> sample.series().metric().equals("meter_energy_joules_total"));
  }

  @Test
  void whatADeviceToldByItselfIsOfTheSeriesThatPollsShow() {
    Sample polled = of(poll(value(VOLTAGE, 2300)), "meter_voltage_volts");
    second++;
    assertThat(sampler.event(value(VOLTAGE, 2310)).series()).isSameAs(polled.series());
    assertThat(of(poll(missing(VOLTAGE, Cause.TIMEOUT)), "meter_voltage_volts").quality())
        .isEqualTo(Quality.NOT_AVAILABLE);
  }

  @Test
  void seriesIsOneObjectForItsWholeLife() {
    assertThat(sampler.sample(value(VOLTAGE, 1)).series())
        .isSameAs(sampler.sample(value(VOLTAGE, 2)).series());
  }

  @Test
  void seriesOfPointsThatThisPollWasNotForAreNotTold() {
    Point own = named("own");
    Point slow = named("slow").withInterval(Duration.ofSeconds(10));
    assertThat(registers(Reading.value(own, 1, now(), "1"), Reading.value(slow, 2, now(), "2")))
        .containsExactly("own 1.0", "slow 2.0");
    assertThat(registers(Reading.value(own, 3, now(), "3"))).containsExactly("own 3.0");
    assertThat(
            registers(
                Reading.value(own, 4, now(), "4"),
                Reading.missing(slow, Cause.TIMEOUT, "no answer", now())))
        .containsExactly("own 4.0", "slow NaN");
  }

  private List<String> registers(Reading... readings) {
    return sampler.samples(List.of(readings), now(), Duration.ofMillis(5)).stream()
        .filter(sample -> sample.series().labels().containsKey("register"))
        .map(sample -> sample.series().label("register") + " " + sample.value())
        .toList();
  }

  private static Point named(String name) {
    return new Point(
        "device_register_value",
        Map.of("register", name),
        new At(name, false),
        Scaling.NONE,
        "1",
        Point.Kind.GAUGE,
        0,
        Optional.empty());
  }
}
