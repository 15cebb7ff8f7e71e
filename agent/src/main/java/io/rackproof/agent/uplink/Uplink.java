package io.rackproof.agent.uplink;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.rackproof.agent.identity.IdentityFiles;
import io.rackproof.agent.identity.Renewal;
import io.rackproof.agent.spool.SpoolReader;
import io.rackproof.wire.RackIdentity;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to the collector and empties the spool through it, for ever: whatever ends a
 * connection, another is tried, at first soon and then ever later, and resumes at the first batch
 * that is not acknowledged. All but the public methods lives on one event loop.
 */
public final class Uplink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

  private final UplinkConfig config;
  private final RackIdentity rack;
  private final SpoolReader spool;
  private final Clock clock;
  private final UplinkTiming timing;
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final AtomicBoolean pumpScheduled = new AtomicBoolean();
  private final String address;

  private volatile UplinkStatus status = UplinkStatus.INITIAL;
  private volatile @Nullable X509Certificate certificate;

  // On the event loop only.
  private final List<CompletableFuture<Void>> drains = new ArrayList<>();
  private @Nullable ChannelHandlerContext connection;
  private @Nullable Channel channel;
  private @Nullable Future<?> retry;
  private int attempt;
  private boolean closed;

  private Uplink(
      UplinkConfig config, RackIdentity rack, SpoolReader spool, Clock clock, UplinkTiming timing) {
    this.config = config;
    this.rack = rack;
    this.spool = spool;
    this.clock = clock;
    this.timing = timing;
    this.address = config.host() + ":" + config.port();
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("uplink", true), NioIoHandler.newFactory());
    this.loop = group.next();
  }

  /**
   * Begins to connect and returns at once.
   *
   * @throws IOException when a certificate, key or authority cannot be read, or the connection
   *     would leave this machine without TLS; a collector that cannot be reached is no error
   */
  public static Uplink start(UplinkConfig config, RackIdentity rack, SpoolReader spool, Clock clock)
      throws IOException {
    return start(config, rack, spool, clock, UplinkTiming.DEFAULT);
  }

  /** As the other, with an own patience. */
  public static Uplink start(
      UplinkConfig config, RackIdentity rack, SpoolReader spool, Clock clock, UplinkTiming timing)
      throws IOException {
    check(config);
    Uplink uplink = new Uplink(config, rack, spool, clock, timing);
    spool.onChange(uplink::wake);
    uplink.loop.execute(uplink::connect);
    return uplink;
  }

  /**
   * Tells whether an uplink could start.
   *
   * @throws IOException when a certificate, key or authority cannot be read, or the connection
   *     would leave this machine without TLS
   */
  public static void check(UplinkConfig config) throws IOException {
    if (config.tls().isPresent()) {
      UplinkTls.Prepared unused = UplinkTls.prepare(config.tls().get());
    } else {
      UplinkTls.requireLoopback(config.host());
    }
  }

  public UplinkStatus status() {
    return status;
  }

  /**
   * Waits until the collector has acknowledged all that the spool holds.
   *
   * @return false when that took longer
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    CompletableFuture<Void> drained = new CompletableFuture<>();
    loop.execute(
        () -> {
          drains.add(drained);
          completeDrains();
          if (retry != null && retry.cancel(false)) {
            connect();
          }
        });
    try {
      drained.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } finally {
      drained.cancel(false);
      loop.execute(() -> drains.removeIf(CompletableFuture::isDone));
    }
  }

  /** Ends the connection; what is not acknowledged stays in the spool. */
  @Override
  public void close() {
    spool.onChange(() -> {});
    loop.execute(
        () -> {
          closed = true;
          if (retry != null) {
            retry.cancel(false);
          }
          if (channel != null) {
            ChannelFuture unused = channel.close();
          }
        });
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private void wake() {
    if (pumpScheduled.compareAndSet(false, true)) {
      loop.execute(
          () -> {
            pumpScheduled.set(false);
            if (connection != null) {
              ((UplinkConnection) connection.handler()).pump(connection);
            }
          });
    }
  }

  private void connect() {
    retry = null;
    if (closed) {
      return;
    }
    UplinkTls.@Nullable Prepared tls;
    try {
      // Read anew each time: certificates are renewed while an agent runs.
      tls = config.tls().isPresent() ? UplinkTls.prepare(config.tls().get()) : null;
    } catch (IOException e) {
      ended(UplinkConnection.Ending.REFUSED, String.valueOf(e.getMessage()));
      return;
    }
    certificate = tls == null ? null : tls.identity().certificate();
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timing.connect().toMillis()))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .handler(pipeline(tls))
            .connect(config.host(), config.port());
    channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            ended(UplinkConnection.Ending.LOST, String.valueOf(done.cause().getMessage()));
          }
        });
  }

  private ChannelInitializer<SocketChannel> pipeline(UplinkTls.@Nullable Prepared tls) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel socket) {
        if (tls != null) {
          SslHandler handler =
              tls.context().newHandler(socket.alloc(), config.host(), config.port());
          handler.setHandshakeTimeoutMillis(timing.hello().toMillis());
          socket.pipeline().addLast(handler);
        }
        UplinkConnection handler =
            new UplinkConnection(rack, spool, clock, timing, tls != null, new Observed());
        socket.pipeline().addLast(new FrameDecoder(), new FrameEncoder());
        if (tls != null) {
          socket.pipeline().addLast(renewal(tls));
        }
        socket.pipeline().addLast(handler);
      }
    };
  }

  private RenewalHandler renewal(UplinkTls.Prepared tls) {
    double random = ThreadLocalRandom.current().nextDouble();
    return new RenewalHandler(
        new Renewal(tls.files(), tls.identity(), random), clock, next -> certificate = next);
  }

  /** When the agent's certificate expires, milliseconds since 1970-01-01T00:00Z; empty without. */
  public OptionalLong certificateExpiryMillis() {
    X509Certificate own = certificate;
    return own == null
        ? OptionalLong.empty()
        : OptionalLong.of(own.getNotAfter().toInstant().toEpochMilli());
  }

  private final class Observed implements UplinkConnection.Observer {
    @Override
    public void greeted(ClockOffset offset, long collectorHas) {
      LOG.info(
          "Connected to the collector at {}; it has batches up to {}; this clock is {} ms from its"
              + " clock (± {} ms).",
          address,
          collectorHas,
          offset.millis(),
          offset.uncertaintyMillis());
      status = status.greeted(offset, collectorHas);
      if (collectorHas >= spool.position().lastSequence()) {
        attempt = 0;
      }
      completeDrains();
      if (channel != null) {
        connection = channel.pipeline().context(UplinkConnection.class);
      }
    }

    @Override
    public void clock(ClockOffset offset) {
      status = status.clock(offset);
    }

    @Override
    public void progress(long acknowledged, int unacknowledged) {
      if (acknowledged > status.acknowledged()) {
        attempt = 0;
      }
      status = status.progress(acknowledged, unacknowledged);
      completeDrains();
    }

    @Override
    public void refusedBatch(long sequence, String detail) {
      LOG.error("The collector cannot understand batch {} and set it aside: {}", sequence, detail);
      status = status.refusedBatch();
    }

    @Override
    public void ended(UplinkConnection.Ending how, String why) {
      Uplink.this.ended(how, why);
    }
  }

  private void completeDrains() {
    if (!drains.isEmpty() && spool.isEmpty()) {
      drains.forEach(drain -> drain.complete(null));
    }
  }

  /** A certificate that is not good by this clock is the likely cause of whatever else is told. */
  private void ended(UplinkConnection.Ending how, String why) {
    X509Certificate own = certificate;
    Optional<String> objection =
        own == null ? Optional.empty() : IdentityFiles.objection(own, clock.instant());
    if (objection.isPresent()) {
      disconnected(UplinkConnection.Ending.REFUSED, objection.get() + " (" + why + ")");
    } else {
      disconnected(how, why);
    }
  }

  private void disconnected(UplinkConnection.Ending how, String why) {
    boolean news = status.connected() || !why.equals(status.lastError());
    connection = null;
    channel = null;
    status = status.disconnected(why);
    if (closed) {
      return;
    }
    Duration wait =
        how == UplinkConnection.Ending.REFUSED
            ? timing.refusedRetry()
            : timing.retry(attempt, ThreadLocalRandom.current().nextDouble());
    attempt++;
    if (news && how == UplinkConnection.Ending.REFUSED) {
      LOG.error("Collector {}: {}. Next attempt in {} s.", address, why, wait.toSeconds());
    } else if (news) {
      LOG.warn("Collector {}: {}. Trying again.", address, why);
    }
    retry = loop.schedule(this::connect, wait.toMillis(), TimeUnit.MILLISECONDS);
  }
}
