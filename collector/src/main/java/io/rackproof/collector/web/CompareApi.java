package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.compare.By;
import io.rackproof.collector.compare.Candidate;
import io.rackproof.collector.compare.Comparison;
import io.rackproof.collector.compare.ComparisonJson;
import io.rackproof.collector.compare.ComparisonReport;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.SignalText;
import io.rackproof.collector.report.Language;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import io.rackproof.wire.RackIdentity;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Racks, lots, sites and generations side by side: JSON and page. */
final class CompareApi {

  private static final int MOST = 100;

  private final WebParts parts;
  private final Templates templates;
  private final Gate gate;

  CompareApi(WebParts parts, Templates templates, Gate gate) {
    this.parts = parts;
    this.templates = templates;
    this.gate = gate;
  }

  void route(Router router) {
    router
        .get("/api/compare")
        .blockingHandler(
            c -> CampaignApi.run(c, x -> Answers.json(x, ComparisonJson.of(comparison(x)))), false);
    router
        .get("/api/compare/:format")
        .blockingHandler(c -> CampaignApi.run(c, this::report), false);
    router.get("/compare").blockingHandler(c -> CampaignApi.run(c, this::page), false);
  }

  private void page(RoutingContext context) throws Exception {
    List<String> chosen = context.queryParam("of");
    Optional<Comparison> comparison =
        chosen.isEmpty() ? Optional.empty() : Optional.of(comparison(context));
    Answers.html(
        context,
        templates.render(
            "compare.jte",
            Map.of(
                "viewer",
                gate.viewer(context),
                "view",
                CompareView.of(
                    comparison,
                    by(context),
                    parts.campaigns().all(),
                    chosen,
                    query(context),
                    Reports.language(context)))));
  }

  /** The comparison that a page shows, for the addresses of its other forms. */
  private static String query(RoutingContext context) {
    StringBuilder query = new StringBuilder("by=" + by(context).name().toLowerCase(Locale.ROOT));
    for (String one : context.queryParam("of")) {
      query.append("&of=").append(URLEncoder.encode(one, StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  /** The comparison as a file for people. */
  private void report(RoutingContext context) throws Exception {
    String format = Answers.pathParam(context, "format");
    Language language = Reports.language(context);
    if (!format.equals("html") && !format.equals("pdf")) {
      throw new WebException(
          404, "there is no comparison in '" + format + "'. Valid are html, pdf.");
    }
    Comparison comparison = comparison(context);
    if (format.equals("html")) {
      Reports.page(context, ComparisonReport.html(comparison, language, parts.software()));
    } else {
      Reports.pdf(
          context, "comparison", ComparisonReport.pdf(comparison, language, parts.software()));
    }
  }

  private static By by(RoutingContext context) {
    String name = Optional.ofNullable(context.request().getParam("by")).orElse("run");
    return By.of(name)
        .orElseThrow(
            () ->
                new WebException(
                    400, "'by' is run, rack, lot, site or generation, not '" + name + "'"));
  }

  private Comparison comparison(RoutingContext context)
      throws IOException, InvalidDocumentException {
    By by = by(context);
    List<String> named = context.queryParam("of");
    if (named.isEmpty()) {
      throw new WebException(
          400, "name what to compare: ?of=CAMPAIGN/RACK&of=CAMPAIGN, and by=lot if you like");
    }
    Set<String> seen = new LinkedHashSet<>();
    List<Candidate> candidates = new ArrayList<>();
    for (String one : named) {
      int slash = one.indexOf('/');
      String id = slash < 0 ? one : one.substring(0, slash);
      Campaign campaign = find(id);
      List<String> racks =
          slash < 0
              ? campaign.racks()
              : List.of(CampaignApi.rack(campaign, one.substring(slash + 1)));
      for (String rack : racks) {
        if (seen.add(id + "/" + rack)) {
          candidates.add(candidate(parts.judged(campaign, rack)));
        }
      }
    }
    if (candidates.size() > MOST) {
      throw new WebException(400, "at most " + MOST + " racks are compared at once");
    }
    return Comparison.of(candidates, by);
  }

  private Campaign find(String id) {
    return parts
        .campaigns()
        .find(id)
        .orElseThrow(
            () ->
                new WebException(
                    404,
                    "there is no campaign '"
                        + id
                        + "'."
                        + Nearest.hint(
                            id, parts.campaigns().all().stream().map(Campaign::id).toList())));
  }

  private Candidate candidate(Judged judged) throws IOException {
    Campaign campaign = judged.campaign();
    Scorecard card = judged.scorecard();
    return new Candidate(
        campaign.id(),
        parts.samples().racks().getOrDefault(judged.rack(), RackIdentity.of(judged.rack())),
        campaign.startMillis(),
        card.plan() + " version " + card.planVersion(),
        card.planHash(),
        campaign.state().name(),
        card.verdict(),
        card.recommendation().name(),
        card.score(),
        card.criteria().stream().map(c -> measure(judged, c)).toList(),
        parts.sampled().of(judged).conditions());
  }

  private static Candidate.Measure measure(Judged judged, CriterionResult result) {
    return new Candidate.Measure(
        result.id(),
        result.title(),
        result.phase(),
        judged
            .plan()
            .criterion(result.id())
            .flatMap(Criterion::signal)
            .map(s -> SignalText.of(s.expression()))
            .orElse(""),
        result.statistic(),
        result.limit(),
        result.unit(),
        result.verdict(),
        result.members().stream()
            .findFirst()
            .map(MemberResult::value)
            .orElse(OptionalDouble.empty()));
  }
}
