package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a campaign is judged from, fetched page by page from a running collector into a store of its
 * own in the temporary folder, so that it is read as the collector's own folder would be.
 */
final class FetchedCampaign implements AutoCloseable {

  private static final String EPOCH = "fetched";

  /** Pages that may wait in the log before they are sealed. */
  private static final int PAGES_A_FILE = 16;

  private final Path folder;

  private FetchedCampaign(Path folder) {
    this.folder = folder;
  }

  /**
   * Fetches.
   *
   * @param fromMillis the earliest time of a sample that matters
   */
  static FetchedCampaign fetch(
      ApiClient client, String campaign, List<String> racks, long fromMillis)
      throws UserException, IOException {
    FetchedCampaign fetched = new FetchedCampaign(Files.createTempDirectory("rackproof-fetched-"));
    boolean whole = false;
    try (SampleStore store =
        SampleStore.open(
            new StoreConfig(fetched.folder, StoreConfig.DEFAULT_SEAL_AFTER), Clock.systemUTC())) {
      for (String rack : racks) {
        fetch(client, store, campaign, rack, fromMillis);
      }
      whole = true;
    } finally {
      if (!whole) {
        fetched.close();
      }
    }
    return fetched;
  }

  /** A collector's data folder but for its campaigns. */
  Path folder() {
    return folder;
  }

  private static void fetch(
      ApiClient client, SampleStore store, String campaign, String rack, long fromMillis)
      throws UserException, IOException {
    String base = "/api/campaigns/" + ApiClient.part(campaign);
    String query = "?rack=" + ApiClient.part(rack) + "&from=";
    JsonNode evidence = client.get(base + "/evidence" + query + fromMillis);
    RackIdentity identity = identity(evidence.path("rack"));
    SeriesTable table = new SeriesTable();
    OptionalLong next = OptionalLong.of(fromMillis);
    for (long sequence = 1; next.isPresent(); ) {
      ApiClient.Page page = client.page(base + "/samples" + query + next.getAsLong());
      next = page.next();
      if (page.bytes().length > 0) {
        store.append(List.of(batch(identity, sequence, page.bytes(), table)));
        if (sequence % PAGES_A_FILE == 0) {
          store.sealDue();
        }
        sequence++;
      }
    }
    store.sealDue();
    int number = 1;
    for (JsonNode loss : evidence.path("losses")) {
      // Each in an epoch of its own: the sequence numbers that they were lost with do not matter.
      store.lost(
          rack,
          "lost-" + number++,
          new SampleStore.Loss(
              1,
              1,
              loss.path("firstMillis").asLong(),
              loss.path("lastMillis").asLong(),
              loss.path("samples").asLong(),
              loss.path("reason").asText()));
    }
    for (JsonNode offset : evidence.path("clockOffsets")) {
      store.clockOffset(
          rack, offset.path("atMillis").asLong(), offset.path("offsetMillis").asLong());
    }
  }

  private static RackIdentity identity(JsonNode rack) {
    return new RackIdentity(
        rack.path("id").asText(),
        rack.path("generation").asText(),
        rack.path("maker").asText(),
        rack.path("site").asText(),
        rack.path("lot").asText(),
        rack.path("serial").asText());
  }

  /** A page as a batch of one epoch, its series under numbers that hold for all pages. */
  private static StoredBatch batch(RackIdentity rack, long sequence, byte[] page, SeriesTable table)
      throws UserException {
    SeriesTable ofPage = new SeriesTable();
    List<Sample> samples;
    try {
      samples = BatchCodec.decode(page, ofPage).samples();
    } catch (MalformedBatchException e) {
      throw new UserException(
          Main.FAULT, "the collector sent what cannot be read: " + e.getMessage());
    }
    int before = table.size();
    byte[] encoded = BatchCodec.encode(new Batch(sequence, samples), table);
    Map<Integer, Series> definitions = new HashMap<>();
    table
        .definitionsFrom(before)
        .forEach(d -> definitions.put(d.getId(), Series.of(d.getMetric(), d.getLabelsMap())));
    return new StoredBatch(
        rack,
        EPOCH,
        sequence,
        ByteString.copyFrom(encoded),
        samples,
        definitions,
        instruments(samples, ofPage));
  }

  private static List<DatedInstrument> instruments(List<Sample> samples, SeriesTable table) {
    Set<Series> series = new LinkedHashSet<>();
    samples.forEach(s -> series.add(s.series()));
    List<DatedInstrument> known = new ArrayList<>();
    for (Series one : series) {
      DatedInstrument instrument = table.instrument(one);
      if (instrument != null) {
        known.add(instrument);
      }
    }
    return known;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
