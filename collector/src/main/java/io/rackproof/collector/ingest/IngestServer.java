package io.rackproof.collector.ingest;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for agents, until closed. */
public final class IngestServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IngestServer.class);

  /** Connections beyond twice the agents that may be there, before they say who they are. */
  private static final int HANDSHAKES = 64;

  private final MultiThreadIoEventLoopGroup group;
  private final ChannelGroup agents = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Connections connections;
  private final Channel listener;

  private IngestServer(
      IngestConfig config,
      IngestTiming timing,
      BatchSink sink,
      Clock clock,
      @Nullable SslContext tls,
      @Nullable AgentIdentities identities)
      throws IOException {
    TlsContexts contexts = identities == null ? null : new TlsContexts(identities);
    EnrolmentLimits limits = new EnrolmentLimits(clock);
    connections = new Connections(config.limits());
    group =
        new MultiThreadIoEventLoopGroup(
            2, new DefaultThreadFactory("ingest", true), NioIoHandler.newFactory());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(256, 2_048, AdmittingDecoder.UNASKED))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel socket) {
                    if (agents.size() > 2 * config.limits().agents() + HANDSHAKES) {
                      ChannelFuture unused = socket.close();
                      return;
                    }
                    agents.add(socket);
                    if (tls != null) {
                      SslHandler handler = tls.newHandler(socket.alloc());
                      handler.setHandshakeTimeoutMillis(timing.hello().toMillis());
                      socket.pipeline().addLast(handler);
                    } else if (identities != null && contexts != null) {
                      socket
                          .pipeline()
                          .addLast(
                              new ServerNameHandler(contexts, identities, limits, timing.hello()));
                    }
                    ReadGate gate = new ReadGate(socket);
                    AgentConnection connection =
                        new AgentConnection(config, timing, sink, clock, connections, gate);
                    socket
                        .pipeline()
                        .addLast(
                            new IdleStateHandler(
                                timing.silence().toMillis(), 0, 0, TimeUnit.MILLISECONDS),
                            new AdmittingDecoder(connections.budget, gate),
                            new FrameEncoder());
                    if (tls != null || identities != null) {
                      socket.pipeline().addLast(new IdentityGuard(identities, clock, connection));
                    }
                    socket.pipeline().addLast(connection);
                  }
                });
    var binding = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
    if (!binding.isSuccess()) {
      Future<?> unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new IOException(
          "agents cannot be served on "
              + config.host()
              + ":"
              + config.port()
              + ": "
              + binding.cause().getMessage(),
          binding.cause());
    }
    listener = binding.channel();
    LOG.info(
        "Agents are served on {}:{} {}.",
        config.host(),
        port(),
        tls == null && identities == null
            ? "without TLS"
            : "over TLS 1.3 with client certificates");
    if (identities != null) {
      identities.onRevocation(this::revoked);
    }
  }

  private void revoked() {
    for (Channel agent : agents) {
      IdentityGuard guard = agent.pipeline().get(IdentityGuard.class);
      if (guard != null) {
        agent.eventLoop().execute(guard::revoked);
      }
    }
  }

  /**
   * Begins to listen.
   *
   * @throws IOException when the address cannot be had, a certificate, key or authority cannot be
   *     read, or the listener would be reachable from other machines without TLS
   */
  public static IngestServer start(IngestConfig config, BatchSink sink, Clock clock)
      throws IOException {
    return start(config, IngestTiming.DEFAULT, sink, clock);
  }

  /** As the other, with an own patience. */
  public static IngestServer start(
      IngestConfig config, IngestTiming timing, BatchSink sink, Clock clock) throws IOException {
    SslContext tls = null;
    if (config.tls().isPresent()) {
      tls = IngestTls.context(config.tls().get());
    } else {
      IngestTls.requireLoopback(config.host());
    }
    return new IngestServer(config, timing, sink, clock, tls, null);
  }

  /**
   * Begins to listen for agents whose certificates are issued and revoked by this collector.
   *
   * @throws IOException when the address cannot be had
   */
  public static IngestServer start(
      IngestConfig config,
      IngestTiming timing,
      BatchSink sink,
      Clock clock,
      AgentIdentities identities)
      throws IOException {
    return new IngestServer(config, timing, sink, clock, null, identities);
  }

  /** The TCP port that it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  public IngestStatus status() {
    return connections.status();
  }

  /** Tells all agents to come back later, and stops. What is not acknowledged they keep. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    for (Channel agent : agents) {
      AgentConnection connection = agent.pipeline().get(AgentConnection.class);
      if (connection != null) {
        connection.stopping();
      }
    }
    agents.newCloseFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
    agents.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
