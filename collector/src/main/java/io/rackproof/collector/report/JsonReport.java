package io.rackproof.collector.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.plan.SignalText;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Remaining;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.wire.RackIdentity;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The report for programs; keys and their order are described in {@code docs/report.md}. */
final class JsonReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonReport() {}

  static String write(ReportInput input) {
    Scorecard card = input.scorecard();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("verdict", card.verdict().name());
    root.put("recommendation", card.recommendation().name());
    ArrayNode reasons = root.putArray("reasons");
    card.reasons().forEach(reasons::add);
    put(root, "score", card.score());
    root.put("decided", card.decided());
    root.put("complete", card.complete());
    root.put("scoredTo", time(card.scoredToMillis()));
    OutlookJson.write(root.putObject("remaining"), input.remaining(), Remaining.isDated(card));
    rack(root.putObject("rack"), input.rack());
    campaign(root.putObject("campaign"), input.campaign());
    ObjectNode plan = root.putObject("plan");
    plan.put("name", card.plan());
    plan.put("version", card.planVersion());
    plan.put("sha256", card.planHash());
    ArrayNode phases = root.putArray("phases");
    card.phases().forEach(span -> phase(phases.addObject(), span));
    ArrayNode criteria = root.putArray("criteria");
    Decided decided = input.decided();
    for (CriterionResult criterion : card.criteria()) {
      ObjectNode node = criteria.addObject();
      criterion(node, criterion);
      node.put("signal", signal(input.plan(), criterion.id()));
      node.put("disposition", decided.of(criterion.id()).name());
    }
    CourseJson.decided(root, decided);
    ArrayNode conditions = root.putArray("conditions");
    for (Condition condition : input.conditions()) {
      conditions
          .addObject()
          .put("name", condition.name())
          .put("metric", condition.metric())
          .put("unit", condition.unit())
          .put("mean", condition.mean());
    }
    DataJson.write(root, input.data(), input.plan().clockSkew());
    root.put("software", input.software());
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    try {
      return JSON.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** The signal in full, derived signals put in; null for what a person enters. */
  private static @Nullable String signal(Plan plan, String criterion) {
    return plan.criterion(criterion)
        .flatMap(Criterion::signal)
        .map(s -> SignalText.of(s.expression()))
        .orElse(null);
  }

  private static void rack(ObjectNode node, RackIdentity rack) {
    node.put("id", rack.id());
    node.put("generation", rack.generation());
    node.put("maker", rack.maker());
    node.put("site", rack.site());
    node.put("lot", rack.lot());
    node.put("serial", rack.serial());
  }

  private static void campaign(ObjectNode node, Campaign campaign) {
    node.put("id", campaign.id());
    ArrayNode racks = node.putArray("racks");
    campaign.racks().forEach(racks::add);
    node.put("attempt", campaign.attempt());
    node.put("firstAttempt", campaign.firstAttempt());
    node.put("state", campaign.state().name());
    node.put("outcome", campaign.state().name());
    node.put("outcomeReason", campaign.endReason());
    node.put("start", time(campaign.startMillis()));
    putTime(node, "end", campaign.endMillis());
    ArrayNode annotations = node.putArray("annotations");
    for (Campaign.Annotation annotation : campaign.annotations()) {
      annotations
          .addObject()
          .put("time", time(annotation.timeMillis()))
          .put("author", annotation.author())
          .put("text", annotation.text());
    }
    CourseJson.write(node, campaign.course());
  }

  private static void phase(ObjectNode node, PhaseSpan span) {
    node.put("phase", span.phase());
    node.put("start", time(span.startMillis()));
    node.put("judgedFrom", time(span.judgedFromMillis()));
    node.put("end", time(span.endMillis()));
    node.put("finished", span.finished());
  }

  private static void criterion(ObjectNode node, CriterionResult criterion) {
    Optional<MemberResult> worst = criterion.members().stream().findFirst();
    node.put("id", criterion.id());
    node.put("title", criterion.title());
    node.put("area", criterion.area());
    node.put("phase", criterion.phase());
    node.put("statistic", criterion.statistic());
    labels(node, worst.map(MemberResult::labels).orElse(Map.of()));
    putText(node, "limit", criterion.limit());
    putText(node, "unit", criterion.unit());
    node.put("gate", criterion.gate());
    node.put("weight", criterion.weight());
    node.put("verdict", criterion.verdict().name());
    node.put("provisional", criterion.provisional());
    // What the criterion measured is what its worst member did.
    put(node, "value", worst.map(MemberResult::value).orElse(OptionalDouble.empty()));
    put(node, "margin", worst.map(MemberResult::margin).orElse(OptionalDouble.empty()));
    put(node, "uncertainty", worst.map(MemberResult::uncertainty).orElse(OptionalDouble.empty()));
    put(
        node,
        "coverage",
        worst.map(m -> OptionalDouble.of(m.coverage())).orElse(OptionalDouble.empty()));
    node.put("samples", worst.map(MemberResult::samples).orElse(0L));
    putTime(
        node, "worstTime", worst.map(MemberResult::worstTimeMillis).orElse(OptionalLong.empty()));
    putText(node, "reason", criterion.reason());
    OutlookJson.write(node, criterion.outlook());
    ArrayNode members = node.putArray("members");
    criterion.members().forEach(member -> member(members.addObject(), criterion, member));
  }

  /** A member stands for itself: whoever reads one needs nothing of its criterion. */
  private static void member(ObjectNode node, CriterionResult criterion, MemberResult member) {
    node.put("id", criterion.id());
    labels(node, member.labels());
    node.put("verdict", member.verdict().name());
    put(node, "value", member.value());
    putText(node, "unit", criterion.unit());
    putText(node, "limit", criterion.limit());
    put(node, "margin", member.margin());
    put(node, "uncertainty", member.uncertainty());
    put(node, "marginInUncertainties", member.marginInUncertainties());
    node.put("coverage", member.coverage());
    node.put("samples", member.samples());
    putTime(node, "worstTime", member.worstTimeMillis());
    putText(node, "reason", member.reason());
  }

  private static void labels(ObjectNode node, Map<String, String> labels) {
    ObjectNode object = node.putObject("labels");
    labels.forEach(object::put);
  }

  private static void putText(ObjectNode node, String key, String text) {
    if (text.isEmpty()) {
      node.putNull(key);
    } else {
      node.put(key, text);
    }
  }

  /** JSON knows no infinity: what is not a number is null. */
  private static void put(ObjectNode node, String key, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      node.put(key, value.getAsDouble());
    } else {
      node.putNull(key);
    }
  }

  private static void putTime(ObjectNode node, String key, OptionalLong millis) {
    if (millis.isPresent()) {
      node.put(key, time(millis.getAsLong()));
    } else {
      node.putNull(key);
    }
  }

  /** {@code 2026-11-24T10:15:30.250Z}. */
  static String time(long millis) {
    return Figures.utc("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
        .withLocale(Locale.ROOT)
        .format(Instant.ofEpochMilli(millis));
  }
}
