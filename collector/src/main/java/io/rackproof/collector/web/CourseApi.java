package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignRefusedException;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.campaign.Decision;
import io.rackproof.collector.campaign.Entry;
import io.rackproof.collector.campaign.Waiver;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.report.CourseJson;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.RackIdentity;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What changes campaigns: begin, mark, note, enter, waive, sign, decide, end, test again. Each
 * answers with the campaign, and once only for one idempotency key.
 */
final class CourseApi {

  private static final Logger log = LoggerFactory.getLogger(CourseApi.class);

  private final WebParts parts;
  private final LiveEvents events;
  private final Gate gate;

  /** A change of the campaign that the path names. */
  private interface Change {
    Campaign make(CampaignStore store, String id, Asked asked)
        throws CampaignRefusedException, IOException;
  }

  /**
   * What a request asks.
   *
   * @param by whose name stands under it: the user's where people sign in, else what was typed;
   *     empty when nothing was
   */
  private record Asked(JsonNode body, String by, long now) {

    /** The name, where there must be one. */
    String name() {
      if (by.isBlank()) {
        throw new WebException(400, "the body needs a text 'by'");
      }
      return by;
    }
  }

  CourseApi(WebParts parts, LiveEvents events, Gate gate) {
    this.parts = parts;
    this.gate = gate;
    this.events = events;
  }

  void route(Router router) {
    router.post("/api/campaigns").blockingHandler(c -> CampaignApi.run(c, this::start), false);
    post(router, "marks", CourseApi::mark);
    post(
        router,
        "annotations",
        (store, id, asked) ->
            store.annotate(
                id,
                new Annotation(asked.now(), asked.by(), Answers.required(asked.body(), "text"))));
    post(router, "entries", CourseApi::enter);
    post(router, "waivers", CourseApi::waive);
    router
        .post("/api/campaigns/:id/waivers/:number/sign-offs")
        .blockingHandler(c -> CampaignApi.run(c, this::sign), false);
    post(router, "decisions", CourseApi::decide);
    post(router, "finish", this::finish);
    post(router, "abort", end(State.ABORTED));
    post(router, "error", end(State.ERROR));
    router
        .post("/api/campaigns/:id/retest")
        .blockingHandler(c -> CampaignApi.run(c, this::retest), false);
  }

  private void post(Router router, String action, Change change) {
    router
        .post("/api/campaigns/:id/" + action)
        .blockingHandler(
            c ->
                CampaignApi.run(
                    c,
                    context -> {
                      String id = CampaignApi.campaign(parts, context).id();
                      Asked asked = asked(context);
                      once(context, 200, store -> change.make(store, id, asked));
                    }),
            false);
  }

  private Asked asked(RoutingContext context) {
    JsonNode body = Answers.body(context);
    String typed = Answers.optional(body, body.has("author") ? "author" : "by");
    return new Asked(body, gate.name(context, typed), parts.clock().millis());
  }

  private void start(RoutingContext context) throws Exception {
    JsonNode body = Answers.body(context);
    List<String> racks = racks(body);
    String text = Answers.required(body, "plan");
    Plan plan = Plan.parse(body.path("file").asText("plan.yaml"), text);
    long now = parts.clock().millis();
    once(context, 201, store -> store.start(racks, plan, now));
  }

  private static List<String> racks(JsonNode body) {
    List<String> racks = new ArrayList<>();
    if (body.path("racks").isMissingNode()) {
      racks.add(Answers.required(body, "rack"));
    } else if (body.path("racks").isArray() && !body.path("racks").isEmpty()) {
      body.path("racks").forEach(rack -> racks.add(rack.asText("")));
    } else {
      throw new WebException(400, "'racks' is a list of one or more texts");
    }
    for (String rack : racks) {
      try {
        RackIdentity.of(rack);
      } catch (IllegalArgumentException e) {
        throw new WebException(400, String.valueOf(e.getMessage()));
      }
    }
    return racks;
  }

  private void retest(RoutingContext context) throws Exception {
    String id = CampaignApi.campaign(parts, context).id();
    long now = parts.clock().millis();
    once(context, 201, store -> store.retest(id, now));
  }

  private static Campaign mark(CampaignStore store, String id, Asked asked)
      throws CampaignRefusedException, IOException {
    JsonNode body = asked.body();
    String phase = Answers.required(body, "phase");
    JsonNode entered = body.path("entered");
    if (!entered.isBoolean()) {
      throw new WebException(400, "the body needs 'entered': true or false");
    }
    return store.mark(
        id, new Mark(asked.now(), phase, entered.asBoolean(), Answers.optional(body, "rack")));
  }

  private static Campaign enter(CampaignStore store, String id, Asked asked)
      throws CampaignRefusedException, IOException {
    JsonNode body = asked.body();
    Optional<Boolean> passed =
        switch (Answers.optional(body, "verdict").toUpperCase(Locale.ROOT)) {
          case "" -> Optional.empty();
          case "PASS" -> Optional.of(true);
          case "FAIL" -> Optional.of(false);
          default -> throw new WebException(400, "'verdict' is \"PASS\" or \"FAIL\"");
        };
    return store.enter(
        id,
        new Entry(
            asked.now(),
            Answers.optional(body, "rack"),
            Answers.required(body, "criterion"),
            asked.name(),
            passed,
            Answers.number(body, "value"),
            Answers.number(body, "uncertainty"),
            Answers.optional(body, "note")));
  }

  private static Campaign waive(CampaignStore store, String id, Asked asked)
      throws CampaignRefusedException, IOException {
    JsonNode body = asked.body();
    LocalDate expires;
    try {
      expires = LocalDate.parse(Answers.required(body, "expires"));
    } catch (DateTimeException e) {
      throw new WebException(400, "'expires' is a date such as 2026-12-31");
    }
    return store.waive(
        id,
        new Waiver(
            0,
            asked.now(),
            Answers.required(body, "criterion"),
            Answers.optional(body, "rack"),
            Answers.required(body, "reason"),
            expires,
            List.of(new Waiver.SignOff(asked.now(), asked.name()))));
  }

  private void sign(RoutingContext context) throws Exception {
    Campaign campaign = CampaignApi.campaign(parts, context);
    Asked asked = asked(context);
    String by = asked.name();
    String number = Answers.pathParam(context, "number");
    if (!number.matches("\\d{1,6}")) {
      throw new WebException(404, "a waiver has a number from 1, not '" + number + "'");
    }
    int wanted = Integer.parseInt(number);
    if (wanted >= 1 && wanted <= campaign.course().waivers().size()) {
      campaign
          .course()
          .waivers()
          .get(wanted - 1)
          .signOffs()
          .forEach(first -> gate.checkSignedByUser(first.by(), first.timeMillis()));
    }
    once(
        context,
        200,
        store -> store.sign(campaign.id(), wanted, new Waiver.SignOff(asked.now(), by)));
  }

  private static Campaign decide(CampaignStore store, String id, Asked asked)
      throws CampaignRefusedException, IOException {
    JsonNode body = asked.body();
    Decision.Kind kind;
    try {
      kind = Decision.Kind.valueOf(Answers.required(body, "decision").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new WebException(400, "'decision' is \"ACCEPT\", \"DECLINE\" or \"RETEST\"");
    }
    return store.decide(
        id,
        new Decision(
            asked.now(),
            Answers.optional(body, "rack"),
            kind,
            asked.name(),
            Answers.required(body, "reason")));
  }

  /** A run in which samples were lost did not end as planned, whatever it was asked to do. */
  private Campaign finish(CampaignStore store, String id, Asked asked)
      throws CampaignRefusedException, IOException {
    Optional<Campaign> running = store.find(id).filter(c -> c.state() == State.RUNNING);
    Optional<String> fault =
        running.isPresent() ? parts.live().fault(running.get(), asked.now()) : Optional.empty();
    return fault.isPresent()
        ? store.end(id, State.ERROR, fault.get(), asked.now())
        : store.end(id, State.COMPLETED, asked.now());
  }

  private static Change end(State state) {
    return (store, id, asked) ->
        store.end(id, state, Answers.optional(asked.body(), "reason"), asked.now());
  }

  private void once(RoutingContext context, int status, CampaignStore.Request request)
      throws CampaignRefusedException, IOException {
    IdempotencyKey key = IdempotencyKey.of(context);
    CampaignStore.Answer answer =
        parts
            .campaigns()
            .once(
                key.key(),
                key.fingerprint(),
                parts.clock().millis(),
                request,
                campaign -> Answers.text(CourseJson.campaign(campaign, parts.today())));
    if (answer.repeated()) {
      context.response().putHeader("Idempotent-Replayed", "true");
    } else {
      parts.campaigns().find(answer.campaign()).ifPresent(this::tell);
    }
    context.response().setStatusCode(status);
    if (status == 201) {
      context.response().putHeader("Location", "/api/campaigns/" + answer.campaign());
    }
    Answers.jsonText(context, answer.text());
  }

  /** Pages that are open see it at once; what cannot be judged has changed all the same. */
  private void tell(Campaign campaign) {
    try {
      for (String rack : campaign.racks()) {
        // One that is judged again for minutes is told once that is done.
        parts.live().judged(campaign, rack, Duration.ofSeconds(1)).ifPresent(events::tell);
      }
    } catch (IOException | InvalidDocumentException e) {
      log.warn("campaign {} has changed but cannot be judged: {}", campaign.id(), e.getMessage());
    }
  }
}
