package io.rackproof.collector.identity;

import io.rackproof.identity.KeyPairs;
import io.rackproof.identity.Pem;
import io.rackproof.identity.RackNames;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The collector's own certificate authority: a key on this machine, made when first needed. */
final class Authority {

  private static final String KEY = "authority.key";
  private static final String CERTIFICATE = "authority.pem";
  private static final Duration LIFE = Duration.ofDays(3_653);

  /** Certificates begin before they are made, for clocks that are behind; short ones by less. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  private static final int BACKDATED_SHARE = 10;

  /** RFC 5280 allows 20 octets, the first bit 0. */
  private static final int SERIAL_BITS = 127;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final PrivateKey key;
  private final X509Certificate certificate;

  private Authority(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /**
   * Reads it, or makes it. Two processes that do so at once get the same one, and one that was
   * killed half way is finished.
   *
   * @throws IOException when the directory cannot be written, or key and certificate do not belong
   *     together
   */
  static Authority open(Path directory, Instant now) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException(directory + ": cannot be locked");
      }
      Path keyFile = directory.resolve(KEY);
      Path certificateFile = directory.resolve(CERTIFICATE);
      if (!Files.exists(certificateFile)) {
        // The key alone is what a kill between the two leaves; nobody has seen a certificate of it.
        KeyPair keys = KeyPairs.generate();
        Pem.writeKey(keyFile, keys.getPrivate());
        Pem.writeCertificates(certificateFile, List.of(selfSigned(keys, now)));
      }
      X509Certificate certificate = Pem.certificates(certificateFile).get(0);
      PrivateKey key = Pem.key(keyFile);
      if (!KeyPairs.match(key, certificate.getPublicKey())) {
        throw new IOException(
            keyFile + " is not the key of " + certificateFile + ": restore both from one backup");
      }
      return new Authority(key, certificate);
    }
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** A certificate by which agents know the collector. */
  X509Certificate forCollector(
      PublicKey subject, Collection<String> names, Instant now, Duration life) throws IOException {
    return sign(
        subject,
        "rackproof collector",
        names.stream().map(Authority::hostName).toArray(GeneralName[]::new),
        KeyPurposeId.id_kp_serverAuth,
        now,
        life);
  }

  /** A certificate by which the collector knows an agent and the racks it may speak for. */
  X509Certificate forAgent(
      PublicKey subject, String name, Collection<String> racks, Instant now, Duration life)
      throws IOException {
    return sign(
        subject,
        name,
        racks.stream()
            .map(
                rack ->
                    new GeneralName(
                        GeneralName.uniformResourceIdentifier, RackNames.URI_PREFIX + rack))
            .toArray(GeneralName[]::new),
        KeyPurposeId.id_kp_clientAuth,
        now,
        life);
  }

  private static GeneralName hostName(String name) {
    boolean address = name.contains(":") || name.matches("[0-9]+(\\.[0-9]+){3}");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private X509Certificate sign(
      PublicKey subject,
      String commonName,
      GeneralName[] names,
      KeyPurposeId purpose,
      Instant now,
      Duration life)
      throws IOException {
    try {
      Instant end = now.plus(life);
      Instant last = certificate.getNotAfter().toInstant();
      JcaX509v3CertificateBuilder builder =
          builder(
              certificate.getSubjectX500Principal(),
              commonName,
              subject,
              now,
              end.isBefore(last) ? end : last);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
      return signed(builder, key);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("a certificate cannot be signed: " + e.getMessage(), e);
    }
  }

  private static X509Certificate selfSigned(KeyPair keys, Instant now) throws IOException {
    try {
      String name = "rackproof authority " + new BigInteger(32, RANDOM).toString(16);
      JcaX509v3CertificateBuilder builder =
          builder(new X500Principal("CN=" + name), name, keys.getPublic(), now, now.plus(LIFE));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return signed(builder, keys.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("the authority cannot be made: " + e.getMessage(), e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Principal issuer, String commonName, PublicKey subject, Instant now, Instant end) {
    Duration share = Duration.between(now, end).dividedBy(BACKDATED_SHARE);
    Instant from = now.minus(share.compareTo(BACKDATED) < 0 ? share : BACKDATED);
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1),
        Date.from(from),
        Date.from(end),
        new X500Principal("CN=" + commonName),
        subject);
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey with)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(KeyPairs.SIGNATURE).build(with)));
  }
}
