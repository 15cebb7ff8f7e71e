package io.rackproof.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollerTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Source SOURCE =
      new Source() {
        @Override
        public String toString() {
          return "scripted";
        }
      };
  private static final Point POINT =
      new Point(
          "device_register_value",
          Map.of(),
          SOURCE,
          Scaling.NONE,
          "1",
          Point.Kind.GAUGE,
          0,
          Optional.empty());

  private final VirtualTime time = new VirtualTime();
  private final Map<String, List<DevicePoll>> polls = new LinkedHashMap<>();
  private final List<Script> scripts = new ArrayList<>();

  /** A device whose behaviour a test sets. */
  private class Script implements Driver {
    private final String name;
    private final String bus;
    private final List<Long> askedAt = new ArrayList<>();
    private final Map<Point, List<Long>> readAt = new LinkedHashMap<>();
    private List<Point> points = List.of(POINT);
    private long busyNanos;
    private Duration takes = Duration.ofMillis(20);
    private boolean silent;
    private boolean closed;

    Script(String name, String bus) {
      this.name = name;
      this.bus = bus;
      scripts.add(this);
    }

    @Override
    public String bus() {
      return bus;
    }

    @Override
    public List<Reading> read(List<Point> points) {
      askedAt.add(time.nanos());
      long start = time.nanos();
      points.forEach(point -> readAt.computeIfAbsent(point, p -> new ArrayList<>()).add(start));
      time.spend(silent ? Duration.ofMillis(500) : takes);
      busyNanos += time.nanos() - start;
      RequestTime at = new RequestTime(start / 1_000_000, 0);
      return silent
          ? List.of(Reading.missing(points.get(0), Cause.TIMEOUT, "no answer within 500 ms", at))
          : points.stream().map(point -> Reading.value(point, 1, at, "1")).toList();
    }

    /** Without the read at once, with which each device begins. */
    List<Long> readAt(Point point) {
      List<Long> all = readAt.getOrDefault(point, List.of());
      return all.subList(Math.min(1, all.size()), all.size());
    }

    /** Without the read at once, with which each device begins. */
    List<Long> slotsAsked() {
      return askedAt.subList(1, askedAt.size());
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private List<DevicePoll> polls(String device) {
    return polls.getOrDefault(device, List.of());
  }

  private Poller poller() {
    Poller poller =
        new Poller(
            time,
            time.ticker(),
            scripts.stream().map(s -> new PolledDevice(s.name, s, s.points, SECOND)).toList(),
            poll -> polls.computeIfAbsent(poll.device(), d -> new ArrayList<>()).add(poll));
    poller.start();
    return poller;
  }

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
  void silentDeviceIsOnlyProbedAndStillToldAtEachSlot() {
    Script dead = new Script("dead", "a");
    dead.silent = true;
    poller();
    time.runUntil(Duration.ofMinutes(10));
    assertThat(polls("dead")).hasSizeBetween(595, 600);
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
    // The breakers open.
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
    // From the start on: what is over one time-out of each is within the cap.
    assertThat(probing()).isLessThanOrEqualTo(Duration.ofSeconds(6).toNanos());
    long before = probing();
    time.runUntil(Duration.ofMinutes(61));
    double share = (probing() - before) / (double) Duration.ofHours(1).toNanos();
    assertThat(share).isBetween(0.035, 0.0415);
    // None is forgotten for the others: an hour has room for 288 probes of half a second.
    assertThat(scripts.stream().filter(s -> s.silent).map(s -> s.askedAt.size()))
        .allMatch(asked -> asked >= 20);
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

  private long probing() {
    return scripts.stream().filter(s -> s.silent).mapToLong(s -> s.busyNanos).sum();
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
        SOURCE,
        Scaling.NONE,
        "1",
        Point.Kind.GAUGE,
        0,
        Optional.empty());
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
    assertThat(broken.slotsAsked()).hasSize(3);
    assertThat(polls("broken").get(0).silence())
        .hasValueSatisfying(missing -> assertThat(missing.detail()).contains("a defect"));
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
}
