package io.rackproof.collector.stream;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests: signs certificates and leaves them as PEM files. */
public final class Certificates {

  private final Path directory;
  private final String name;
  private final KeyPair keys;
  private long serial = 1;
  public final Path authority;

  public Certificates(Path directory, String name) throws Exception {
    this.directory = directory;
    this.name = name;
    keys = newKeys();
    authority = directory.resolve(name + ".pem");
    write(authority, sign(name, keys, true));
  }

  /** PEM files of one party. */
  public record Issued(Path certificate, Path key) {}

  /** A certificate for a common name, with DNS names and the loopback address beside it. */
  public Issued issue(String commonName, String... dnsNames) throws Exception {
    KeyPair own = newKeys();
    Path certificate = directory.resolve(name + "-" + commonName + "-" + serial + ".pem");
    Path key = directory.resolve(name + "-" + commonName + "-" + serial + ".key");
    write(certificate, sign(commonName, own, false, dnsNames));
    write(key, new JcaPKCS8Generator(own.getPrivate(), null));
    return new Issued(certificate, key);
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private X509Certificate sign(
      String commonName, KeyPair subject, boolean isAuthority, String... dnsNames)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    Instant now = Clock.systemUTC().instant();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=" + name),
            BigInteger.valueOf(serial++),
            Date.from(now.minusSeconds(3_600)),
            Date.from(now.plusSeconds(3_600)),
            new X500Name("CN=" + commonName),
            subject.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    if (!isAuthority) {
      GeneralName[] names = new GeneralName[dnsNames.length + 1];
      names[0] = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
      for (int i = 0; i < dnsNames.length; i++) {
        names[i + 1] = new GeneralName(GeneralName.dNSName, dnsNames[i]);
      }
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static void write(Path file, Object pem) throws IOException {
    try (Writer out = Files.newBufferedWriter(file);
        JcaPEMWriter writer = new JcaPEMWriter(out)) {
      writer.writeObject(pem);
    }
  }
}
