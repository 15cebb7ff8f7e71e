package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** The pages for people. */
final class Pages {

  private final WebParts parts;
  private final Templates templates;
  private final Gate gate;

  Pages(WebParts parts, Templates templates, Gate gate) {
    this.parts = parts;
    this.templates = templates;
    this.gate = gate;
  }

  void route(Router router) {
    router.get("/").blockingHandler(this::index, false);
    // Ids of campaigns begin with a date, so that none is called "new".
    router.get("/campaigns/new").blockingHandler(this::begin, false);
    router.get("/campaigns/:id").blockingHandler(c -> CampaignApi.run(c, this::campaign), false);
    router
        .get("/campaigns/:id/racks/:rack")
        .blockingHandler(
            c ->
                CampaignApi.run(
                    c, x -> rack(x, CampaignApi.campaign(parts, x), Answers.pathParam(x, "rack"))),
            false);
  }

  private void index(RoutingContext context) {
    long now = parts.clock().millis();
    List<CampaignRow> campaigns =
        parts.campaigns().all().stream()
            .map(campaign -> CampaignRow.of(campaign, parts.live(), now))
            .toList();
    Answers.html(
        context,
        templates.render(
            "index.jte",
            Map.of(
                "viewer",
                gate.viewer(context),
                "fleet",
                FleetView.of(parts),
                "campaigns",
                campaigns)));
  }

  private void begin(RoutingContext context) {
    Answers.html(
        context,
        templates.render(
            "begin.jte", Map.of("viewer", gate.viewer(context), "fleet", FleetView.of(parts))));
  }

  private void campaign(RoutingContext context) throws Exception {
    Campaign campaign = CampaignApi.campaign(parts, context);
    if (campaign.racks().size() == 1) {
      rack(context, campaign, campaign.racks().get(0));
      return;
    }
    OverviewView view =
        OverviewView.of(
            parts.judged(campaign),
            parts.campaigns().attempts(campaign),
            parts.clock().millis(),
            parts.today());
    Answers.html(
        context,
        templates.render("overview.jte", Map.of("viewer", gate.viewer(context), "view", view)));
  }

  private void rack(RoutingContext context, Campaign campaign, String named) throws Exception {
    String rack = CampaignApi.rack(campaign, named);
    CampaignView view =
        CampaignView.of(
            parts.judged(campaign, rack),
            parts.campaigns().attempts(campaign),
            parts.clock().millis(),
            parts.today());
    Answers.html(
        context,
        templates.render("campaign.jte", Map.of("viewer", gate.viewer(context), "view", view)));
  }
}
