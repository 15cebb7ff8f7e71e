package io.rackproof.agent;

import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.profile.Profile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks the hosts of networks for their SNMP agents, several at a time. */
final class NetworkScan {

  /** Most addresses of a network are nobody's, and cost a timeout. */
  private static final int AT_ONCE = 16;

  private final List<Profile> profiles;
  private final Ticker ticker;
  private final Findings findings;

  /**
   * @param profiles those that can recognise an SNMP agent are used
   */
  NetworkScan(List<Profile> profiles, Ticker ticker, Findings findings) {
    this.profiles = List.copyOf(profiles);
    this.ticker = ticker;
    this.findings = findings;
  }

  /**
   * @param hosts how {@code rack.yaml} writes each connection, and the connection, by host
   */
  void scan(Map<String, Reach> hosts) throws UnusableException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, NetworkScan::daemon);
    try (Drivers drivers = new Drivers(ticker)) {
      SnmpScan scan = new SnmpScan(profiles, drivers);
      Map<String, Future<SnmpScan.Answer>> asked = new LinkedHashMap<>();
      hosts.forEach((host, reach) -> asked.put(host, threads.submit(() -> ask(scan, reach))));
      List<Found> present = new ArrayList<>();
      int left = hosts.size();
      for (Map.Entry<String, Future<SnmpScan.Answer>> host : asked.entrySet()) {
        findings.asking("snmp " + host.getKey() + ", " + left + " to go");
        SnmpScan.Answer answer = host.getValue().get();
        answer.device().ifPresent(present::add);
        left--;
        boolean silent = answer.device().isEmpty() && answer.refusal().isEmpty();
        if (silent && hosts.size() <= AT_ONCE && !findings.isStopped()) {
          findings.tell("snmp " + host.getKey() + ": no answer");
        }
        answer.refusal().ifPresent(why -> findings.tell("snmp " + host.getKey() + ": " + why));
      }
      findings.arrange(present);
    } catch (ExecutionException e) {
      throw new UnusableException(1, String.valueOf(e.getCause()), e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** How a host is reached. */
  record Reach(String written, Connection connection) {}

  /** Adds what is found at once, in whatever order it comes: the scan may be interrupted. */
  private SnmpScan.Answer ask(SnmpScan scan, Reach reach) throws IOException {
    if (findings.isStopped()) {
      return new SnmpScan.Answer(Optional.empty(), Optional.empty());
    }
    SnmpScan.Answer answer = scan.ask(reach.connection(), reach.written());
    answer.device().ifPresent(findings::add);
    return answer;
  }

  private static Thread daemon(Runnable run) {
    Thread thread = new Thread(run, "scan");
    thread.setDaemon(true);
    return thread;
  }
}
