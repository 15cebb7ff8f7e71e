package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Completeness;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.report.CourseJson;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import io.rackproof.wire.Sample;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Campaigns as JSON, to read: what is judged, drawn and reported. */
final class CampaignApi {

  private final WebParts parts;
  private final TraceJson traces;
  private final Reports reports;

  /** A request's work, which may refuse or fail. */
  interface Work {
    void answer(RoutingContext context) throws Exception;
  }

  CampaignApi(WebParts parts) {
    this.parts = parts;
    this.traces = new TraceJson(parts);
    this.reports = new Reports(parts);
  }

  void route(Router router) {
    get(router, "/api/campaigns", this::list);
    get(router, "/api/campaigns/:id", this::campaign);
    get(router, "/api/campaigns/:id/attempts", this::attempts);
    get(router, "/api/campaigns/:id/scorecard", this::scorecard);
    get(router, "/api/campaigns/:id/scorecards", this::scorecards);
    get(router, "/api/campaigns/:id/traces", this::traces);
    get(router, "/api/campaigns/:id/completeness", this::completeness);
    get(router, "/api/campaigns/:id/plan", this::plan);
    get(router, "/api/campaigns/:id/report/:format", this::report);
  }

  private static void get(Router router, String path, Work work) {
    router.get(path).blockingHandler(c -> run(c, work), false);
  }

  static void run(RoutingContext context, Work work) {
    try {
      work.answer(context);
    } catch (Exception e) {
      context.fail(e);
    }
  }

  /** The campaign that the path names. */
  static Campaign campaign(WebParts parts, RoutingContext context) {
    String id = Answers.pathParam(context, "id");
    return parts
        .campaigns()
        .find(id)
        .orElseThrow(() -> new WebException(404, "there is no campaign '" + id + "'"));
  }

  /** The rack that the query or the path names; a campaign on one rack needs no name. */
  static String rack(Campaign campaign, @Nullable String named) {
    if (named == null && campaign.racks().size() == 1) {
      return campaign.racks().get(0);
    }
    String racks = String.join(", ", campaign.racks());
    if (named == null) {
      throw new WebException(
          400, "campaign " + campaign.id() + " judges " + racks + ": say which with ?rack=");
    }
    if (!campaign.racks().contains(named)) {
      throw new WebException(
          404,
          "campaign "
              + campaign.id()
              + " does not judge rack '"
              + named
              + "'."
              + Nearest.hint(named, campaign.racks()));
    }
    return named;
  }

  private Judged judged(RoutingContext context) throws IOException, InvalidDocumentException {
    Campaign campaign = campaign(parts, context);
    return parts.judged(campaign, rack(campaign, context.request().getParam("rack")));
  }

  private void list(RoutingContext context) {
    @Nullable String rack = context.request().getParam("rack");
    ObjectNode answer = Answers.object();
    ArrayNode campaigns = answer.putArray("campaigns");
    LocalDate today = parts.today();
    parts.campaigns().all().stream()
        .filter(c -> rack == null || c.racks().contains(rack))
        .forEach(c -> campaigns.add(CourseJson.campaign(c, today)));
    Answers.json(context, answer);
  }

  private void campaign(RoutingContext context) {
    Answers.json(context, CourseJson.campaign(campaign(parts, context), parts.today()));
  }

  private void attempts(RoutingContext context) {
    ObjectNode answer = Answers.object();
    ArrayNode attempts = answer.putArray("campaigns");
    LocalDate today = parts.today();
    parts
        .campaigns()
        .attempts(campaign(parts, context))
        .forEach(c -> attempts.add(CourseJson.campaign(c, today)));
    Answers.json(context, answer);
  }

  private void scorecard(RoutingContext context) throws Exception {
    Answers.json(context, CampaignJson.scorecard(judged(context), parts.today()));
  }

  private void scorecards(RoutingContext context) throws Exception {
    Campaign campaign = campaign(parts, context);
    ObjectNode answer = Answers.object();
    answer.set("campaign", CourseJson.campaign(campaign, parts.today()));
    ArrayNode cards = answer.putArray("scorecards");
    for (Judged judged : parts.judged(campaign)) {
      cards.add(CampaignJson.scorecard(judged, parts.today()));
    }
    Answers.json(context, answer);
  }

  private void traces(RoutingContext context) throws Exception {
    int members = Answers.number(context, "members", 10_000, 10_000);
    Set<String> criteria = new LinkedHashSet<>(context.queryParam("criterion"));
    Judged judged = judged(context);
    for (String criterion : criteria) {
      if (judged.plan().criterion(criterion).isEmpty()) {
        throw new WebException(404, "the plan has no criterion '" + criterion + "'");
      }
    }
    Answers.json(context, traces.of(judged, members, criteria));
  }

  /** Of one rack, or of all: whole when each is. */
  private void completeness(RoutingContext context) {
    Campaign campaign = campaign(parts, context);
    @Nullable String named = context.request().getParam("rack");
    boolean whole = true;
    String detail = "";
    for (String rack : campaign.racks()) {
      if (named != null && !rack(campaign, named).equals(rack)) {
        continue;
      }
      Completeness own = completeness(campaign, rack);
      if (detail.isEmpty() || (whole && !own.whole())) {
        detail = (campaign.racks().size() > 1 ? rack + ": " : "") + own.detail();
      }
      whole &= own.whole();
    }
    Answers.json(context, Answers.object().put("whole", whole).put("detail", detail));
  }

  private Completeness completeness(Campaign campaign, String rack) {
    long newest = 0;
    for (Sample sample : parts.samples().latest(rack)) {
      newest = Math.max(newest, sample.timeMillis());
    }
    return Completeness.of(campaign, parts.arrivals().of(rack), newest, parts.clock().millis());
  }

  private void plan(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(campaign(parts, context).planText());
  }

  private void report(RoutingContext context) throws Exception {
    reports.answer(context, judged(context), Answers.pathParam(context, "format"));
  }
}
