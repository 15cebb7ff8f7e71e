package io.rackproof.agent.identity;

import io.rackproof.identity.KeyPairs;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes a collector whose authority has one fingerprint, and nobody else: neither the machine's
 * own authorities nor whoever answers first.
 */
final class PinnedAuthority extends X509ExtendedTrustManager {

  private final String fingerprint;
  private final String host;
  private final Clock clock;

  PinnedAuthority(String fingerprint, String host, Clock clock) {
    this.fingerprint = fingerprint;
    this.host = host;
    this.clock = clock;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    X509Certificate authority = authority(chain);
    requireTime(chain[0]);
    requireTime(authority);
    try {
      trusting(authority).checkServerTrusted(chain, type, socket);
    } catch (CertificateException e) {
      throw new CertificateException(explain(chain[0], e), e);
    }
  }

  private X509Certificate authority(X509Certificate[] chain) throws CertificateException {
    for (X509Certificate certificate : chain) {
      String found = KeyPairs.fingerprint(certificate);
      if (MessageDigest.isEqual(ascii(found), ascii(fingerprint))) {
        return certificate;
      }
    }
    throw new CertificateException(
        "it is not the collector that the token is for, or somebody stands between: its authority"
            + " has the fingerprint "
            + KeyPairs.fingerprint(chain[chain.length - 1])
            + ", that of the token is "
            + fingerprint
            + ". The token was not sent");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private void requireTime(X509Certificate certificate) throws CertificateException {
    Instant now = clock.instant();
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(until)) {
      throw new CertificateException(
          "its certificate is good from "
              + from
              + " to "
              + until
              + ", and this machine's clock says "
              + now
              + ": set the clock, here or there");
    }
  }

  private String explain(X509Certificate own, CertificateException e) {
    String said = String.valueOf(e.getMessage());
    if (!said.contains("name") && !said.contains("Name")) {
      return "its certificate is not good: " + said;
    }
    List<String> names;
    try {
      var alternatives = own.getSubjectAlternativeNames();
      names =
          alternatives == null
              ? List.of()
              : alternatives.stream().map(name -> String.valueOf(name.get(1))).toList();
    } catch (CertificateException unreadable) {
      names = List.of();
    }
    return "its certificate is for "
        + names
        + ", not for '"
        + host
        + "': dial one of these, or add it to 'ingest.names' in collector.yaml";
  }

  private static X509ExtendedTrustManager trusting(X509Certificate authority)
      throws CertificateException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", authority);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow(() -> new CertificateException("this Java checks no certificates"));
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException(e);
    }
  }

  TrustManager[] asArray() {
    return new TrustManager[] {this};
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("only asked of a socket, which knows the host");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
