package io.rackproof.collector.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvelopeTest {

  @TempDir Path folder;

  private static final Manifest MANIFEST =
      new Manifest(
          "c-1",
          LocalDate.of(2026, 11, 24),
          "rackproof 1",
          2,
          Optional.of("ab".repeat(32)),
          new TreeMap<>(Map.of("gen2-007", "FAIL")),
          new TreeMap<>(Map.of("plan.yaml", "0f".repeat(32))));

  private SigningKey key(String name) throws IOException {
    return SigningKey.create(folder.resolve(name));
  }

  @Test
  void signatureHoldsForItsKeyAndItsTextAlone() throws Exception {
    SigningKey key = key("a.pem");
    Envelope envelope = Envelope.sign(MANIFEST.toBytes(), key);
    Envelope read = Envelope.parse(envelope.toBytes());
    assertThat(Manifest.parse(read.payload())).isEqualTo(MANIFEST);
    assertThat(read.isSignedBy(key.signer())).isTrue();
    assertThat(read.isSignedBy(SignerKey.parse(key.signer().pem()))).isTrue();
    assertThat(read.isSignedBy(key("b.pem").signer())).isFalse();
    byte[] bytes = envelope.toBytes();
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      boolean holds;
      try {
        holds = Envelope.parse(changed).isSignedBy(key.signer());
      } catch (BadBundleException e) {
        holds = false;
      }
      assertThat(holds).as("byte %d", at).isFalse();
    }
  }

  @Test
  void keyIsReadAgainAndIsItsOwnersAlone() throws Exception {
    SigningKey key = key("a.pem");
    Path file = folder.resolve("a.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SigningKey.read(file).signer().fingerprint()).isEqualTo(key.signer().fingerprint());
    assertThatThrownBy(() -> SigningKey.create(file))
        .isInstanceOf(FileAlreadyExistsException.class);
    Path other = Files.writeString(folder.resolve("c.pem"), key.signer().pem());
    assertThatThrownBy(() -> SigningKey.read(other))
        .isInstanceOf(BadKeyException.class)
        .hasMessage("there is a block 'PUBLIC KEY', but none of 'PRIVATE KEY'");
  }

  @Test
  void opensslSignsAndChecksWithTheSameKeys() throws Exception {
    Path openssl = Path.of("/usr/bin/openssl");
    Assumptions.assumeTrue(Files.isExecutable(openssl), "needs the Debian package openssl");
    Path file = folder.resolve("made.pem");
    run(openssl, "genpkey", "-algorithm", "ed25519", "-out", file.toString());
    SigningKey key = SigningKey.read(file);
    byte[] message = "what is signed".getBytes(UTF_8);
    Path text = Files.write(folder.resolve("text"), message);
    Path signature = Files.write(folder.resolve("sig"), key.sign(message));
    Path signer = Files.writeString(folder.resolve("signer.pem"), key.signer().pem());
    run(
        openssl,
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        signer.toString(),
        "-rawin",
        "-in",
        text.toString(),
        "-sigfile",
        signature.toString());
  }

  private static void run(Path program, String... arguments) throws Exception {
    java.util.List<String> command = new java.util.ArrayList<>();
    command.add(program.toString());
    command.addAll(java.util.List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void manifestOfAnotherKindIsRefused() {
    String text = new String(MANIFEST.toBytes(), UTF_8);
    assertThatThrownBy(() -> Manifest.parse(text.replace("Statement/v1", "x").getBytes(UTF_8)))
        .hasMessageContaining("_type");
    assertThatThrownBy(() -> Manifest.parse(text.replace("plan.yaml", "../plan").getBytes(UTF_8)))
        .hasMessageContaining("wrongly");
    assertThatThrownBy(() -> Manifest.parse(text.replace("0f0f", "0f").getBytes(UTF_8)))
        .hasMessageContaining("SHA-256");
    assertThatThrownBy(() -> Manifest.parse("{".getBytes(UTF_8)))
        .isInstanceOf(BadBundleException.class);
  }
}
