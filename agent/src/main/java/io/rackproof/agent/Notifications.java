package io.rackproof.agent;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.NotificationRule;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpNotification;
import io.rackproof.agent.device.snmp.TrapConfig;
import io.rackproof.agent.device.snmp.TrapListener;
import io.rackproof.agent.poll.Scheduler;
import io.rackproof.agent.profile.Profile;
import io.rackproof.document.Durations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifications on their way to the devices that sent them: found by address, turned into readings
 * on the device's bus, so that a device is never asked two things at once. Whoever is unknown, and
 * what no profile names, is counted and told, each once a minute at most.
 */
final class Notifications implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("device");
  private static final Duration QUIET = Duration.ofMinutes(1);

  /** Beyond it notifications are dropped and counted: a flood does not take the memory. */
  private static final int MOST_WAITING = 1000;

  private static final int MOST_REMEMBERED = 1000;

  private final Ticker ticker;
  private final Scheduler scheduler;
  private final AgentMetrics metrics;
  private final List<Sender> senders = new CopyOnWriteArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, Told> told = new HashMap<>();
  private @Nullable TrapListener listener;
  private @Nullable TrapConfig listens;

  /** What became of a notification. */
  enum Fate {
    /** Of a type that the device's profile names. */
    TAKEN,
    /** Of a type that the device's profile does not name. */
    UNNAMED,
    /** From an address that is no device's. */
    UNKNOWN_SENDER,
    /** A wrong community, user or password. */
    REFUSED,
    /** Too many at once. */
    DROPPED
  }

  /** A device that sends notifications. */
  private record Sender(
      DeviceConfig device,
      SnmpDriver driver,
      List<NotificationRule> rules,
      BiConsumer<List<String>, List<Reading>> sink) {
    boolean names(SnmpNotification notification) {
      return rules.stream().anyMatch(rule -> rule.type().equals(notification.type()));
    }
  }

  /** When something was last told, and how often it came since. */
  private record Told(long nanos, long since) {}

  Notifications(Ticker ticker, Scheduler scheduler, AgentMetrics metrics) {
    this.ticker = ticker;
    this.scheduler = scheduler;
    this.metrics = metrics;
  }

  /** What the profile of a device says of its notifications. */
  static List<NotificationRule> rules(DeviceConfig device) {
    return device.profile().protocol() instanceof Profile.Snmp snmp
        ? snmp.notifications()
        : List.of();
  }

  /**
   * Adds a device.
   *
   * @param sink gets the names of what came and the readings that it gives, on the device's bus
   */
  void add(DeviceConfig device, SnmpDriver driver, BiConsumer<List<String>, List<Reading>> sink) {
    senders.add(new Sender(device, driver, rules(device), sink));
  }

  /** Takes a device away: what it sends from now on is of nobody. */
  void remove(String device) {
    senders.removeIf(sender -> sender.device().name().equals(device));
  }

  /**
   * Listens there from now on, or nowhere, instead of where it did.
   *
   * @throws IOException when the address is taken or not allowed; then it listens where it did
   */
  synchronized void listen(Optional<TrapConfig> next) throws IOException {
    TrapListener before = listener;
    TrapConfig was = listens;
    boolean samePort = was != null && next.isPresent() && was.port() == next.get().port();
    if (before != null && (samePort || next.isEmpty())) {
      before.close();
      listener = null;
    }
    if (next.isPresent()) {
      try {
        open(next.get());
      } catch (IOException e) {
        if (samePort && was != null) {
          open(was);
        }
        throw e;
      }
      if (before != null && !samePort) {
        before.close();
      }
    } else if (before != null) {
      LOG.info("Notifications are taken no more");
    }
    listens = next.orElse(null);
  }

  private void open(TrapConfig config) throws IOException {
    TrapListener opened =
        new TrapListener(config, ticker, this::take, () -> metrics.countNotification(Fate.REFUSED));
    listener = opened;
    LOG.info("Notifications are taken on UDP {}:{}", config.host(), opened.port());
  }

  private void take(SnmpNotification notification) {
    List<Sender> from = senders(notification);
    if (from.isEmpty()) {
      metrics.countNotification(Fate.UNKNOWN_SENDER);
      tell(
          notification.sender(),
          "A notification from "
              + notification.sender()
              + notification.origin().map(at -> " for " + at).orElse("")
              + ", which is no device's address (add it to 'snmp.traps-from' of one): "
              + notification);
      return;
    }
    List<Sender> naming = from.stream().filter(sender -> sender.names(notification)).toList();
    if (naming.isEmpty()) {
      metrics.countNotification(Fate.UNNAMED);
      String name = from.get(0).device().name();
      tell(
          name + " " + notification.type(),
          name + ": a notification that its profile does not name: " + notification);
      return;
    }
    if (naming.size() > 1) {
      tell(
          notification.sender() + " several",
          notification.sender()
              + " is the address of several devices: its notifications go to "
              + naming.get(0).device().name());
    }
    pass(naming.get(0), notification);
  }

  private void pass(Sender sender, SnmpNotification notification) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      metrics.countNotification(Fate.DROPPED);
      return;
    }
    metrics.countNotification(Fate.TAKEN);
    scheduler.at(
        sender.driver().bus(),
        scheduler.nanos(),
        () -> {
          waiting.decrementAndGet();
          List<String> names =
              sender.rules().stream()
                  .filter(rule -> rule.type().equals(notification.type()))
                  .map(NotificationRule::name)
                  .distinct()
                  .toList();
          LOG.info("{}: {} ({})", sender.device().name(), String.join(", ", names), notification);
          sender.sink().accept(names, sender.driver().readings(notification, sender.rules()));
        });
  }

  /** The devices at the address that it is about; else those at the address that it came from. */
  private List<Sender> senders(SnmpNotification notification) {
    List<Sender> found = notification.origin().map(this::at).orElse(List.of());
    return found.isEmpty() ? at(notification.sender()) : found;
  }

  private List<Sender> at(String address) {
    return senders.stream().filter(sender -> addresses(sender.device()).contains(address)).toList();
  }

  private static Set<String> addresses(DeviceConfig device) {
    Set<String> addresses = new HashSet<>();
    if (device.connection() instanceof Connection.OverSnmp over) {
      List<String> hosts = new ArrayList<>(over.trapSenders());
      hosts.add(over.config().host());
      for (String host : hosts) {
        try {
          for (InetAddress address : InetAddress.getAllByName(host)) {
            addresses.add(address.getHostAddress());
          }
        } catch (UnknownHostException e) {
          // A name that is not known now may be later; a device without an address sends nothing.
          addresses.add(host);
        }
      }
    }
    return addresses;
  }

  private synchronized void tell(String what, String text) {
    long now = ticker.nanos().getAsLong();
    Told before = told.get(what);
    if (before != null && now - before.nanos() < QUIET.toNanos()) {
      told.put(what, new Told(before.nanos(), before.since() + 1));
      return;
    }
    if (before == null && told.size() >= MOST_REMEMBERED) {
      told.clear();
    }
    told.put(what, new Told(now, 0));
    if (before != null && before.since() > 0) {
      LOG.warn(
          "{} (and {} like it in the {} before)", text, before.since(), Durations.format(QUIET));
    } else {
      LOG.warn("{}", text);
    }
  }

  @Override
  public synchronized void close() {
    TrapListener open = listener;
    if (open != null) {
      open.close();
    }
  }
}
