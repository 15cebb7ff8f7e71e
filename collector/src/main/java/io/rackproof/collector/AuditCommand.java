package io.rackproof.collector;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.access.AuditEvent;
import io.rackproof.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rackproof audit}. */
@Command(
    name = "audit",
    description = {
      "Tells what was changed and refused at the web port, the newest last.",
      "Reads the collector's file, whether it runs or not."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  rackproof audit --since 24h", "  rackproof audit --who ann --last 20 --json"},
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Mixin AccessOption access = new AccessOption();

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "only what is not older")
  @Nullable Duration since;

  @Option(
      names = "--who",
      paramLabel = "NAME",
      defaultValue = "",
      description = "only what this user did or was refused")
  String who = "";

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "1000",
      description = "at most so many lines (default: ${DEFAULT-VALUE})")
  int last;

  @Option(names = "--json", description = "a JSON object a line")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InvalidDocumentException, UserException {
    if (last < 1) {
      throw new ParameterException(spec.commandLine(), "--last is at least 1");
    }
    long from = since == null ? 0 : Clock.systemUTC().millis() - since.toMillis();
    List<AuditEvent> events = access.audit(log -> log.read(Long.MAX_VALUE, from, who, last));
    PrintWriter out = spec.commandLine().getOut();
    for (int i = events.size() - 1; i >= 0; i--) {
      out.println(json ? json(events.get(i)) : text(events.get(i)));
    }
    out.flush();
    return 0;
  }

  private static String text(AuditEvent event) {
    return "%s  %-8s  %-12s  %-15s  %s%s%s%s"
        .formatted(
            Instant.ofEpochMilli(event.timeMillis()),
            event.kind(),
            event.who(),
            event.from(),
            event.what(),
            event.status() == 0 ? "" : " " + event.status(),
            event.campaign().isEmpty() ? "" : "  " + event.campaign(),
            event.detail().isEmpty() ? "" : "  " + event.detail())
        .stripTrailing();
  }

  private static String json(AuditEvent event) {
    return MAPPER
        .createObjectNode()
        .put("id", event.id())
        .put("time", Instant.ofEpochMilli(event.timeMillis()).toString())
        .put("kind", event.kind().name())
        .put("who", event.who())
        .put("from", event.from())
        .put("what", event.what())
        .put("campaign", event.campaign())
        .put("status", event.status())
        .put("detail", event.detail())
        .toString();
  }
}
