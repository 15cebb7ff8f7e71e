package io.rackproof.agent.device.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class RequestCostTest {

  private static final long MILLI = 1_000_000;

  private static RequestCost of(ModbusConfig.Link link) {
    return new RequestCost(
        new ModbusConfig(link, 1, Duration.ofSeconds(1), 125, 125, Duration.ZERO));
  }

  private static ModbusConfig.Rtu line(int baud) {
    return new ModbusConfig.Rtu("/dev/ttyS9", baud, ModbusConfig.Parity.EVEN, 1);
  }

  @Test
  void onASlowLineTheSpeedAloneTellsWhatAGapIsWorth() {
    RequestCost cost = of(line(9_600));
    // 8 and 5 characters around the registers, 3.5 of silence and two milliseconds to think.
    assertThat(cost.request())
        .isCloseTo((13 + 3.5) * 11e9 / 9_600 + 2 * MILLI, Percentage.withPercentage(0.1));
    assertThat(cost.register()).isCloseTo(2 * 11e9 / 9_600, Percentage.withPercentage(0.1));
    assertThat(cost.worthwhileGap()).isEqualTo(9);
    assertThat(cost.isLearned()).isFalse();
  }

  @Test
  void aDeviceThatThinksLongMakesGapsWorthMore() {
    RequestCost cost = of(line(9_600));
    LinkTiming timing = LinkTiming.of(line(9_600));
    for (int i = 0; i < 20; i++) {
      cost.observe(40, timing.wire(13 + 80) + timing.gap() + 60 * MILLI);
    }
    assertThat(cost.isLearned()).isTrue();
    assertThat(cost.worthwhileGap()).isBetween(32, 36);
    assertThat(cost.of(40))
        .isCloseTo(timing.wire(93) + timing.gap() + 60 * MILLI, Percentage.withPercentage(1));
  }

  @Test
  void onANetworkRegistersCostNextToNothing() {
    assertThat(of(new ModbusConfig.Tcp("192.0.2.1", 502)).worthwhileGap())
        .isEqualTo(ModbusConfig.MAX_REGISTERS);
  }

  @Test
  void aGatewayToASlowLineIsRecognisedByItsRoundTrips() {
    RequestCost cost = of(new ModbusConfig.Tcp("192.0.2.1", 502));
    for (int i = 0; i < 40; i++) {
      long registers = i % 2 == 0 ? 10 : 90;
      cost.observe((int) registers, 20 * MILLI + registers * 2 * MILLI);
    }
    assertThat(cost.register()).isCloseTo(2 * MILLI, Percentage.withPercentage(5));
    assertThat(cost.request()).isCloseTo(20 * MILLI, Percentage.withPercentage(25));
    assertThat(cost.worthwhileGap()).isBetween(7, 13);
  }

  @Test
  void newRoundTripsCountMoreThanOldOnes() {
    RequestCost cost = of(new ModbusConfig.Tcp("192.0.2.1", 502));
    for (int i = 0; i < 100; i++) {
      cost.observe(50, 10 * MILLI);
    }
    for (int i = 0; i < 100; i++) {
      cost.observe(50, 40 * MILLI);
    }
    assertThat(cost.of(50)).isCloseTo(40 * MILLI, Percentage.withPercentage(2));
  }
}
