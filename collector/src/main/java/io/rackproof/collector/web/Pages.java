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

  Pages(WebParts parts, Templates templates) {
    this.parts = parts;
    this.templates = templates;
  }

  void route(Router router) {
    router.get("/").blockingHandler(this::index, false);
    router.get("/campaigns/:id").blockingHandler(this::campaign, false);
  }

  private void index(RoutingContext context) {
    long now = parts.clock().millis();
    List<RackView> racks =
        parts.samples().racks().values().stream()
            .map(
                rack ->
                    RackView.of(
                        rack,
                        parts.samples().latest(rack.id()).size(),
                        parts.arrivals().of(rack.id()),
                        parts.campaigns().running(rack.id()).map(Campaign::id),
                        now))
            .toList();
    List<CampaignRow> campaigns =
        parts.campaigns().all().stream()
            .map(campaign -> CampaignRow.of(campaign, parts.live(), now))
            .toList();
    Answers.html(
        context, templates.render("index.jte", Map.of("racks", racks, "campaigns", campaigns)));
  }

  private void campaign(RoutingContext context) {
    Campaign campaign = CampaignApi.campaign(parts, context);
    try {
      CampaignView view = CampaignView.of(parts.live().judged(campaign), parts.clock().millis());
      Answers.html(context, templates.render("campaign.jte", Map.of("view", view)));
    } catch (Exception e) {
      context.fail(e);
    }
  }
}
