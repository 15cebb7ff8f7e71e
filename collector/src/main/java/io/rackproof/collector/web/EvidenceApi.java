package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import io.rackproof.wire.SeriesTable;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a campaign is judged from, for those who judge it again elsewhere: its samples page by
 * page, and what is known beside them.
 */
final class EvidenceApi {

  /** Tells from which time on the next page is to be asked for; absent on the last. */
  private static final String NEXT = "Rackproof-Next";

  /** Samples that a page should have: a few megabytes. */
  private static final int PAGE_SAMPLES = 100_000;

  private static final long LEAST_MILLIS = 1_000;
  private static final long MOST_MILLIS = 3_600_000;

  private final WebParts parts;

  EvidenceApi(WebParts parts) {
    this.parts = parts;
  }

  void route(Router router) {
    router
        .get("/api/campaigns/:id/samples")
        .blockingHandler(c -> CampaignApi.run(c, this::samples), false);
    router
        .get("/api/campaigns/:id/evidence")
        .blockingHandler(c -> CampaignApi.run(c, this::evidence), false);
  }

  private String rack(RoutingContext context, Campaign campaign) {
    return CampaignApi.rack(campaign, context.request().getParam("rack"));
  }

  private long end(Campaign campaign) {
    return campaign.endMillis().orElse(parts.clock().millis());
  }

  private static long from(RoutingContext context, Campaign campaign) {
    @Nullable String text = context.request().getParam("from");
    if (text == null) {
      return campaign.startMillis();
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new WebException(400, "'from' is a time in milliseconds, not '" + text + "'");
    }
  }

  /** A page: a {@code BatchMessage} of {@code wire.proto} that defines all its series itself. */
  private void samples(RoutingContext context) throws IOException {
    Campaign campaign = CampaignApi.campaign(parts, context);
    String rack = rack(context, campaign);
    long end = end(campaign);
    long at = from(context, campaign);
    long series = Math.max(1, parts.samples().latest(rack).size());
    long length = Math.max(LEAST_MILLIS, PAGE_SAMPLES * 1000L / series);
    List<Sample> page = List.of();
    while (page.isEmpty() && at < end) {
      long to = Math.min(end, at + length);
      page = page(rack, at, to);
      if (page.size() > 2 * PAGE_SAMPLES && length > LEAST_MILLIS) {
        length = Math.max(LEAST_MILLIS, length / 2);
        page = List.of();
        continue;
      }
      at = to;
      length = Math.min(MOST_MILLIS, 2 * length);
    }
    if (page.isEmpty()) {
      context.response().setStatusCode(204).end();
      return;
    }
    if (at < end) {
      context.response().putHeader(NEXT, Long.toString(at));
    }
    byte[] encoded =
        BatchCodec.encode(
            new Batch(1, page), new SeriesTable(), instruments(campaign, rack, end, page));
    Answers.bytes(context, "application/x-protobuf", encoded);
  }

  private List<Sample> page(String rack, long from, long to) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (SeriesSamples own : parts.samples().read(rack, s -> true, from, to)) {
      for (int i = 0; i < own.size(); i++) {
        samples.add(new Sample(own.series(), own.timeMillis(i), own.value(i), own.quality(i), 0));
      }
    }
    samples.sort(Comparator.comparingLong(Sample::timeMillis).thenComparing(Sample::series));
    return samples;
  }

  /** What is known of the instruments behind the series of a page before the campaign's end. */
  private List<DatedInstrument> instruments(
      Campaign campaign, String rack, long end, List<Sample> page) throws IOException {
    Map<Series, Instrument> known = parts.samples().instruments(rack, end);
    return page.stream()
        .map(Sample::series)
        .distinct()
        .filter(known::containsKey)
        .map(
            s ->
                new DatedInstrument(
                    s, campaign.startMillis(), known.getOrDefault(s, Instrument.UNKNOWN)))
        .toList();
  }

  private void evidence(RoutingContext context) throws IOException {
    Campaign campaign = CampaignApi.campaign(parts, context);
    String rack = rack(context, campaign);
    long from = from(context, campaign);
    long end = end(campaign);
    RackIdentity identity = parts.samples().racks().getOrDefault(rack, RackIdentity.of(rack));
    ObjectNode answer = Answers.object();
    answer
        .putObject("rack")
        .put("id", identity.id())
        .put("generation", identity.generation())
        .put("maker", identity.maker())
        .put("site", identity.site())
        .put("lot", identity.lot())
        .put("serial", identity.serial());
    ArrayNode losses = answer.putArray("losses");
    for (SampleStore.Loss loss : parts.samples().losses(rack, from, end)) {
      losses
          .addObject()
          .put("firstMillis", loss.firstMillis())
          .put("lastMillis", loss.lastMillis())
          .put("samples", loss.samples())
          .put("reason", loss.reason());
    }
    ArrayNode offsets = answer.putArray("clockOffsets");
    parts
        .samples()
        .clockOffsets(rack, from, end)
        .forEach(
            (at, offset) -> offsets.addObject().put("atMillis", at).put("offsetMillis", offset));
    Answers.json(context, answer);
  }
}
