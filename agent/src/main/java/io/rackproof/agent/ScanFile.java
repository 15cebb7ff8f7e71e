package io.rackproof.agent;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.profile.Profile;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A {@code rack.yaml} to start from, of what a scan found. */
final class ScanFile {

  private final Profiles profiles;
  private final Catalogue catalogue;

  ScanFile(Profiles profiles, Catalogue catalogue) {
    this.profiles = profiles;
    this.catalogue = catalogue;
  }

  /**
   * @param buses serial lines by name, with the settings at which units answered
   */
  String text(Map<String, ModbusConfig.Rtu> buses, List<Found> found) {
    StringBuilder text = new StringBuilder();
    text.append("# What 'rackproof-agent scan' found. Name the rack and its devices, check the\n");
    text.append("# profiles ('rackproof-agent once -c FILE'), and add the collector.\n");
    text.append("rack: {id: my-rack}\n");
    text.append("# collector: {address: \"collector.example:7443\", certificate: agent.pem,");
    text.append(" key: agent.key, authority: ca.pem}\n");
    text.append("defaults: {interval: 1s, timeout: 500ms}\n");
    if (!buses.isEmpty()) {
      text.append("buses:\n");
      buses.forEach(
          (name, line) ->
              text.append("  ")
                  .append(name)
                  .append(": {serial: ")
                  .append(quoted(line.device()))
                  .append(", baud: ")
                  .append(line.baud())
                  .append(", parity: ")
                  .append(line.parity().name().toLowerCase(Locale.ROOT))
                  .append(", mode: rtu}\n"));
    }
    text.append("devices:\n");
    Map<String, Integer> numbers = new HashMap<>();
    for (Found device : found) {
      device.profile().ifPresent(profile -> entry(text, device, profile, numbers));
    }
    for (Found device : found) {
      if (device.profile().isEmpty()) {
        text.append("  # ")
            .append(device.reach())
            .append(" answers, and no profile is known for it")
            .append(comment(device.says(), ": "))
            .append('\n');
      }
    }
    return text.toString();
  }

  private void entry(
      StringBuilder text, Found device, String profile, Map<String, Integer> numbers) {
    String role = role(profiles.shipped(profile));
    int number = numbers.merge(role, 1, Integer::sum);
    text.append("  - {name: ")
        .append(role)
        .append('-')
        .append(number)
        .append(", role: ")
        .append(role)
        .append(", profile: ")
        .append(profile)
        .append(", ")
        .append(device.reach())
        .append('}')
        .append(comment(device.says(), " # "))
        .append('\n');
  }

  private static String comment(String says, String before) {
    return says.isEmpty() ? "" : before + says.replaceAll("\\s+", " ");
  }

  /** The first role that all metrics of the profile have which not every role has. */
  String role(Profile profile) {
    Map<String, Integer> votes = new HashMap<>();
    Set<String> metrics = new HashSet<>();
    for (Point point : profile.points()) {
      if (metrics.add(point.metric())) {
        catalogue.metric(point.metric()).map(Metric::roles).stream()
            .filter(roles -> roles.size() < Catalogue.ROLES.size())
            .flatMap(List::stream)
            .forEach(role -> votes.merge(role, 1, Integer::sum));
      }
    }
    String best = "other";
    int most = 0;
    for (String role : Catalogue.ROLES) {
      int got = votes.getOrDefault(role, 0);
      if (got > most) {
        most = got;
        best = role;
      }
    }
    return best;
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
