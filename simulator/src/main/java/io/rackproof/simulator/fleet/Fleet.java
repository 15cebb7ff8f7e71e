package io.rackproof.simulator.fleet;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.rackproof.wire.WireProtocol;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A running fleet. Public methods may be called from any thread. */
public final class Fleet implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int FIRST_RETRY_MILLIS = 100;
  private static final int MAX_RETRY_MILLIS = 10_000;

  private final FleetConfig config;
  private final Clock clock;
  private final LongSupplier ticker;
  private final FleetCounts counts = new FleetCounts();
  private final List<Rack> racks = new ArrayList<>();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          THREADS, new DefaultThreadFactory("fleet", true), NioIoHandler.newFactory());
  private volatile boolean making = true;
  private volatile boolean closed;

  private Fleet(FleetConfig config, Clock clock, LongSupplier ticker) {
    this.config = config;
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * Begins to connect and to make batches, and returns at once.
   *
   * @param ticker nanoseconds of a monotonic clock
   */
  public static Fleet start(FleetConfig config, Clock clock, LongSupplier ticker) {
    Fleet fleet = new Fleet(config, clock, ticker);
    Random random = new Random(config.seed());
    String life = Long.toString(clock.millis(), 36);
    for (int i = 1; i <= config.racks(); i++) {
      FleetAgent agent =
          new FleetAgent("fleet-" + i, life + "-" + i, config.points(), random.nextLong());
      Rack rack = fleet.new Rack(agent, fleet.group.next(), new Random(random.nextLong()));
      fleet.racks.add(rack);
    }
    fleet.racks.forEach(Rack::start);
    return fleet;
  }

  /** One agent with its connection, on its event loop. */
  private final class Rack {
    private final FleetAgent agent;
    private final EventLoop loop;
    private final Random random;
    private @Nullable Channel channel;
    private int attempt;

    Rack(FleetAgent agent, EventLoop loop, Random random) {
      this.agent = agent;
      this.loop = loop;
      this.random = random;
    }

    void start() {
      loop.execute(this::connect);
      long period = config.periodMicros();
      Future<?> unused =
          loop.scheduleAtFixedRate(
              this::make, (long) (random.nextDouble() * period), period, TimeUnit.MICROSECONDS);
    }

    private void make() {
      if (!making) {
        return;
      }
      if (!agent.make(clock.millis(), ticker.getAsLong())) {
        counts.heldBack.increment();
        return;
      }
      counts.made.increment();
      ChannelHandlerContext context =
          channel == null ? null : channel.pipeline().context(FleetConnection.class);
      if (context != null) {
        ((FleetConnection) context.handler()).pump(context);
      }
    }

    private void connect() {
      if (closed) {
        return;
      }
      if (attempt++ > 0) {
        counts.reconnects.increment();
      }
      long before = agent.acknowledged();
      Channel connecting =
          new Bootstrap()
              .group(loop)
              .channel(NioSocketChannel.class)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
              .option(ChannelOption.TCP_NODELAY, true)
              .handler(pipeline())
              .connect(config.host(), config.port())
              .channel();
      channel = connecting;
      connecting
          .closeFuture()
          .addListener(
              done -> {
                channel = null;
                if (agent.acknowledged() > before) {
                  attempt = 1;
                }
                long longest =
                    Math.min(MAX_RETRY_MILLIS, (long) FIRST_RETRY_MILLIS << Math.min(attempt, 10));
                long wait = longest / 2 + random.nextLong(longest / 2 + 1);
                if (!closed) {
                  Future<?> unused = loop.schedule(this::connect, wait, TimeUnit.MILLISECONDS);
                }
              });
    }

    private ChannelInitializer<SocketChannel> pipeline() {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(SocketChannel socket) {
          config
              .tls()
              .ifPresent(
                  tls ->
                      socket
                          .pipeline()
                          .addLast(tls.newHandler(socket.alloc(), config.host(), config.port())));
          socket
              .pipeline()
              .addLast(
                  new LengthFieldBasedFrameDecoder(
                      WireProtocol.MAX_FRAME_BYTES + WireProtocol.LENGTH_BYTES,
                      0,
                      WireProtocol.LENGTH_BYTES,
                      0,
                      WireProtocol.LENGTH_BYTES),
                  new FleetConnection(agent, counts, clock, ticker, config.tls().isPresent()));
        }
      };
    }
  }

  /** What was done so far, in one line; percentiles are of the acknowledgements since the last. */
  public String summary() {
    return counts.line();
  }

  /** No batch is made from now on; those that wait are sent and acknowledged. */
  public void stopMaking() {
    making = false;
  }

  /** Whether the collector has acknowledged every batch that was made. */
  public boolean isAcknowledged() throws InterruptedException {
    for (Rack rack : racks) {
      if (!on(rack, rack.agent::isEmpty)) {
        return false;
      }
    }
    return true;
  }

  /** One line for each rack: its epoch and up to which number the collector has acknowledged. */
  public List<String> statement() throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (Rack rack : racks) {
      lines.add(
          on(
              rack,
              () ->
                  "acknowledged rack="
                      + rack.agent.rack
                      + " epoch="
                      + rack.agent.epoch
                      + " through="
                      + rack.agent.acknowledged()
                      + " made="
                      + rack.agent.lastSequence()));
    }
    return lines;
  }

  private static <T> T on(Rack rack, java.util.function.Supplier<T> question)
      throws InterruptedException {
    try {
      return CompletableFuture.supplyAsync(question, rack.loop).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends all connections. */
  @Override
  public void close() {
    making = false;
    closed = true;
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
