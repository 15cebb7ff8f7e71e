package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The evidence bundle of a campaign, made when it is asked for and sent as a file. */
final class BundleApi {

  private static final Logger LOG = LoggerFactory.getLogger(BundleApi.class);

  private final WebParts parts;

  /** One at a time: each judges all of its samples again. */
  private final Semaphore turn = new Semaphore(1);

  BundleApi(WebParts parts) {
    this.parts = parts;
  }

  void route(Router router) {
    router
        .get("/api/campaigns/:id/bundle")
        .blockingHandler(c -> CampaignApi.run(c, this::bundle), false);
  }

  private void bundle(RoutingContext context) throws IOException {
    Campaign campaign = CampaignApi.campaign(parts, context);
    Bundles bundles =
        parts.bundles().orElseThrow(() -> new WebException(404, "this collector makes no bundles"));
    if (campaign.endMillis().isEmpty()) {
      throw new WebException(
          409, "campaign " + campaign.id() + " is running: finish it, then bundle it");
    }
    if (!turn.tryAcquire()) {
      throw new WebException(503, "another bundle is being made: ask again when it is done");
    }
    Path folder = Files.createTempDirectory("rackproof-");
    Path file = folder.resolve("evidence.zip");
    boolean sent = false;
    try {
      String signer = bundles.write(campaign, file);
      send(context.response(), campaign.id(), signer, file, folder);
      sent = true;
    } finally {
      turn.release();
      if (!sent) {
        delete(file, folder);
      }
    }
  }

  private static void send(
      HttpServerResponse response, String campaign, String signer, Path file, Path folder) {
    String name = campaign.replaceAll("[^A-Za-z0-9._-]", "_") + "-evidence.zip";
    response
        .putHeader("Content-Type", "application/zip")
        .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
        // Samples are compressed already.
        .putHeader("Content-Encoding", "identity")
        .putHeader("Rackproof-Signer", "sha256:" + signer)
        .sendFile(file.toString())
        .onComplete(sent -> delete(file, folder));
  }

  private static void delete(Path file, Path folder) {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", folder, e.getMessage());
    }
  }
}
