package io.rackproof.agent.uplink;

import com.google.protobuf.ByteString;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.rackproof.agent.identity.Renewal;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.IssuedCertificate;
import io.rackproof.wire.proto.RenewalRequest;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the agent's certificate beside the stream, when it is time and the collector offers it. It
 * looks whenever the collector says something, which is at least at each sign of life.
 */
final class RenewalHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(RenewalHandler.class);

  private final Renewal renewal;
  private final Clock clock;
  private final Consumer<X509Certificate> renewed;
  private boolean offered;
  private boolean asked;

  RenewalHandler(Renewal renewal, Clock clock, Consumer<X509Certificate> renewed) {
    this.renewal = renewal;
    this.clock = clock;
    this.renewed = renewed;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Frame frame) {
      if (frame.hasIssuedCertificate()) {
        if (asked) {
          asked = false;
          take(frame.getIssuedCertificate());
        }
        return;
      }
      if (frame.hasWelcome()) {
        offered = frame.getWelcome().getRenewsCertificates();
      }
    }
    ctx.fireChannelRead(message);
    if (offered && renewal.isDue(clock.instant())) {
      ask(ctx);
    }
  }

  private void ask(ChannelHandlerContext ctx) {
    try {
      byte[] request = renewal.request(clock.instant());
      asked = true;
      ChannelFuture unused =
          ctx.writeAndFlush(
              Frame.newBuilder()
                  .setRenewalRequest(
                      RenewalRequest.newBuilder()
                          .setCertificateRequest(ByteString.copyFrom(request)))
                  .build(),
              ctx.voidPromise());
    } catch (IOException e) {
      failed(e);
    }
  }

  private void take(IssuedCertificate answer) {
    try {
      renewal.take(answer, ThreadLocalRandom.current().nextDouble());
      LOG.info(
          "This agent's certificate was renewed; it is good until {}.",
          renewal.certificate().getNotAfter().toInstant());
      renewed.accept(renewal.certificate());
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException e) {
    LOG.error(
        "This agent's certificate is not renewed, and is good until {}: {}. It will be tried"
            + " again.",
        renewal.certificate().getNotAfter().toInstant(),
        e.getMessage());
  }
}
