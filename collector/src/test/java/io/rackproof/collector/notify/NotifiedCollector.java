package io.rackproof.collector.notify;

import static io.rackproof.collector.live.SentRack.RACK;
import static io.rackproof.collector.live.SentRack.START;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** A collector's store and judging, with the telling that a test calls round by round. */
final class NotifiedCollector implements AutoCloseable {

  final SetClock clock;
  private final Path directory;
  private final SampleStore samples;
  private final CampaignStore campaigns;
  private final LiveCampaigns live;
  private final Arrivals arrivals;
  private final NotifyConfig config;
  private final Outbox outbox;
  private final Watch watch;
  private final SentRack rack;

  /** Begins in a directory, in which another may have ended; its clock goes on from there. */
  NotifiedCollector(Path directory, long second, NotifyTarget... targets) throws IOException {
    this.directory = directory;
    this.clock = new SetClock(START + second * 1000);
    this.rack = new SentRack("epoch-" + second);
    samples = SampleStore.open(new StoreConfig(directory, StoreConfig.DEFAULT_SEAL_AFTER), clock);
    campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"));
    live = new LiveCampaigns(campaigns, samples, clock);
    arrivals = new Arrivals(clock);
    config =
        new NotifyConfig(List.of(targets), "https://rackproof.example/", Duration.ofSeconds(30));
    outbox = Outbox.open(directory.resolve("notices.sqlite"), 50);
    watch = new Watch(config, campaigns, live, arrivals, samples, outbox, clock);
  }

  static NotifyTarget webhook(Receiver receiver, String secret) {
    return new NotifyTarget(
        "chat",
        NotifyTarget.Form.WEBHOOK,
        receiver.url("/hook"),
        secret,
        EnumSet.allOf(Event.class),
        Map.of());
  }

  static NotifyTarget alertmanager(java.net.URI url) {
    return new NotifyTarget(
        "pager",
        NotifyTarget.Form.ALERTMANAGER,
        url,
        "",
        EnumSet.allOf(Event.class),
        Map.of("team", "acceptance"));
  }

  Courier courier() {
    return new Courier(config.targets().get(0), outbox, config.page(), "rackproof test", clock);
  }

  Outbox outbox() {
    return outbox;
  }

  Path directory() {
    return directory;
  }

  String begin() throws Exception {
    return campaigns.start(RACK.id(), Plan.parse("plan.yaml", SentRack.PLAN), clock.millis()).id();
  }

  void end(String id) throws Exception {
    campaigns.end(id, Campaign.State.COMPLETED, clock.millis());
    live.round();
    watch.round();
  }

  /** A second of samples arrives in its middle; all is judged and looked at. */
  void second(int second, double celsius) throws IOException {
    clock.set(START + second * 1000L + 500);
    deliver(rack.second(second, celsius));
    round();
  }

  /** The last poll of a device gave something, or nothing. */
  void polled(int second, String device, boolean up) throws IOException {
    clock.set(START + second * 1000L);
    Series series =
        Series.of("device_up", Map.of("rack", RACK.id(), "device", device, "role", "pdu"));
    deliver(rack.batch(List.of(Sample.good(series, clock.millis(), up ? 1 : 0))));
    round();
  }

  /** Nothing arrives. */
  void silent(int second) throws IOException {
    clock.set(START + second * 1000L);
    round();
  }

  void round() throws IOException {
    live.round();
    watch.round();
  }

  /** Before anything was judged. */
  void watchOnly() throws IOException {
    watch.round();
  }

  private void deliver(StoredBatch batch) throws IOException {
    samples.append(List.of(batch));
    live.stored(RACK.id(), batch.sequence(), batch.samples());
    arrivals.stored(RACK.id(), batch.samples());
  }

  @Override
  public void close() throws IOException {
    outbox.close();
    campaigns.close();
    samples.close();
  }
}
