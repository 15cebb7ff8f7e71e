package io.rackproof.collector;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.collector.access.Access;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.identity.Identities;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.ingest.IngestServer;
import io.rackproof.collector.ingest.IngestTiming;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.metrics.Exposition;
import io.rackproof.collector.notify.Courier;
import io.rackproof.collector.notify.NotifyConfig;
import io.rackproof.collector.notify.NotifyTarget;
import io.rackproof.collector.notify.Outbox;
import io.rackproof.collector.notify.Watch;
import io.rackproof.collector.openid.OpenIdProvider;
import io.rackproof.collector.remotewrite.ForwardConfig;
import io.rackproof.collector.remotewrite.ForwardPositions;
import io.rackproof.collector.remotewrite.Forwarder;
import io.rackproof.collector.remotewrite.RemoteWriteReceiver;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.web.SampledCampaigns;
import io.rackproof.collector.web.WebParts;
import io.rackproof.collector.web.WebServer;
import io.rackproof.service.Watchdog;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running collector: all rooms, assembled. */
final class Collector implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  /** Campaigns stand beside the samples' log. */
  static final String CAMPAIGNS = "campaigns.sqlite";

  /** Final verdicts, and what reports tell of samples, so that a start does not read all again. */
  static final String SCORECARDS = "scorecards";

  /** How far each target of remote write is. */
  static final String POSITIONS = "forwarded.sqlite";

  /** What goes on, and what still has to be told to whom. */
  static final String NOTICES = "notices.sqlite";

  private static final long WATCH_MILLIS = 1_000;
  private static final long SAMPLED_MILLIS = 5_000;

  /** A group of batches takes milliseconds, on a disk that is very busy some seconds. */
  private static final Duration LONGEST_COMMIT = Duration.ofMinutes(5);

  /** Days of a large campaign, read from the store again, take minutes. */
  private static final Duration LONGEST_JUDGEMENT = Duration.ofMinutes(30);

  private interface Part {
    void close() throws Exception;
  }

  /** In the order of starting; they are stopped in the reverse order. */
  private final Deque<Part> parts = new ArrayDeque<>();

  private final CollectorConfig config;
  private volatile @Nullable IngestServer ingest;
  private List<Watchdog.Part> vital = List.of();
  private LongSupplier running = () -> 0;
  private BooleanSupplier storing = () -> true;
  private int ingestPort;
  private int webPort;

  private Collector(CollectorConfig config) {
    this.config = config;
  }

  /**
   * Opens the store, then listens.
   *
   * @throws IOException when a port or a directory cannot be had; nothing is left open then
   */
  static Collector start(CollectorConfig config) throws IOException {
    Collector collector = new Collector(config);
    try {
      collector.open(Clock.systemUTC());
      return collector;
    } catch (IOException | RuntimeException e) {
      collector.close();
      throw e;
    }
  }

  private void open(Clock clock) throws IOException {
    OwnMeters meters = new OwnMeters();
    parts.push(meters::close);
    CampaignStore campaigns = CampaignStore.open(config.store().directory().resolve(CAMPAIGNS));
    parts.push(campaigns::close);
    CampaignSamples needed =
        new CampaignSamples(campaigns, config.store().retention().campaigns(), clock);
    SampleStore samples = SampleStore.open(config.store(), clock, needed);
    parts.push(samples::close);
    Arrivals arrivals = new Arrivals(clock);
    LiveCampaigns live =
        new LiveCampaigns(
            campaigns,
            samples,
            clock,
            config.store().directory().resolve(SCORECARDS),
            Software.build());
    needed.tell(live::lost);
    StoreSink sink =
        new StoreSink(
            samples,
            live,
            arrivals,
            clock,
            System::nanoTime,
            new StoreSinkMeters(meters.registry(), System::nanoTime),
            config.ingest().limits().series());
    parts.push(sink::close);
    meters.bindWriting(sink);
    ScoringLoop scoring =
        new ScoringLoop(live::round, live::roundOfArrivals, System::nanoTime, meters.rounds());
    parts.push(scoring::close);
    live.onArrival(scoring::wake);
    live.listen(judged -> scoring.goesOn());
    SampledCampaigns sampled = sampled(samples, live);
    vital =
        List.of(
            new Watchdog.Part("storing", LONGEST_COMMIT, sink::overdueNanos),
            new Watchdog.Part("judging", LONGEST_JUDGEMENT, scoring::overdueNanos));
    running = () -> campaigns.all().stream().filter(c -> c.state() == State.RUNNING).count();
    storing = () -> !sink.isFailing();
    meters.bind(samples);
    Exposition exposition =
        new Exposition(samples, live, campaigns, arrivals, meters::text, Catalogue.load(), clock);
    RemoteWriteReceiver remoteWrite =
        new RemoteWriteReceiver(config.remoteWrite().senders(), Catalogue.load(), sink, clock);
    meters.bind(remoteWrite);
    forward(samples, meters);
    tell(campaigns, live, arrivals, samples, clock, meters);
    Optional<Access> access = access(clock);
    Vertx vertx = vertx();
    parts.push(() -> vertx.close().toCompletionStage().toCompletableFuture().join());
    WebServer web =
        WebServer.start(
            vertx,
            config.web(),
            new WebParts(
                campaigns,
                samples,
                live,
                sampled,
                arrivals,
                this::agents,
                exposition,
                remoteWrite,
                storing,
                Software.name(),
                clock,
                Optional.of(new EvidenceBundler(config.store().directory(), config.signingKey())),
                access,
                openId(clock, vertx)));
    parts.push(web::close);
    webPort = web.port();
    meters.tell(
        Software.name(), PagesAddress.of(config.web(), webPort, config.notifications().page()));
    IngestServer listening = ingest(sink, clock, meters);
    parts.push(listening::close);
    ingestPort = listening.port();
    meters.bind(listening);
    ingest = listening;
  }

  /**
   * What reports need is read when a campaign has ended, not when the first of them is asked for.
   */
  private SampledCampaigns sampled(SampleStore samples, LiveCampaigns live) {
    SampledCampaigns sampled =
        new SampledCampaigns(
            samples, config.store().directory().resolve(SCORECARDS), Software.build());
    live.listen(sampled::judged);
    RoundLoop loop =
        new RoundLoop(
            "sampled",
            () -> {
              sampled.round();
              return SAMPLED_MILLIS;
            });
    parts.push(loop::close);
    return sampled;
  }

  private Optional<Access> access(Clock clock) throws IOException {
    if (config.signIn().isEmpty()) {
      return Optional.empty();
    }
    Access access = Access.start(config.signIn().get(), clock);
    parts.push(access::close);
    if (!access.hasAccounts() && config.openId().isEmpty()) {
      log.warn("Nobody can sign in yet: rackproof user add NAME --role approver");
    }
    return Optional.of(access);
  }

  /** A provider that is away does not keep the collector from starting. */
  private Optional<OpenIdProvider> openId(Clock clock, Vertx vertx) throws IOException {
    if (config.openId().isEmpty()) {
      return Optional.empty();
    }
    OpenIdProvider provider = new OpenIdProvider(config.openId().get(), clock);
    var unused = vertx.executeBlocking(provider::look, false);
    return Optional.of(provider);
  }

  /** Agents that are connected; none until agents may connect. */
  private List<AgentStatus> agents() {
    IngestServer listening = ingest;
    return listening == null ? List.of() : listening.status().agents();
  }

  private void forward(SampleStore samples, OwnMeters meters) throws IOException {
    if (config.remoteWrite().targets().isEmpty()) {
      return;
    }
    ForwardPositions positions =
        ForwardPositions.open(config.store().directory().resolve(POSITIONS));
    parts.push(positions::close);
    for (ForwardConfig target : config.remoteWrite().targets()) {
      Forwarder forwarder = new Forwarder(target, samples, positions, Software.name());
      meters.bind(forwarder);
      RoundLoop loop = new RoundLoop("forward-" + forwarder.name(), forwarder::round);
      parts.push(loop::close);
    }
  }

  private void tell(
      CampaignStore campaigns,
      LiveCampaigns live,
      Arrivals arrivals,
      SampleStore samples,
      Clock clock,
      OwnMeters meters)
      throws IOException {
    NotifyConfig notify = config.notifications();
    if (notify.targets().isEmpty()) {
      return;
    }
    Outbox outbox = Outbox.open(config.store().directory().resolve(NOTICES));
    parts.push(outbox::close);
    Watch watch = new Watch(notify, campaigns, live, arrivals, samples, outbox, clock);
    RoundLoop watching =
        new RoundLoop(
            "notify",
            () -> {
              try {
                watch.round();
              } catch (IOException e) {
                log.error("what happened cannot be noted to be told: {}", e.getMessage());
              }
              return WATCH_MILLIS;
            });
    parts.push(watching::close);
    for (NotifyTarget target : notify.targets()) {
      Courier courier = new Courier(target, outbox, notify.page(), Software.name(), clock);
      meters.bind(courier);
      RoundLoop loop = new RoundLoop("notify-" + courier.name(), courier::round);
      parts.push(loop::close);
    }
  }

  private IngestServer ingest(StoreSink sink, Clock clock, OwnMeters meters) throws IOException {
    if (config.identity().isEmpty()) {
      return IngestServer.start(config.ingest(), sink, clock);
    }
    Identities identities = Identities.start(config.identity().get(), clock);
    parts.push(identities::close);
    meters.bind(identities);
    return IngestServer.start(config.ingest(), IngestTiming.DEFAULT, sink, clock, identities);
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(2)
            .setWorkerPoolSize(6)
            // Static files come from memory: nothing to unpack into a temporary folder.
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  /** What must go on, for the service manager's watchdog. */
  List<Watchdog.Part> vitalParts() {
    return vital;
  }

  /** One line on how it goes. */
  String status() {
    long campaigns = running.getAsLong();
    int agents = agents().size();
    return "Agents on "
        + ingestAddress()
        + ", pages on http://"
        + webAddress()
        + "/; "
        + agents
        + (agents == 1 ? " agent, " : " agents, ")
        + campaigns
        + (campaigns == 1 ? " campaign running" : " campaigns running")
        + (storing.getAsBoolean() ? "" : "; CANNOT STORE: agents keep their samples");
  }

  /** Host and port for agents. */
  Listen ingestAddress() {
    return new Listen(config.ingest().host(), ingestPort);
  }

  /** Host and port for people. */
  Listen webAddress() {
    return new Listen(config.web().host(), webPort);
  }

  /** Takes no more from agents, commits what has arrived, then closes the store. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        log.warn("while stopping: {}", e.toString());
      }
    }
  }
}
