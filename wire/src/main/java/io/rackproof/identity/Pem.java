package io.rackproof.identity;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Certificates and keys as PEM files, which appear whole or not at all. */
public final class Pem {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> ALL_READ =
      PosixFilePermissions.fromString("rw-r--r--");

  private Pem() {}

  /**
   * Reads all certificates of a file, in their order.
   *
   * @throws IOException with the file's name, when it is absent or holds none
   */
  public static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Object object : objects(file)) {
      if (object instanceof X509CertificateHolder holder) {
        try {
          certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
        } catch (GeneralSecurityException e) {
          throw new IOException(file + ": a certificate that cannot be read", e);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + ": holds no certificate (PEM)");
    }
    return certificates;
  }

  /**
   * Reads the private key of a file, PKCS#8 without a password.
   *
   * @throws IOException with the file's name, when it is absent or holds none
   */
  public static PrivateKey key(Path file) throws IOException {
    for (Object object : objects(file)) {
      if (object instanceof PrivateKeyInfo info) {
        return new JcaPEMKeyConverter().getPrivateKey(info);
      }
      if (object instanceof PEMKeyPair pair) {
        return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
      }
    }
    throw new IOException(file + ": holds no private key (PEM, the key as PKCS#8)");
  }

  private static List<Object> objects(Path file) throws IOException {
    List<Object> objects = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        PEMParser parser = new PEMParser(reader)) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
      return objects;
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file, or not readable", e);
    } catch (IOException e) {
      throw new IOException(file + ": not PEM, or not readable: " + e.getMessage(), e);
    }
  }

  /** Writes a private key that only its owner can read. */
  public static void writeKey(Path file, PrivateKey key) throws IOException {
    write(file, text(List.of(new JcaPKCS8Generator(key, null))), OWNER_ONLY);
  }

  /** Writes certificates, which are no secret. */
  public static void writeCertificates(Path file, List<X509Certificate> certificates)
      throws IOException {
    write(file, text(certificates), ALL_READ);
  }

  private static String text(List<?> objects) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    }
    return text.toString();
  }

  /** Beside it, synced, and then in one step in its place: a kill leaves the old or the new. */
  private static void write(Path file, String text, Set<PosixFilePermission> permissions)
      throws IOException {
    Path directory = directoryOf(file);
    Path temporary =
        Files.createTempFile(
            directory,
            file.getFileName() + ".",
            ".tmp",
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.setPosixFilePermissions(temporary, permissions);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      sync(directory);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Path directoryOf(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + ": not a file");
    }
    return directory;
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
