package io.rackproof.collector.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.live.SetClock;
import org.junit.jupiter.api.Test;

/** How often one may guess and ask. */
class LimitsTest {

  private final SetClock clock = new SetClock(1_000_000_000_000L);
  private final Guesses guesses = new Guesses(clock);

  @Test
  void addressThatGuessesAtManyAccountsWaitsToo() {
    for (int i = 0; i < 20; i++) {
      assertThat(guesses.take("user" + i, "192.0.2.1")).isZero();
    }
    assertThat(guesses.take("user20", "192.0.2.1")).isEqualTo(1_000);
    assertThat(guesses.take("user20", "192.0.2.2")).as("another address").isZero();
  }

  @Test
  void oneNetworkOfIpv6IsOneAddress() {
    for (int i = 0; i < 20; i++) {
      assertThat(guesses.take("user" + i, "2001:db8:0:1:0:0:0:" + i)).isZero();
    }
    assertThat(guesses.take("user20", "2001:db8:0:1:9:9:9:9")).isPositive();
    assertThat(guesses.take("user20", "2001:db8:0:2:0:0:0:1")).isZero();
  }

  @Test
  void waitHasAnEnd() {
    long wait = 0;
    for (int i = 0; i < 40; i++) {
      wait = guesses.take("ann", "192.0.2." + i);
      clock.set(clock.millis() + wait);
    }
    assertThat(wait).isLessThanOrEqualTo(60_000);
  }

  @Test
  void accountOfOnesOwnBuysNoGuessesAtOthers() {
    for (int i = 0; i < 19; i++) {
      guesses.take("user" + i, "192.0.2.1");
    }
    guesses.take("own", "192.0.2.1");
    guesses.succeeded("own", "192.0.2.1");
    assertThat(guesses.take("user20", "192.0.2.1")).isZero();
    assertThat(guesses.take("user21", "192.0.2.1")).isPositive();
  }

  @Test
  void requestsComeInBurstsAndThenSoManyASecond() {
    Rates rates = new Rates(clock);
    for (int i = 0; i < Rates.BURST; i++) {
      assertThat(rates.take("ann")).isTrue();
    }
    assertThat(rates.take("ann")).isFalse();
    assertThat(rates.take("bob")).isTrue();
    clock.set(clock.millis() + 1_000);
    for (int i = 0; i < Rates.PER_SECOND; i++) {
      assertThat(rates.take("ann")).isTrue();
    }
    assertThat(rates.take("ann")).isFalse();
  }
}
