package io.rackproof.collector.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.RackIdentity;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A report as OCP test and validation output, version 2.0: JSON Lines, a test run for the campaign
 * of a rack, a test step for each criterion, a measurement for each member of it and a diagnosis.
 * The mapping is described in {@code docs/report.md}.
 */
final class OcpReport {

  private static final int MAJOR = 2;
  private static final int MINOR = 0;

  private final ReportInput input;
  private final Scorecard card;
  private final StringBuilder out = new StringBuilder();
  private int sequence;

  private OcpReport(ReportInput input) {
    this.input = input;
    this.card = input.scorecard();
  }

  static String write(ReportInput input) {
    OcpReport report = new OcpReport(input);
    report.artifact(report.card.startMillis(), "schemaVersion", version());
    report.run(report.card.startMillis(), "testRunStart", report.start());
    report.card.criteria().forEach(report::step);
    report.run(report.card.scoredToMillis(), "testRunEnd", report.end());
    return report.out.toString();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A line. */
  private void artifact(long millis, String kind, ObjectNode content) {
    ObjectNode line = object();
    line.put("sequenceNumber", sequence++);
    line.put("timestamp", JsonReport.time(millis));
    line.set(kind, content);
    out.append(line).append('\n');
  }

  private void run(long millis, String kind, ObjectNode content) {
    ObjectNode run = object();
    run.set(kind, content);
    artifact(millis, "testRunArtifact", run);
  }

  private void step(CriterionResult criterion, String kind, ObjectNode content) {
    ObjectNode step = object();
    step.put("testStepId", criterion.id());
    step.set(kind, content);
    // A report holds no time of its making: all was known when it was judged.
    artifact(card.scoredToMillis(), "testStepArtifact", step);
  }

  private static ObjectNode version() {
    return object().put("major", MAJOR).put("minor", MINOR);
  }

  private ObjectNode start() {
    ObjectNode start = object();
    start.put("name", card.plan());
    start.put("version", String.valueOf(card.planVersion()));
    start.put("commandLine", "rackproof report " + input.campaign().id());
    start
        .putObject("parameters")
        .put("campaign", input.campaign().id())
        .put("attempt", input.campaign().attempt())
        .put("planSha256", card.planHash());
    start.set("dutInfo", dut());
    ObjectNode metadata = start.putObject("metadata");
    metadata.put("recommendation", card.recommendation().name());
    card.score().ifPresent(score -> metadata.put("score", score));
    metadata.put("decided", card.decided());
    return start;
  }

  private ObjectNode dut() {
    RackIdentity rack = input.rack();
    ObjectNode dut = object();
    dut.put("dutInfoId", rack.id());
    dut.put("name", rack.id());
    ArrayNode platforms = dut.putArray("platformInfos");
    if (!rack.generation().isEmpty()) {
      platforms.addObject().put("info", "generation " + rack.generation());
    }
    ArrayNode software = dut.putArray("softwareInfos");
    software
        .addObject()
        .put("softwareInfoId", "rackproof")
        .put("name", input.software())
        .put("softwareType", "APPLICATION");
    input.data().equipment().forEach(device -> firmware(software, device));
    ArrayNode hardware = dut.putArray("hardwareInfos");
    ObjectNode whole = hardware.addObject();
    whole.put("hardwareInfoId", "rack").put("name", rack.id());
    known(whole, "manufacturer", rack.maker());
    known(whole, "revision", rack.lot());
    known(whole, "location", rack.site());
    known(whole, "serialNumber", rack.serial());
    for (ReportInput.Equipment device : input.data().equipment()) {
      ObjectNode node = hardware.addObject();
      node.put("hardwareInfoId", device.device()).put("name", device.device());
      known(node, "partType", device.role());
      List<DeviceIdentity> serials =
          device.identities().stream().filter(DeviceIdentity::isSerial).toList();
      if (serials.size() == 1) {
        known(node, "serialNumber", serials.get(0).text());
      }
    }
    return dut;
  }

  private static void firmware(ArrayNode software, ReportInput.Equipment device) {
    for (DeviceIdentity identity : device.identities()) {
      if (identity.isFirmware()) {
        software
            .addObject()
            .put("softwareInfoId", device.device() + "/" + identity.name() + "/" + identity.text())
            .put("name", device.device() + " " + identity.name())
            .put("version", identity.text())
            .put("softwareType", "FIRMWARE");
      }
    }
  }

  private static void known(ObjectNode node, String key, String text) {
    if (!text.isEmpty()) {
      node.put(key, text);
    }
  }

  private void step(CriterionResult criterion) {
    step(
        criterion, "testStepStart", object().put("name", criterion.id() + " " + criterion.title()));
    criterion.members().stream()
        .filter(member -> member.value().isPresent())
        .filter(member -> Double.isFinite(member.value().getAsDouble()))
        .forEach(member -> step(criterion, "measurement", measurement(criterion, member)));
    step(criterion, "diagnosis", diagnosis(criterion));
    step(criterion, "testStepEnd", object().put("status", "COMPLETE"));
  }

  private ObjectNode measurement(CriterionResult criterion, MemberResult member) {
    ObjectNode node = object();
    node.put("name", criterion.id() + " " + criterion.statistic());
    node.put("value", member.value().getAsDouble());
    known(node, "unit", criterion.unit());
    input
        .plan()
        .criterion(criterion.id())
        .map(Criterion::limit)
        .ifPresent(limit -> validators(node, limit));
    String device = member.labels().getOrDefault("device", "");
    boolean listed = input.data().equipment().stream().anyMatch(e -> e.device().equals(device));
    node.put("hardwareInfoId", listed ? device : "rack");
    ObjectNode metadata = node.putObject("metadata");
    ObjectNode labels = metadata.putObject("labels");
    member.labels().forEach(labels::put);
    metadata.put("verdict", member.verdict().name());
    number(metadata, "margin", member.margin());
    number(metadata, "uncertainty", member.uncertainty());
    metadata.put("coverage", member.coverage());
    metadata.put("samples", member.samples());
    member.worstTimeMillis().ifPresent(worst -> metadata.put("worstTime", JsonReport.time(worst)));
    known(metadata, "reason", member.reason());
    return node;
  }

  private static void validators(ObjectNode node, Limit limit) {
    if (!Double.isFinite(limit.low()) && !Double.isFinite(limit.high())) {
      return;
    }
    ArrayNode validators = node.putArray("validators");
    if (limit.low() == limit.high()) {
      validator(validators, limit, "EQUAL", limit.low());
      return;
    }
    if (Double.isFinite(limit.low())) {
      String type = limit.lowInclusive() ? "GREATER_THAN_OR_EQUAL" : "GREATER_THAN";
      validator(validators, limit, type, limit.low());
    }
    if (Double.isFinite(limit.high())) {
      String type = limit.highInclusive() ? "LESS_THAN_OR_EQUAL" : "LESS_THAN";
      validator(validators, limit, type, limit.high());
    }
  }

  private static void validator(ArrayNode validators, Limit limit, String type, double value) {
    validators.addObject().put("name", limit.text()).put("type", type).put("value", value);
  }

  private static void number(ObjectNode node, String key, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      node.put(key, value.getAsDouble());
    }
  }

  private static ObjectNode diagnosis(CriterionResult criterion) {
    ObjectNode node = object();
    node.put("verdict", criterion.id() + "-" + criterion.verdict().name());
    node.put(
        "type",
        switch (criterion.verdict()) {
          case PASS, MARGINAL -> "PASS";
          case FAIL -> "FAIL";
          case INCONCLUSIVE -> "UNKNOWN";
        });
    known(node, "message", criterion.reason());
    return node;
  }

  /** An undecided rack has neither passed nor failed. */
  private ObjectNode end() {
    Campaign.State state = input.campaign().state();
    boolean whole = state == Campaign.State.COMPLETED || state == Campaign.State.RUNNING;
    Verdict verdict = card.verdict();
    String decided =
        verdict == Verdict.FAIL
            ? "FAIL"
            : verdict == Verdict.INCONCLUSIVE || !whole || !card.complete()
                ? "NOT_APPLICABLE"
                : "PASS";
    return object().put("status", whole ? "COMPLETE" : "ERROR").put("result", decided);
  }
}
