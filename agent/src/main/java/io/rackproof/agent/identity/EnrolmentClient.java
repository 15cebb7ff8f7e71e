package io.rackproof.agent.identity;

import com.google.protobuf.ByteString;
import io.rackproof.identity.EnrolmentToken;
import io.rackproof.identity.KeyPairs;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.EnrolmentRequest;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.IssuedCertificate;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Asks a collector for the first certificate, once it has proved to be the token's. */
final class EnrolmentClient {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A chain of two is some 1,200 bytes. */
  private static final int LONGEST_ANSWER = 65_536;

  private final String host;
  private final int port;
  private final Clock clock;

  EnrolmentClient(String host, int port, Clock clock) {
    this.host = host;
    this.port = port;
    this.clock = clock;
  }

  /**
   * @throws IOException in words for people: the collector cannot be reached, is another, or
   *     refuses
   */
  Chain enrol(EnrolmentToken token, KeyPair keys, String software) throws IOException {
    Chain chain = Chain.of(ask(token, keys, software), keys.getPublic());
    if (!KeyPairs.fingerprint(chain.authority()).equals(token.authority())) {
      throw new IOException("the collector's answer is signed by another authority");
    }
    return chain;
  }

  private IssuedCertificate ask(EnrolmentToken token, KeyPair keys, String software)
      throws IOException {
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), Math.toIntExact(PATIENCE.toMillis()));
      plain.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      try (SSLSocket socket = secure(plain, token)) {
        socket.startHandshake();
        send(socket, token, keys, software);
        return receive(socket);
      }
    } catch (SSLException e) {
      throw new IOException("the collector is not believed: " + innermost(e), e);
    } catch (ConnectException | SocketTimeoutException e) {
      throw new IOException(
          "nobody answers there ("
              + e.getMessage()
              + "): is the collector running, and the port open?",
          e);
    } catch (java.net.UnknownHostException e) {
      throw new IOException("no such host: " + host, e);
    }
  }

  private SSLSocket secure(Socket plain, EnrolmentToken token) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new PinnedAuthority(token.authority(), host, clock).asArray(), null);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3"});
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setServerNames(List.of(new SNIHostName(WireProtocol.ENROLMENT_SERVER_NAME)));
      socket.setSSLParameters(parameters);
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java speaks no TLS 1.3: " + e.getMessage(), e);
    }
  }

  private static void send(SSLSocket socket, EnrolmentToken token, KeyPair keys, String software)
      throws IOException {
    byte[] frame =
        Frame.newBuilder()
            .setEnrolmentRequest(
                EnrolmentRequest.newBuilder()
                    .setTokenId(token.id())
                    .setTokenSecret(ByteString.copyFrom(HexFormat.of().parseHex(token.secret())))
                    .setCertificateRequest(ByteString.copyFrom(KeyPairs.request(keys, "agent")))
                    .setSoftware(software))
            .build()
            .toByteArray();
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[] whole = new byte[WireProtocol.LENGTH_BYTES + frame.length];
    java.nio.ByteBuffer.wrap(whole).putInt(frame.length).put(frame);
    out.write(whole);
    out.flush();
  }

  private static IssuedCertificate receive(SSLSocket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    try {
      int length = in.readInt();
      if (length < 0 || length > LONGEST_ANSWER) {
        throw new IOException("this does not answer as a collector: a frame of " + length);
      }
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      Frame frame = Frame.parseFrom(bytes);
      if (!frame.hasIssuedCertificate()) {
        throw new IOException("the collector answers " + frame.getBodyCase() + " to a token");
      }
      return frame.getIssuedCertificate();
    } catch (EOFException e) {
      throw new IOException(
          "the collector ended the connection: too many ask at once, or it issues no certificates"
              + " (see its log); run this again",
          e);
    }
  }

  /** What the trust manager said, rather than the alert that it became. */
  private static String innermost(SSLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return String.valueOf(cause.getMessage());
      }
    }
    return e.getMessage() + " (does it have 'ingest.names', and so an authority of its own?)";
  }
}
