package io.rackproof.collector;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rackproof metrics}: the catalogue of names. */
@Command(
    name = "metrics",
    description = {
      "Tells every metric name that profiles, plans, the store, /metrics and reports have in"
          + " common: unit, kind, the roles of devices that have it, and the labels beside rack,"
          + " device and role."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof metrics --role cdu            what a coolant distribution unit can tell",
      "  rackproof metrics --format markdown     the page docs/metrics.md"
    },
    mixinStandardHelpOptions = true)
final class MetricsCommand implements Callable<Integer> {

  /** How it is written. */
  enum Format {
    text,
    markdown
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--role", paramLabel = "ROLE", description = "only those of devices of this role")
  @Nullable String role;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  Format format = Format.text;

  @Override
  public Integer call() {
    String asked = role;
    if (asked != null && !Catalogue.ROLES.contains(asked)) {
      throw new ParameterException(
          spec.commandLine(),
          "no role '" + asked + "'. Roles are " + String.join(", ", Catalogue.ROLES) + ".");
    }
    List<Metric> metrics =
        Catalogue.load().all().stream()
            .filter(metric -> asked == null || metric.roles().contains(asked))
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.markdown) {
      markdown(metrics, out);
      if (asked == null) {
        own(out);
      }
    } else {
      metrics.forEach(
          metric ->
              out.printf(
                  Locale.ROOT,
                  "%-50s %-6s %-8s %s%n",
                  metric.name(),
                  metric.unit().equals("1") ? "" : metric.unit(),
                  kind(metric),
                  metric.help()));
    }
    out.flush();
    return 0;
  }

  private static void markdown(List<Metric> metrics, PrintWriter out) {
    out.println("# Metrics");
    out.println();
    out.println(
        "One name everywhere: in profiles, on the wire, in the store, in plans, on `/metrics` and in"
            + " reports. Written by `rackproof metrics --format markdown`;");
    out.println(
        "`rack`, `device` and `role` are labels of every series, and others stand below. A ratio is"
            + " 0 to 1; a state is 0 or 1, or what its help says.");
    for (String role : Catalogue.ROLES) {
      table(
          role,
          metrics.stream()
              .filter(metric -> !isOfAny(metric) && metric.roles().get(0).equals(role))
              .toList(),
          out);
    }
    table("any role", metrics.stream().filter(MetricsCommand::isOfAny).toList(), out);
  }

  private static void own(PrintWriter out) {
    out.println();
    out.println("## Rackproof itself");
    out.println();
    out.println(
        "On `/metrics` of collector and agent, for Prometheus: of campaigns, of the programs, and the"
            + " few others that the dashboards read. Plans and profiles do not know them.");
    out.println();
    out.println("| name | unit | kind | labels | |");
    out.println("|---|---|---|---|---|");
    for (Metric metric : Catalogue.load().own()) {
      out.println(
          "| `%s` | %s | %s | %s | %s |"
              .formatted(
                  metric.name(),
                  metric.unit().equals("1") ? "" : metric.unit(),
                  kind(metric),
                  String.join(", ", metric.labels()),
                  metric.help().replace("|", "\\|")));
    }
  }

  private static boolean isOfAny(Metric metric) {
    return metric.roles().isEmpty() || metric.roles().containsAll(Catalogue.ROLES);
  }

  private static void table(String title, List<Metric> metrics, PrintWriter out) {
    if (metrics.isEmpty()) {
      return;
    }
    out.println();
    out.println("## " + title);
    out.println();
    out.println("| name | unit | kind | labels | also of | |");
    out.println("|---|---|---|---|---|---|");
    for (Metric metric : metrics) {
      List<String> others = isOfAny(metric) ? List.of() : metric.roles().stream().skip(1).toList();
      out.println(
          "| `%s` | %s | %s | %s | %s | %s |"
              .formatted(
                  metric.name(),
                  metric.unit().equals("1") ? "" : metric.unit(),
                  kind(metric),
                  String.join(", ", metric.labels()),
                  String.join(", ", others),
                  metric.help().replace("|", "\\|")));
    }
  }

  private static String kind(Metric metric) {
    return metric.kind().name().toLowerCase(Locale.ROOT);
  }
}
