package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.live.Completeness;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Campaigns as JSON: begin, watch, mark, annotate, end, report. */
final class CampaignApi {

  private final WebParts parts;
  private final LiveEvents events;
  private final TraceJson traces;
  private final Reports reports;

  /** A request's work, which may refuse or fail. */
  private interface Work {
    void answer(RoutingContext context) throws Exception;
  }

  CampaignApi(WebParts parts, LiveEvents events) {
    this.parts = parts;
    this.events = events;
    this.traces = new TraceJson(parts);
    this.reports = new Reports(parts);
  }

  void route(Router router) {
    get(router, "/api/campaigns", this::list);
    post(router, "/api/campaigns", this::start);
    get(router, "/api/campaigns/:id", c -> Answers.json(c, CampaignJson.campaign(campaign(c))));
    get(router, "/api/campaigns/:id/scorecard", this::scorecard);
    get(router, "/api/campaigns/:id/traces", this::traces);
    get(router, "/api/campaigns/:id/completeness", this::completeness);
    get(router, "/api/campaigns/:id/plan", this::plan);
    get(router, "/api/campaigns/:id/report/:format", this::report);
    post(router, "/api/campaigns/:id/marks", this::mark);
    post(router, "/api/campaigns/:id/annotations", this::annotate);
    post(router, "/api/campaigns/:id/finish", c -> end(c, State.COMPLETED));
    post(router, "/api/campaigns/:id/abort", c -> end(c, State.ABORTED));
  }

  private static void get(Router router, String path, Work work) {
    router.get(path).blockingHandler(c -> run(c, work), false);
  }

  private static void post(Router router, String path, Work work) {
    router.post(path).blockingHandler(c -> run(c, work), false);
  }

  private static void run(RoutingContext context, Work work) {
    try {
      work.answer(context);
    } catch (Exception e) {
      context.fail(e);
    }
  }

  private Campaign campaign(RoutingContext context) {
    return campaign(parts, context);
  }

  static Campaign campaign(WebParts parts, RoutingContext context) {
    String id = Answers.pathParam(context, "id");
    return parts
        .campaigns()
        .find(id)
        .orElseThrow(() -> new WebException(404, "there is no campaign '" + id + "'"));
  }

  private void list(RoutingContext context) {
    @Nullable String rack = context.request().getParam("rack");
    ObjectNode answer = Answers.object();
    ArrayNode campaigns = answer.putArray("campaigns");
    parts.campaigns().all().stream()
        .filter(c -> rack == null || c.rack().equals(rack))
        .forEach(c -> campaigns.add(CampaignJson.campaign(c)));
    Answers.json(context, answer);
  }

  private void start(RoutingContext context) throws Exception {
    JsonNode body = Answers.body(context);
    String rack = Answers.required(body, "rack");
    try {
      RackIdentity.of(rack);
    } catch (IllegalArgumentException e) {
      throw new WebException(400, String.valueOf(e.getMessage()));
    }
    String text = Answers.required(body, "plan");
    String name = body.path("file").asText("plan.yaml");
    Plan plan = Plan.parse(name, text);
    Campaign campaign = parts.campaigns().start(rack, plan, parts.clock().millis());
    context.response().setStatusCode(201).putHeader("Location", "/api/campaigns/" + campaign.id());
    Answers.json(context, CampaignJson.campaign(campaign));
  }

  private void scorecard(RoutingContext context) throws Exception {
    Answers.json(context, CampaignJson.scorecard(parts.live().judged(campaign(context))));
  }

  private void traces(RoutingContext context) throws Exception {
    int points = Answers.number(context, "points", 400, 5_000);
    int members = Answers.number(context, "members", 10_000, 10_000);
    @Nullable String criterion = context.request().getParam("criterion");
    Judged judged = parts.live().judged(campaign(context));
    if (criterion != null && judged.plan().criterion(criterion).isEmpty()) {
      throw new WebException(404, "the plan has no criterion '" + criterion + "'");
    }
    Answers.json(context, traces.of(judged, points, members, criterion));
  }

  private void completeness(RoutingContext context) {
    Campaign campaign = campaign(context);
    long newest = 0;
    for (Sample sample : parts.samples().latest(campaign.rack())) {
      newest = Math.max(newest, sample.timeMillis());
    }
    Completeness completeness =
        Completeness.of(
            campaign, parts.arrivals().of(campaign.rack()), newest, parts.clock().millis());
    Answers.json(
        context,
        Answers.object().put("whole", completeness.whole()).put("detail", completeness.detail()));
  }

  private void plan(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(campaign(context).planText());
  }

  private void report(RoutingContext context) throws Exception {
    Judged judged = parts.live().judged(campaign(context));
    reports.answer(context, judged, Answers.pathParam(context, "format"));
  }

  private void mark(RoutingContext context) throws Exception {
    JsonNode body = Answers.body(context);
    String phase = Answers.required(body, "phase");
    JsonNode entered = body.path("entered");
    if (!entered.isBoolean()) {
      throw new WebException(400, "the body needs 'entered': true or false");
    }
    Campaign campaign =
        parts
            .campaigns()
            .mark(
                campaign(context).id(),
                new Mark(parts.clock().millis(), phase, entered.asBoolean()));
    answerChanged(context, campaign);
  }

  private void annotate(RoutingContext context) throws Exception {
    JsonNode body = Answers.body(context);
    String text = Answers.required(body, "text");
    String author = body.path("author").asText("");
    Campaign campaign =
        parts
            .campaigns()
            .annotate(campaign(context).id(), new Annotation(parts.clock().millis(), author, text));
    answerChanged(context, campaign);
  }

  private void end(RoutingContext context, State state) throws Exception {
    Campaign campaign =
        parts.campaigns().end(campaign(context).id(), state, parts.clock().millis());
    answerChanged(context, campaign);
  }

  private void answerChanged(RoutingContext context, Campaign campaign) throws Exception {
    events.tell(parts.live().judged(campaign));
    Answers.json(context, CampaignJson.campaign(campaign));
  }
}
