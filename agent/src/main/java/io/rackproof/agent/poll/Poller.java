package io.rackproof.agent.poll;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every device once in each of its slots, which lie at {@code start + phase + n × interval}
 * for ever: a poll that comes late does not move those after it, and slots that a long poll covers
 * are skipped and counted. Points with an interval of their own are read at theirs, in the slots of
 * the shortest. The phase comes from the device's name, so that the devices of a bus are spread
 * over the interval and stay there after a restart. Before its first slot each device is read once
 * at once, so that its first values do not wait for its place in the interval. A device that does
 * not answer is asked once more at once: an answer may have been lost.
 */
public final class Poller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

  /** When a device that waits for room on its bus tries again, if its next slot is later. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Scheduler scheduler;
  private final Ticker ticker;
  private final ReadingSink sink;
  private final Map<String, Slots> devices = new LinkedHashMap<>();
  private final Map<String, ProbeShare> shares = new HashMap<>();

  /** When a task of the bus ended last. */
  private final Map<String, Long> ended = new ConcurrentHashMap<>();

  private long start;
  private boolean started;

  /**
   * @param ticker whose monotonic time is the scheduler's
   */
  public Poller(Scheduler scheduler, Ticker ticker, List<PolledDevice> devices, ReadingSink sink) {
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.sink = sink;
    devices.forEach(this::put);
  }

  private Slots put(PolledDevice device) {
    ProbeShare share = shares.computeIfAbsent(device.driver().bus(), bus -> new ProbeShare());
    Slots slots = new Slots(device, new PointGroups(device.points(), device.interval()), share);
    if (devices.putIfAbsent(device.name(), slots) != null) {
      throw new IllegalArgumentException("there is a device " + device.name() + " already");
    }
    return slots;
  }

  /** Starts the slots now. */
  public synchronized void start() {
    start = scheduler.nanos();
    started = true;
    devices.values().forEach(slots -> slots.begin(start));
  }

  /**
   * Reads one more device from its next slot on; the slots of the others stay as they are.
   *
   * @throws IllegalArgumentException when there is one of this name
   */
  public synchronized void add(PolledDevice device) {
    Slots slots = put(device);
    if (started) {
      slots.begin(start);
    }
  }

  /**
   * Reads a device no more, and closes its driver once a poll of it that is under way has ended.
   *
   * @return done when the driver is closed; at once when there is no such device
   */
  public synchronized CompletableFuture<Void> remove(String name) {
    Slots slots = devices.remove(name);
    if (slots == null) {
      return CompletableFuture.completedFuture(null);
    }
    String bus = slots.device.driver().bus();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    slots.ended = true;
    scheduler.at(
        bus,
        scheduler.nanos(),
        () -> {
          slots.share.leaves(name);
          slots.device.driver().close();
          closed.complete(null);
        });
    if (devices.values().stream().noneMatch(s -> s.device.driver().bus().equals(bus))) {
      shares.remove(bus);
      var unused = closed.thenRun(() -> releaseIfUnused(bus));
    }
    return closed;
  }

  private synchronized void releaseIfUnused(String bus) {
    if (devices.values().stream().noneMatch(s -> s.device.driver().bus().equals(bus))) {
      ended.remove(bus);
      scheduler.release(bus);
    }
  }

  /**
   * For how long a bus has owed a poll while it ended none, in nanoseconds; the longest of all
   * buses, 0 when none is owed. A bus that is asked for more than it can give still ends polls.
   */
  public synchronized long overdueNanos() {
    long now = scheduler.nanos();
    long longest = 0;
    for (Slots slots : devices.values()) {
      long ended = this.ended.getOrDefault(slots.device.driver().bus(), start);
      longest = Math.max(longest, Math.min(now - slots.due, now - ended));
    }
    return started ? longest : 0;
  }

  /** A place within the interval for a name: spread well, the same in every process. */
  static long phase(String name, Duration interval) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    // FNV alone leaves similar names near to one another: mix, as SplitMix64 does.
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return (long) ((hash >>> 11) * 0x1.0p-53 * interval.toNanos());
  }

  /** What a device was asked in vain, of which nobody knows yet whether it is silent. */
  private record Unanswered(long start, long end) {}

  /** The slots of one device; all calls come from the thread of its bus. */
  private final class Slots implements Runnable {
    private final PolledDevice device;
    private final PointGroups groups;
    private final ProbeShare share;
    private final CircuitBreaker breaker = new CircuitBreaker();
    private volatile boolean ended;

    /** When its next task may begin, or was to begin while it runs. */
    private volatile long due;

    private final List<Unanswered> unanswered = new ArrayList<>();
    private boolean begun;
    private boolean everAsked;
    private long first;
    private long slot;
    private long skipped;
    private boolean defectTold;

    Slots(PolledDevice device, PointGroups groups, ProbeShare share) {
      this.device = device;
      this.groups = groups;
      this.share = share;
    }

    /**
     * Reads once at once, in the slot that is under way; then goes on with the first slot that is
     * still to come, of those that begin at a time.
     */
    void begin(long from) {
      first = from + phase(device.name(), groups.slot());
      schedule(Math.floorDiv(scheduler.nanos() - first - 1, groups.slot().toNanos()));
    }

    void schedule(long next) {
      if (ended) {
        return;
      }
      slot = next;
      at(time(next), this);
    }

    private void at(long time, Runnable task) {
      due = time;
      String bus = device.driver().bus();
      scheduler.at(
          bus,
          time,
          () -> {
            task.run();
            Poller.this.ended.put(bus, scheduler.nanos());
          });
    }

    private long time(long slotNumber) {
      return first + slotNumber * groups.slot().toNanos();
    }

    @Override
    public void run() {
      if (ended) {
        return;
      }
      List<Point> due = groups.due(slot);
      if (due.isEmpty() || !attempt(due, true)) {
        scheduleNext();
      }
    }

    /**
     * Reads what is due, if the device may be asked, and once more when it does not answer.
     *
     * @param tellsSpared whether it is told when it may not
     * @return true when it tries again before its next slot
     */
    private boolean attempt(List<Point> due, boolean tellsSpared) {
      try {
        long start = scheduler.nanos();
        boolean asked = breaker.allows(start) && mayAsk(start);
        if (asked || tellsSpared) {
          tell(poll(due, asked));
        }
        if (asked && breaker.isInDoubt() && mayAskAtOnce()) {
          tell(poll(due, true));
        }
        long soon = scheduler.nanos() + SOON.toNanos();
        if (!asked && !breaker.isOpen() && soon < time(slot + 1)) {
          again(due, soon);
          return true;
        }
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        LOG.error("{}: a defect of the agent lost this poll", device.name(), e);
      }
      return false;
    }

    private boolean mayAskAtOnce() {
      return !ended && (breaker.wasHeard() || share.allowsAtOnce(scheduler.nanos()));
    }

    private void tell(DevicePoll poll) {
      skipped = 0;
      sink.accept(poll);
    }

    private void again(List<Point> due, long at) {
      at(
          at,
          () -> {
            if (!ended && !attempt(due, false)) {
              scheduleNext();
            }
          });
    }

    /** The first slot that is still to come; those before it passed unread. */
    private void scheduleNext() {
      long now = scheduler.nanos();
      long next = slot + 1;
      if (now > time(next)) {
        long passed = (now - time(next) - 1) / groups.slot().toNanos() + 1;
        skipped += begun ? passed : 0;
        next += passed;
      }
      begun = true;
      schedule(next);
    }

    private DevicePoll poll(List<Point> due, boolean asked) {
      long start = scheduler.nanos();
      Ticker.Request request = ticker.start();
      everAsked |= asked;
      List<Reading> readings = asked ? read(due) : spared(due, request.end());
      long end = scheduler.nanos();
      DevicePoll poll =
          new DevicePoll(
              device.name(),
              readings,
              request.end(),
              Duration.ofNanos(end - start),
              asked,
              skipped);
      if (asked) {
        note(poll.alive(), start, end);
      }
      return poll;
    }

    private boolean mayAsk(long now) {
      if (breaker.isOpen()) {
        return share.allowsProbe(device.name(), groups.slot(), now);
      }
      if (breaker.wasHeard()) {
        return true;
      }
      return everAsked
          ? share.allowsAgain(device.name(), now)
          : share.allowsFirst(device.name(), now);
    }

    private void note(boolean alive, long start, long end) {
      boolean answered = breaker.wasHeard();
      if (alive) {
        breaker.succeeded();
        unanswered.clear();
        share.answered(device.name(), end, !answered);
        return;
      }
      boolean known = answered || breaker.isOpen();
      breaker.failed(end);
      if (breaker.isOpen()) {
        unanswered.forEach(asked -> share.wasSilent(device.name(), asked.start(), asked.end()));
        unanswered.clear();
        share.silent(device.name(), start, end, !known);
      } else if (answered) {
        unanswered.add(new Unanswered(start, end));
      } else {
        share.silent(device.name(), start, end, true);
      }
    }

    private List<Reading> read(List<Point> due) {
      Ticker.Request request = ticker.start();
      try {
        return device.driver().read(due);
      } catch (RuntimeException e) {
        if (!defectTold) {
          defectTold = true;
          LOG.error("{}: a defect in the driver", device.name(), e);
        }
        return missing(due, Cause.GARBAGE, "a defect in the driver: " + e, request.end());
      }
    }

    private List<Reading> spared(List<Point> due, RequestTime time) {
      String why =
          breaker.isOpen()
              ? "silent; asked again from time to time"
              : "waits for its turn: too many others of its bus are silent";
      return missing(due, Cause.UNREACHABLE, why, time);
    }

    private static List<Reading> missing(
        List<Point> due, Cause cause, String detail, RequestTime time) {
      return due.stream().map(point -> Reading.missing(point, cause, detail, time)).toList();
    }
  }

  /** Ends all polls, then gives up the connections. */
  @Override
  public void close() {
    scheduler.close();
    synchronized (this) {
      devices.values().forEach(slots -> slots.device.driver().close());
    }
  }
}
