package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.collector.access.Access;
import io.rackproof.collector.access.SignInConfig;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.metrics.Exposition;
import io.rackproof.collector.openid.OpenIdConfig;
import io.rackproof.collector.openid.OpenIdProvider;
import io.rackproof.collector.remotewrite.NobodyWrites;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** A collector's store, judging and web server, with racks that send what a test says. */
public final class ServedCollector implements AutoCloseable {

  /** What judges, as its reports say. */
  public static final String SOFTWARE = "rackproof test";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Short, so that a test need not wait long for what is slow to be ended. */
  private static final SlowRequests.Limits LIMITS =
      new SlowRequests.Limits(Duration.ofSeconds(2), Duration.ofSeconds(2), 1_000);

  private final LongConsumer setTime;
  private final Map<String, SentRack> racks = new HashMap<>();
  private HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final boolean tls;
  private final Vertx vertx = Vertx.vertx();
  private final SampleStore samples;
  private final CampaignStore campaigns;
  private final LiveCampaigns live;
  private final Arrivals arrivals;
  private final WebServer server;
  private final Optional<Access> access;
  private volatile List<AgentStatus> agents = List.of();

  private ServedCollector(
      Path directory,
      Clock clock,
      LongConsumer setTime,
      Optional<Bundles> bundles,
      Optional<SignInConfig> signIn,
      Optional<OpenIdConfig> openId,
      WebConfig config)
      throws IOException {
    this.setTime = setTime;
    this.tls = config.tls().isPresent();
    access = signIn.isPresent() ? Optional.of(Access.start(signIn.get(), clock)) : Optional.empty();
    samples = SampleStore.open(new StoreConfig(directory, StoreConfig.DEFAULT_SEAL_AFTER), clock);
    campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"));
    live = new LiveCampaigns(campaigns, samples, clock);
    arrivals = new Arrivals(clock);
    Exposition exposition =
        new Exposition(samples, live, campaigns, arrivals, () -> "", Catalogue.load(), clock);
    server =
        WebServer.start(
            vertx,
            config,
            new WebParts(
                campaigns,
                samples,
                live,
                new SampledCampaigns(samples, directory.resolve("scorecards"), SOFTWARE),
                arrivals,
                () -> agents,
                exposition,
                NobodyWrites.receiver(clock),
                () -> true,
                SOFTWARE,
                clock,
                bundles,
                access,
                openId.isPresent()
                    ? Optional.of(new OpenIdProvider(openId.get(), clock))
                    : Optional.empty()),
            LIMITS);
  }

  public static ServedCollector start(Path directory) throws IOException {
    SetClock clock = new SetClock(SentRack.START);
    return new ServedCollector(
        directory,
        clock,
        clock::set,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        WebConfig.loopback(0));
  }

  /** That makes evidence bundles. */
  public static ServedCollector start(Path directory, Bundles bundles) throws IOException {
    SetClock clock = new SetClock(SentRack.START);
    return new ServedCollector(
        directory,
        clock,
        clock::set,
        Optional.of(bundles),
        Optional.empty(),
        Optional.empty(),
        WebConfig.loopback(0));
  }

  /** With a clock that goes by itself. */
  public static ServedCollector start(Path directory, Clock clock) throws IOException {
    return new ServedCollector(
        directory,
        clock,
        time -> {
          throw new IllegalStateException("this clock goes by itself");
        },
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        WebConfig.loopback(0));
  }

  /** Where people sign in. */
  public static ServedCollector startWithSignIn(Path directory, WebConfig config)
      throws IOException {
    return startWithSignIn(directory, config, Optional.empty());
  }

  /** Where people sign in, perhaps by a provider as well. */
  static ServedCollector startWithSignIn(
      Path directory, WebConfig config, Optional<OpenIdConfig> openId) throws IOException {
    SetClock clock = new SetClock(SentRack.START);
    SignInConfig signIn =
        new SignInConfig(
            directory.resolve("access"), SignInConfig.DEFAULT_IDLE, SignInConfig.DEFAULT_LONGEST);
    return new ServedCollector(
        directory, clock, clock::set, Optional.empty(), Optional.of(signIn), openId, config);
  }

  /** Accounts and audit log, where people sign in. */
  Access access() {
    return access.orElseThrow();
  }

  /** Asks from now on by TLS. */
  void trust(SSLContext context) {
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
  }

  int port() {
    return server.port();
  }

  /** Its address. */
  public String url() {
    return (tls ? "https" : "http") + "://127.0.0.1:" + server.port();
  }

  /** Sets the time to so long after the start, and judges. */
  public void at(long second) {
    setTime.accept(SentRack.START + second * 1000);
    live.round();
  }

  /** A rack sends one second of samples. */
  public void second(String rack, int second, double celsius) throws IOException {
    deliver(
        racks
            .computeIfAbsent(rack, id -> new SentRack("epoch-" + id, identity(id)))
            .second(second, celsius));
  }

  /** A rack sends these samples now, and all is judged. */
  void send(String rack, List<Sample> now) throws IOException {
    deliver(
        racks.computeIfAbsent(rack, id -> new SentRack("epoch-" + id, identity(id))).batch(now));
    live.round();
  }

  private static RackIdentity identity(String id) {
    return new RackIdentity(id, "gen2", "maker-a", "site", "EVT3", "S-" + id);
  }

  private void deliver(StoredBatch batch) throws IOException {
    samples.append(List.of(batch));
    live.stored(batch.rack().id(), batch.sequence(), batch.samples());
    arrivals.stored(batch.rack().id(), batch.samples());
  }

  /** These agents are connected from now on. */
  void connected(List<AgentStatus> now) {
    agents = now;
  }

  /** A rack's agent tells how its clock stands. */
  void clock(String rack, long offsetMillis, long uncertaintyMillis) {
    arrivals.clock(rack, new Arrivals.MeasuredClock(offsetMillis, uncertaintyMillis));
  }

  /** The last poll of a device gave nothing. */
  void deviceDown(String rack, String device, int second) throws IOException {
    Series series = Series.of("device_up", Map.of("rack", rack, "device", device, "role", "pdu"));
    deliver(
        racks
            .computeIfAbsent(rack, id -> new SentRack("epoch-" + id, identity(id)))
            .batch(List.of(Sample.good(series, SentRack.START + second * 1000L, 0))));
  }

  /** The temperature of the air that enters a rack, in a second after the start. */
  public void air(String rack, int second, double celsius) throws IOException {
    deliver(
        racks
            .computeIfAbsent(rack, id -> new SentRack("epoch-" + id, identity(id)))
            .batch(
                List.of(
                    Sample.good(
                        SentRack.series("cdu_air_inlet_temperature_celsius", "cdu", "cdu-1"),
                        SentRack.START + second * 1000L + 200,
                        celsius))));
  }

  /** A rack tells that samples are lost. */
  public void lose(String rack, long firstMillis, long lastMillis, long count) throws IOException {
    samples.lost(
        rack,
        "epoch-" + rack,
        new SampleStore.Loss(900, 901, firstMillis, lastMillis, count, "spool full"));
    live.lost(rack);
  }

  private URI uri(String path) {
    return URI.create(url() + path);
  }

  public HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return OpenApi.checked(http.send(request.build(), BodyHandlers.ofString()));
  }

  /** As a browser asks for a page. */
  HttpResponse<String> page(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(path)).header("Accept", "text/html").build(),
        BodyHandlers.ofString());
  }

  public HttpResponse<String> post(String path, Object body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(MAPPER.writeValueAsString(body)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return OpenApi.checked(http.send(request.build(), BodyHandlers.ofString()));
  }

  /** All that its server answers. */
  List<String> routes() {
    return server.routes();
  }

  public static JsonNode json(HttpResponse<String> response) throws IOException {
    return MAPPER.readTree(response.body());
  }

  /** A stream of lines. */
  Lines lines(String path, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<Stream<String>> response = http.send(request.build(), BodyHandlers.ofLines());
    return new Lines(response.body());
  }

  /** Lines as they come. */
  static final class Lines implements AutoCloseable {
    private final Stream<String> stream;
    private final Iterator<String> lines;

    Lines(Stream<String> stream) {
      this.stream = stream;
      this.lines = stream.iterator();
    }

    /** The next line that fits; waits for it. */
    String take(Predicate<String> wanted) {
      while (lines.hasNext()) {
        String line = lines.next();
        if (wanted.test(line)) {
          return line;
        }
      }
      throw new AssertionError("the stream ended without the line waited for");
    }

    /** Waits until the server ends it. */
    void awaitEnd() {
      lines.forEachRemaining(line -> {});
    }

    @Override
    public void close() {
      stream.close();
    }
  }

  @Override
  public void close() {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    campaigns.close();
    samples.close();
    if (access.isPresent()) {
      try {
        access.get().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
