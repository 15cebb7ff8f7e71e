package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Excerpt;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Trace;
import io.rackproof.wire.SeriesSamples;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One criterion looked at closely: its page, and the stretch of signal and samples around a moment,
 * which is its worst one unless another is asked for.
 */
final class CriterionApi {

  private static final int DEFAULT_SPAN_SECONDS = 120;
  private static final int MOST_SPAN_SECONDS = 6 * 3600;

  /** Samples in one answer, of all series. */
  private static final int MOST_SAMPLES = 5_000;

  private final WebParts parts;
  private final Templates templates;
  private final Gate gate;

  CriterionApi(WebParts parts, Templates templates, Gate gate) {
    this.parts = parts;
    this.templates = templates;
    this.gate = gate;
  }

  void route(Router router) {
    router
        .get("/api/campaigns/:id/criteria/:criterion/excerpt")
        .blockingHandler(c -> CampaignApi.run(c, this::excerpt), false);
    router
        .get("/campaigns/:id/racks/:rack/criteria/:criterion")
        .blockingHandler(c -> CampaignApi.run(c, this::page), false);
  }

  private record Asked(Judged judged, Criterion criterion, CriterionResult result) {}

  private Asked asked(RoutingContext context, @Nullable String namedRack) throws Exception {
    Campaign campaign = CampaignApi.campaign(parts, context);
    Judged judged = parts.judged(campaign, CampaignApi.rack(campaign, namedRack));
    String id = Answers.pathParam(context, "criterion");
    Optional<Criterion> criterion = judged.plan().criterion(id);
    Optional<CriterionResult> result =
        judged.scorecard().criteria().stream().filter(c -> c.id().equals(id)).findFirst();
    if (criterion.isEmpty() || result.isEmpty()) {
      throw new WebException(404, "the plan has no criterion '" + id + "'");
    }
    return new Asked(judged, criterion.get(), result.get());
  }

  private void page(RoutingContext context) throws Exception {
    Asked asked = asked(context, Answers.pathParam(context, "rack"));
    CriterionPage view =
        CriterionPage.of(asked.judged(), asked.criterion(), asked.result(), parts.today());
    Answers.html(
        context,
        templates.render("criterion.jte", Map.of("viewer", gate.viewer(context), "view", view)));
  }

  private void excerpt(RoutingContext context) throws Exception {
    Asked asked = asked(context, context.request().getParam("rack"));
    List<MemberResult> members = asked.result().members();
    int number = Answers.number(context, "member", 1, Math.max(1, members.size()));
    ObjectNode answer =
        Answers.object()
            .put("campaign", asked.judged().campaign().id())
            .put("rack", asked.judged().rack())
            .put("criterion", asked.criterion().id())
            .put("unit", asked.criterion().signalUnit());
    asked
        .criterion()
        .signalLimit()
        .ifPresent(
            limit -> {
              TraceJson.finite(answer, "low", limit.low());
              TraceJson.finite(answer, "high", limit.high());
            });
    if (members.isEmpty() || asked.criterion().signal().isEmpty()) {
      answer.putNull("trace").putArray("series");
      Answers.json(context, answer.put("truncated", false));
      return;
    }
    MemberResult member = members.get(number - 1);
    long scoredTo = asked.judged().scorecard().scoredToMillis();
    long at = Answers.time(context, "at").orElse(member.worstTimeMillis().orElse(scoredTo));
    long half =
        Answers.number(context, "span", DEFAULT_SPAN_SECONDS, MOST_SPAN_SECONDS) * 1000L / 2;
    long from = Math.max(at - half, asked.judged().campaign().startMillis());
    long to = Math.min(Math.max(at + half, from + 1_000), Math.max(scoredTo, from + 1_000));
    Excerpt excerpt =
        Excerpt.read(parts.samples(), asked.judged(), asked.criterion(), member.labels(), from, to);
    answer.put("member", number).put("atMillis", at).put("fromMillis", from).put("toMillis", to);
    member
        .worstTimeMillis()
        .ifPresentOrElse(t -> answer.put("worstMillis", t), () -> answer.putNull("worstMillis"));
    answer.set(
        "trace", TraceJson.trace(excerpt.trace().orElse(new Trace(member.labels(), List.of()))));
    answer.put("truncated", series(answer.putArray("series"), excerpt.samples()));
    Answers.json(context, answer);
  }

  /** Whether there were more samples than are told. */
  private static boolean series(ArrayNode list, List<SeriesSamples> all) {
    int most = all.isEmpty() ? 0 : Math.max(1, MOST_SAMPLES / all.size());
    boolean truncated = all.size() > MOST_SAMPLES;
    for (SeriesSamples samples : all.subList(0, Math.min(all.size(), MOST_SAMPLES))) {
      ObjectNode node = list.addObject().put("metric", samples.series().metric());
      ObjectNode labels = node.putObject("labels");
      samples.series().labels().forEach(labels::put);
      ArrayNode times = node.putArray("timeMillis");
      ArrayNode values = node.putArray("value");
      ArrayNode qualities = node.putArray("quality");
      for (int i = 0; i < Math.min(most, samples.size()); i++) {
        times.add(samples.timeMillis(i));
        if (Double.isFinite(samples.value(i))) {
          values.add(samples.value(i));
        } else {
          values.addNull();
        }
        qualities.add(samples.quality(i).label());
      }
      truncated |= samples.size() > most;
    }
    return truncated;
  }
}
