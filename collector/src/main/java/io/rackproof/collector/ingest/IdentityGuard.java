package io.rackproof.collector.ingest;

import com.google.protobuf.ByteString;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.IssuedCertificate;
import io.rackproof.wire.proto.RenewalRequest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an agent's connection: lets no message through once the agent's certificate has
 * expired or was revoked, and answers requests for its renewal.
 */
final class IdentityGuard extends ChannelInboundHandlerAdapter {

  private final @Nullable AgentIdentities identities;
  private final Clock clock;
  private final AgentConnection connection;
  private @Nullable X509Certificate shown;
  private @Nullable Admission admission;
  private boolean renewing;

  IdentityGuard(@Nullable AgentIdentities identities, Clock clock, AgentConnection connection) {
    this.identities = identities;
    this.clock = clock;
    this.connection = connection;
  }

  /** Whether requests for renewal are answered. */
  boolean renews() {
    return identities != null;
  }

  /** What the certificate allows; null before the handshake. */
  @Nullable Admission admission() {
    return admission;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      try {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        X509Certificate certificate =
            (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
        shown = certificate;
        admission = Admission.of(certificate, identities);
      } catch (SSLPeerUnverifiedException e) {
        connection.notAllowed("no certificate");
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (objected()) {
      if (message instanceof Admitted admitted) {
        admitted.claim().release();
      }
      return;
    }
    if (message instanceof Admitted admitted && admitted.frame().hasRenewalRequest()) {
      Frame frame = admitted.frame();
      admitted.claim().release();
      renew(ctx, frame.getRenewalRequest());
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /** Looks again, without waiting for a message. On the event loop. */
  void revoked() {
    boolean unused = objected();
  }

  private boolean objected() {
    Admission certificate = admission;
    Optional<String> objection =
        certificate == null ? Optional.empty() : certificate.objection(clock.instant());
    objection.ifPresent(connection::notAllowed);
    return objection.isPresent();
  }

  private void renew(ChannelHandlerContext ctx, RenewalRequest request) {
    Admission presented = admission;
    AgentIdentities issuer = identities;
    if (issuer == null || presented == null || renewing) {
      answer(ctx, refused(renewing ? "a renewal is under way" : "this collector renews nothing"));
      return;
    }
    renewing = true;
    issuer
        .renew(predecessor(presented), request.getCertificateRequest().toByteArray())
        .whenComplete(
            (chain, failure) ->
                ctx.executor()
                    .execute(
                        () -> {
                          renewing = false;
                          if (failure == null) {
                            // The old one may expire now: the agent proved itself with it in time.
                            admission = Admission.of(chain.get(0), issuer);
                          }
                          answer(ctx, issued(chain, failure));
                        }));
  }

  /**
   * The one that was shown, while it lasts: an agent that could not write its successor asks again.
   */
  private X509Certificate predecessor(Admission current) {
    X509Certificate first = shown;
    return first == null || clock.instant().isAfter(first.getNotAfter().toInstant())
        ? current.certificate()
        : first;
  }

  private static void answer(ChannelHandlerContext ctx, Frame frame) {
    ChannelFuture unused = ctx.writeAndFlush(frame, ctx.voidPromise());
  }

  static Frame issued(@Nullable List<X509Certificate> chain, @Nullable Throwable failure) {
    if (chain == null) {
      return refused(
          failure == null || failure.getMessage() == null ? "no reason" : failure.getMessage());
    }
    IssuedCertificate.Builder answer = IssuedCertificate.newBuilder();
    try {
      for (X509Certificate certificate : chain) {
        answer.addCertificates(ByteString.copyFrom(certificate.getEncoded()));
      }
    } catch (java.security.cert.CertificateEncodingException e) {
      return refused("the certificate has no encoding");
    }
    return Frame.newBuilder().setIssuedCertificate(answer).build();
  }

  static Frame refused(String why) {
    return Frame.newBuilder()
        .setIssuedCertificate(IssuedCertificate.newBuilder().setRefusal(why))
        .build();
  }
}
