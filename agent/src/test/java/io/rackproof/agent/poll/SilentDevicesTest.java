package io.rackproof.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Missing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What silent devices cost the others of their bus, and what a lost answer costs a device. */
class SilentDevicesTest extends ScriptedPolling {

  @Test
  void silentDeviceIsOnlyProbedAndStillToldAtEachSlot() {
    Script dead = new Script("dead", "a");
    dead.silent = true;
    poller();
    time.runUntil(Duration.ofMinutes(10));
    assertThat(polls("dead")).hasSize(601);
    assertThat(polls("dead"))
        .allSatisfy(
            poll -> {
              assertThat(poll.readings()).hasSize(1);
              assertThat(poll.readings().get(0).outcome()).isInstanceOf(Missing.class);
              assertThat(poll.alive()).isFalse();
            });
    List<Long> asked = dead.askedAt;
    assertThat(asked.size()).isLessThan(30);
    for (int i = 6; i < asked.size(); i++) {
      assertThat(asked.get(i) - asked.get(i - 1))
          .isGreaterThan(Duration.ofSeconds(7).toNanos())
          .isLessThanOrEqualTo(Duration.ofSeconds(32).toNanos());
    }
  }

  @Test
  void deviceThatComesBackIsReadAtEachSlotAgain() {
    Script device = new Script("psu-1", "a");
    device.silent = true;
    poller();
    time.runUntil(Duration.ofMinutes(2));
    device.silent = false;
    time.runUntil(Duration.ofMinutes(3));
    List<DevicePoll> all = polls("psu-1");
    assertThat(all.subList(all.size() - 25, all.size()))
        .allMatch(poll -> poll.asked() && poll.alive());
  }

  @Test
  void deadDevicesNeverSlowTheLivingOnesOfTheirBus() {
    Script alive = new Script("psu-1", "a");
    for (int i = 2; i <= 12; i++) {
      new Script("psu-" + i, "a").silent = true;
    }
    poller();
    // The first are asked.
    time.runUntil(Duration.ofMinutes(1));
    int before = alive.askedAt.size();
    time.runUntil(Duration.ofMinutes(11));
    assertThat(alive.askedAt.size() - before).isEqualTo(600);
    assertThat(scripts).allMatch(script -> script.askedAt.size() > 3);
    long phase = Poller.phase("psu-1", SECOND);
    for (long asked : alive.askedAt.subList(before, alive.askedAt.size())) {
      assertThat((asked - phase) % SECOND.toNanos()).isLessThanOrEqualTo(500_000_000L);
    }
  }

  @Test
  void probingTheDeadTakesATwentiethOfTheBusHoweverManyTheyAre() {
    new Script("psu-1", "a");
    for (int i = 2; i <= 12; i++) {
      new Script("psu-" + i, "a").silent = true;
    }
    poller();
    time.runUntil(Duration.ofMinutes(1));
    assertThat(probing()).isLessThanOrEqualTo(Duration.ofSeconds(3).toNanos());
    long before = probing();
    time.runUntil(Duration.ofMinutes(61));
    double share = (probing() - before) / (double) Duration.ofHours(1).toNanos();
    assertThat(share).isBetween(0.03, 0.034);
    // None is forgotten for the others: an hour has room for 240 probes of half a second.
    assertThat(scripts.stream().filter(s -> s.silent).map(s -> s.askedAt.size()))
        .allMatch(asked -> asked >= 15);
  }

  @Test
  void aUnitThatNeverAnsweredTakesLessThanATwentiethFromTheStartOn() {
    Script alive = new Script("psu-1", "a");
    Script dead = new Script("psu-2", "a");
    dead.silent = true;
    poller();
    time.runUntil(Duration.ofSeconds(60));
    assertThat(alive.slotsAsked()).hasSize(60);
    for (long from = 0; from <= 40; from++) {
      long begin = Duration.ofSeconds(from).toNanos();
      long asked = dead.askedAt.stream().filter(at -> at >= begin && at < begin + 20e9).count();
      assertThat(asked * 0.5 / 20).isLessThanOrEqualTo(0.05);
    }
    assertThat(dead.busyNanos / 60e9).isLessThan(0.045);
  }

  @Test
  void whileNothingOnTheBusAnswersNobodyIsHeldBackByTheShareOfTheOthers() {
    for (int i = 1; i <= 12; i++) {
      new Script("psu-" + i, "a").silent = true;
    }
    poller();
    time.runUntil(Duration.ofMinutes(1));
    scripts.forEach(script -> script.silent = false);
    time.runUntil(Duration.ofSeconds(110));
    // The shelves come up after the agent: each is heard after its own back-off, 30 s at most.
    assertThat(scripts)
        .allSatisfy(
            s -> assertThat(polls(s.name)).last().matches(poll -> poll.asked() && poll.alive()));
  }

  @Test
  void deadDeviceOfOneBusLeavesAnotherBusAlone() {
    new Script("dead", "a").silent = true;
    Script other = new Script("switch-1", "b");
    poller();
    time.runUntil(Duration.ofSeconds(20));
    long phase = Poller.phase("switch-1", SECOND);
    assertThat(other.slotsAsked()).hasSize(20);
    assertThat(other.slotsAsked()).allMatch(asked -> (asked - phase) % SECOND.toNanos() == 0);
  }

  @Test
  void defectOfADriverIsMissingAndDoesNotEndThePolling() {
    Script broken =
        new Script("broken", "a") {
          @Override
          public List<Reading> read(List<Point> points) {
            super.read(points);
            throw new IllegalStateException("a defect");
          }
        };
    poller();
    time.runUntil(Duration.ofSeconds(10));
    assertThat(broken.askedAt).hasSize(5);
    assertThat(polls("broken").get(0).silence())
        .hasValueSatisfying(missing -> assertThat(missing.detail()).contains("a defect"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 12})
  void aUnitWhoseFirstAnswerIsLostIsAskedAgainWithinOneTimeOut(int dead) {
    for (int i = 1; i <= 8; i++) {
      new Script("psu-" + i, "a");
    }
    for (int i = 9; i <= 8 + dead; i++) {
      new Script("psu-" + i, "a").silent = true;
    }
    Script unit = scripts.get(7);
    unit.losing = 1;
    poller();
    time.runUntil(Duration.ofSeconds(60));
    assertThat(unit.silences).hasSize(1);
    assertThat(unit.askedAt.get(0)).isEqualTo(unit.silences.get(0).start());
    assertThat(unit.askedAt.get(1) - unit.silences.get(0).end())
        .isLessThanOrEqualTo(TIMEOUT.toNanos());
    assertThat(polls("psu-8").subList(1, 50)).allMatch(poll -> poll.asked() && poll.alive());
    assertThat(probing()).isLessThanOrEqualTo(Duration.ofSeconds(3).toNanos());
  }

  @Test
  void aUnitThatAnsweredBeforeIsAskedAgainAtOnceAndItsOtherSlotsStayWhereTheyAre() {
    Script unit = new Script("psu-1", "a");
    Script slow = new Script("psu-2", "a");
    slow.interval = Duration.ofMinutes(1);
    new Script("psu-3", "a").silent = true;
    poller();
    time.runUntil(Duration.ofSeconds(70));
    List<Script> lose = List.of(unit, slow);
    lose.forEach(script -> script.losing = 1);
    time.runUntil(Duration.ofSeconds(200));
    for (Script script : lose) {
      assertThat(script.silences).hasSize(1);
      Silence lost = script.silences.get(0);
      long again = script.askedAt.stream().filter(at -> at >= lost.end()).findFirst().orElseThrow();
      assertThat(again - lost.end()).isLessThanOrEqualTo(TIMEOUT.toNanos());
      long phase = Poller.phase(script.name, script.interval);
      assertThat(script.slotsAsked().stream().filter(at -> at != again))
          .allMatch(at -> (at - phase) % script.interval.toNanos() <= 2 * TIMEOUT.toNanos());
    }
    assertThat(slow.slotsAsked()).hasSize(4);
  }

  @Test
  void aUnitWithManyLostAnswersIsReadOn() {
    Script unit = new Script("psu-1", "a");
    new Script("psu-2", "a");
    new Script("psu-3", "a").silent = true;
    poller();
    for (int second = 5; second < 300; second += 5) {
      time.runUntil(Duration.ofSeconds(second));
      unit.losing = 2;
    }
    assertThat(polls("psu-1")).allMatch(DevicePoll::asked);
    // What a noisy line loses does not keep the dead from being found again.
    assertThat(scripts.get(2).askedAt).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @CsvSource({"8,1", "8,4", "1,11", "3,30"})
  void theDeadTakeLessThanATwentiethOfEveryMinuteTheFirstIncluded(int living, int dead) {
    for (int order = 0; order < 5; order++) {
      List<Boolean> silent = new ArrayList<>(Collections.nCopies(living - 1, false));
      silent.addAll(Collections.nCopies(dead, true));
      Collections.shuffle(silent, new Random(order));
      // The first to be asked lives: what is spent before one answers is nobody's.
      new Script("psu-0", "a");
      for (int i = 0; i < silent.size(); i++) {
        new Script("psu-" + (i + 1), "a").silent = silent.get(i);
      }
      Poller poller = poller();
      time.runUntil(Duration.ofMinutes(8));
      poller.close();
      assertThat(mostInAMinute()).isLessThanOrEqualTo(Duration.ofSeconds(3).toNanos());
      assertThat(scripts).allMatch(script -> !script.askedAt.isEmpty());
      scripts.clear();
      time.restart();
    }
  }

  @Test
  void deadUnitsBeforeTheFirstThatLivesCountToo() {
    for (int i = 1; i <= 4; i++) {
      new Script("psu-" + i, "a").silent = true;
    }
    for (int i = 5; i <= 12; i++) {
      new Script("psu-" + i, "a");
    }
    poller();
    time.runUntil(Duration.ofMinutes(5));
    assertThat(mostInAMinute()).isLessThanOrEqualTo(Duration.ofSeconds(3).toNanos());
  }

  @Test
  void livingUnitsBehindManyDeadOnesAreNotHeldBackByWhatTheseTookBeforeAnyoneAnswered() {
    for (int i = 1; i <= 10; i++) {
      new Script("psu-" + i, "a").silent = true;
    }
    for (int i = 11; i <= 14; i++) {
      new Script("psu-" + i, "a");
    }
    poller();
    time.runUntil(Duration.ofSeconds(10));
    assertThat(scripts.subList(10, 14))
        .allMatch(script -> script.askedAt.get(0) <= Duration.ofMillis(5_700).toNanos());
  }

  @Test
  void unitsThatWereNeverAskedComeBeforeThoseThatWereAskedInVain() {
    new Script("psu-0", "a");
    for (int i = 1; i <= 7; i++) {
      new Script("psu-" + i, "a").silent = true;
    }
    Script last = new Script("psu-8", "a");
    last.interval = Duration.ofMinutes(10);
    poller();
    time.runUntil(Duration.ofMinutes(2));
    // Five time-outs fit into a minute; it waits for the sixth, not for its next slot.
    assertThat(last.askedAt.get(0)).isLessThan(Duration.ofSeconds(70).toNanos());
    assertThat(polls("psu-8")).last().matches(DevicePoll::alive);
    assertThat(polls("psu-8").get(0).silence())
        .hasValueSatisfying(missing -> assertThat(missing.detail()).contains("waits for its turn"));
  }

  /** The longest that silent devices took of any minute. */
  private long mostInAMinute() {
    List<Silence> all =
        scripts.stream()
            .flatMap(script -> script.silences.stream())
            .sorted(Comparator.comparingLong(Silence::start))
            .toList();
    long most = 0;
    for (Silence from : all) {
      long end = from.start() + Duration.ofMinutes(1).toNanos();
      most =
          Math.max(
              most,
              all.stream()
                  .filter(s -> s.start() >= from.start() && s.start() < end)
                  .mapToLong(s -> Math.min(s.end(), end) - s.start())
                  .sum());
    }
    return most;
  }

  private long probing() {
    return scripts.stream().filter(s -> s.silent).mapToLong(s -> s.busyNanos).sum();
  }
}
