package io.rackproof.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollerTest extends ScriptedPolling {

  @Test
  void slotsNeverDriftHoweverLateAPollBegins() {
    Script steady = new Script("steady", "a");
    Script slow = new Script("slow", "a");
    slow.takes = Duration.ofMillis(300);
    poller();
    // The last slot of the hour may begin a little after it.
    time.runUntil(Duration.ofHours(1).plusMillis(500));
    long phase = Poller.phase("steady", SECOND);
    assertThat(steady.slotsAsked()).hasSize(3600);
    for (int slot = 0; slot < steady.slotsAsked().size(); slot++) {
      long late = steady.slotsAsked().get(slot) - phase - slot * SECOND.toNanos();
      assertThat(late).isBetween(0L, slow.takes.toNanos());
    }
  }

  @Test
  void pollThatOverrunsSkipsToTheNextSlotAndIsCounted() {
    Script device = new Script("pdu-a", "a");
    device.takes = Duration.ofMillis(2300);
    poller();
    time.runUntil(Duration.ofSeconds(30));
    long phase = Poller.phase("pdu-a", SECOND);
    assertThat(device.slotsAsked())
        .containsExactlyElementsOf(
            java.util.stream.LongStream.range(0, 10)
                .map(i -> phase + (2 + i * 3) * SECOND.toNanos())
                .boxed()
                .toList());
    assertThat(polls("pdu-a").stream().mapToLong(DevicePoll::skippedSlots))
        .containsExactly(0L, 0L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 2L);
  }

  @Test
  void pollThatEndsExactlyAtTheNextSlotSkipsNothing() {
    Script device = new Script("pdu-a", "a");
    device.takes = SECOND;
    poller();
    time.runUntil(Duration.ofSeconds(10));
    assertThat(polls("pdu-a")).hasSize(10).allMatch(poll -> poll.skippedSlots() == 0);
  }

  @Test
  void everyDeviceIsReadAtOnceAndThenAtItsPhase() {
    Script first = new Script("pdu-a", "a");
    Script second = new Script("pdu-b", "a");
    Point slow = named("slow").withInterval(Duration.ofMinutes(1));
    first.points = List.of(POINT, slow);
    poller();
    time.runUntil(Duration.ofSeconds(10));
    assertThat(List.of(first.askedAt.get(0), second.askedAt.get(0)))
        .containsExactlyInAnyOrder(0L, 20_000_000L);
    assertThat(polls("pdu-a").get(0).readings()).hasSize(2);
    assertThat(first.askedAt.get(1)).isEqualTo(Poller.phase("pdu-a", SECOND));
    assertThat(polls("pdu-a")).allMatch(poll -> poll.skippedSlots() == 0);
  }

  @Test
  void pointsAreReadAtTheirOwnIntervalsAndKeepTheirPhase() {
    Point fast = named("fast").withInterval(Duration.ofMillis(250));
    Point slow = named("slow").withInterval(Duration.ofSeconds(10));
    Script device = new Script("pdu-a", "a");
    device.points = List.of(POINT, fast, slow);
    poller();
    time.runUntil(Duration.ofMinutes(1));
    long phase = Poller.phase("pdu-a", Duration.ofMillis(250));
    assertThat(device.readAt(fast)).hasSize(240);
    assertThat(device.readAt(POINT)).hasSize(60);
    assertThat(device.readAt(slow)).hasSize(6);
    assertThat(device.readAt(POINT)).allMatch(at -> (at - phase) % SECOND.toNanos() == 0);
    assertThat(device.readAt(slow)).allMatch(at -> (at - phase) % 10_000_000_000L == 0);
    // What falls together is asked for together.
    assertThat(device.slotsAsked()).hasSize(240);
  }

  @Test
  void aPointWhoseSlotPassedUnreadIsReadInTheNextOneAndThenAtItsOldTimes() {
    Point slow = named("slow").withInterval(Duration.ofSeconds(10));
    Script device = new Script("pdu-a", "a");
    device.points = List.of(POINT, slow);
    poller();
    time.runUntil(Duration.ofMillis(9_500));
    device.takes = Duration.ofMillis(1_500);
    time.runUntil(Duration.ofSeconds(12));
    device.takes = Duration.ofMillis(20);
    time.runUntil(Duration.ofSeconds(35));
    long phase = Poller.phase("pdu-a", SECOND);
    List<Long> slots =
        device.readAt(slow).stream().map(at -> (at - phase) / SECOND.toNanos()).toList();
    assertThat(slots).hasSizeBetween(4, 4).startsWith(0L).endsWith(20L, 30L);
    assertThat(slots.get(1)).isBetween(10L, 11L);
  }

  private static Point named(String name) {
    return new Point(
        POINT.metric(),
        Map.of("register", name),
        POINT.source(),
        Scaling.NONE,
        "1",
        Point.Kind.GAUGE,
        0,
        Optional.empty());
  }

  @Test
  void devicesOfABusAreSpreadOverTheInterval() {
    Set<Long> tenths = new HashSet<>();
    for (int shelf = 1; shelf <= 6; shelf++) {
      for (int module = 1; module <= 4; module++) {
        long phase = Poller.phase("psu-" + shelf + "-" + module, SECOND);
        assertThat(phase).isBetween(0L, SECOND.toNanos() - 1);
        tenths.add(phase / 100_000_000);
      }
    }
    assertThat(tenths).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void closingEndsPollingAndClosesTheDrivers() {
    Script device = new Script("pdu-a", "a");
    Poller poller = poller();
    time.runUntil(Duration.ofSeconds(2));
    poller.close();
    time.runUntil(Duration.ofSeconds(9));
    assertThat(device.slotsAsked()).hasSize(2);
    assertThat(device.closed).isTrue();
  }

  @Test
  void deviceThatIsAddedLeavesTheSlotsOfTheOthersAndOneThatIsRemovedIsClosed() {
    Script stays = new Script("stays", "a");
    Script goes = new Script("goes", "a");
    Poller poller = poller();
    time.runUntil(Duration.ofSeconds(10));
    Script comes = new Script("comes", "b");
    poller.add(new PolledDevice("comes", comes, List.of(POINT), SECOND));
    CompletableFuture<Void> gone = poller.remove("goes");
    assertThat(goes.closed).isFalse();
    time.runUntil(Duration.ofSeconds(20));
    assertThat(gone).isCompleted();
    assertThat(goes.closed).isTrue();
    assertThat(goes.slotsAsked()).hasSize(10);
    assertThat(stays.slotsAsked()).hasSize(20);
    assertThat(stays.closed).isFalse();
    assertThat(comes.slotsAsked()).hasSize(10);
    long phase = Poller.phase("comes", SECOND);
    assertThat(comes.slotsAsked()).allMatch(asked -> (asked - phase) % SECOND.toNanos() == 0);
    assertThat(poller.remove("absent")).isCompleted();
    poller.close();
    assertThat(comes.closed).isTrue();
  }

  @Test
  void busOfADeviceThatIsRemovedAndAddedAgainIsReadOn() throws Exception {
    try (BusThreads threads = new BusThreads(System::nanoTime, Duration.ofSeconds(10))) {
      CountDownLatch first = new CountDownLatch(1);
      threads.at("a", threads.nanos(), first::countDown);
      assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
      threads.release("a");
      threads.release("a");
      CountDownLatch second = new CountDownLatch(1);
      threads.at("a", threads.nanos(), second::countDown);
      assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void busThreadsRunTheTasksOfABusInOrderAndBusesSideBySide() throws Exception {
    try (BusThreads threads = new BusThreads(System::nanoTime, Duration.ofSeconds(10))) {
      CountDownLatch otherRan = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(3);
      ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
      long now = threads.nanos();
      threads.at(
          "a",
          now,
          () -> {
            try {
              // Only the other bus can end this wait.
              assertThat(otherRan.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            ran.add("a1");
            done.countDown();
          });
      threads.at(
          "a",
          now,
          () -> {
            ran.add("a2");
            done.countDown();
          });
      threads.at(
          "b",
          now,
          () -> {
            ran.add("b");
            otherRan.countDown();
            done.countDown();
          });
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(ran).containsExactly("b", "a1", "a2");
    }
  }

  @Test
  void busThatHangsIsOverdueHoweverMuchTheOthersDo() {
    Script hangs = new Script("hangs", "a");
    Script fine = new Script("fine", "b");
    Poller poller = poller();
    time.runUntil(Duration.ofMinutes(1));
    assertThat(poller.overdueNanos()).isLessThan(SECOND.toNanos());
    hangs.takes = Duration.ofMinutes(20);
    fine.onRead = () -> overdue.add(poller.overdueNanos());
    hangs.onRead = () -> overdue.add(poller.overdueNanos());
    time.runUntil(Duration.ofMinutes(2));
    assertThat(overdue)
        .as("during the poll that hung")
        .anyMatch(nanos -> nanos > Duration.ofMinutes(19).toNanos());
  }

  @Test
  void busThatIsAskedForMoreThanItCanGiveIsNotOverdue() {
    for (int unit = 0; unit < 60; unit++) {
      Script slow = new Script("psu-" + unit, "a");
      slow.takes = Duration.ofSeconds(10);
    }
    Poller poller = poller();
    scripts.forEach(script -> script.onRead = () -> overdue.add(poller.overdueNanos()));
    time.runUntil(Duration.ofHours(1));
    assertThat(overdue)
        .hasSizeGreaterThan(300)
        .allMatch(nanos -> nanos < Duration.ofMinutes(1).toNanos());
  }
}
