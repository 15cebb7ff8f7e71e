package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.evidence.BadBundleException;
import io.rackproof.collector.evidence.BadKeyException;
import io.rackproof.collector.evidence.Container;
import io.rackproof.collector.evidence.Envelope;
import io.rackproof.collector.evidence.Manifest;
import io.rackproof.collector.evidence.Sha256;
import io.rackproof.collector.evidence.SignerKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checks a bundle, and tells each thing that is right or wrong on a line of its own. */
final class BundleCheck {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter console;
  private final Progress progress;
  private boolean right = true;

  BundleCheck(PrintWriter console, Progress progress) {
    this.console = console;
    this.progress = progress;
  }

  private void good(String what, String detail) {
    tell(what, "ok    ", detail);
  }

  private void wrong(String what, String detail) {
    right = false;
    tell(what, "WRONG ", detail);
  }

  private void tell(String what, String outcome, String detail) {
    console.printf("%-10s %s %s%n", what, outcome, detail);
    console.flush();
  }

  /**
   * Checks.
   *
   * @param folder empty, for the bundle's files
   * @param trusted fingerprint of the key whose signature counts; empty when nobody said
   * @param previous the bundle that this one follows; empty to leave that unchecked
   * @return whether all is right
   */
  boolean run(Path bundle, Path folder, Optional<String> trusted, Optional<Path> previous)
      throws IOException {
    try {
      List<String> names = Container.extract(bundle, folder);
      Optional<Envelope> envelope = envelope(folder, names);
      if (envelope.isEmpty()) {
        return false;
      }
      signature(folder, envelope.get(), trusted);
      Manifest manifest = Manifest.parse(envelope.get().payload());
      boolean whole = files(folder, names, manifest);
      archive(bundle, folder, whole);
      chain(manifest, previous);
      if (whole) {
        judge(folder, manifest);
      } else {
        console.println("The samples were not judged again: files are not those of the manifest.");
      }
    } catch (BadBundleException e) {
      wrong("bundle", String.valueOf(e.getMessage()));
    }
    return right;
  }

  private Optional<Envelope> envelope(Path folder, List<String> names) throws IOException {
    if (!names.contains(BundledEvidence.MANIFEST)) {
      wrong("signature", BundledEvidence.MANIFEST + " is missing");
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(folder.resolve(BundledEvidence.MANIFEST));
      return Optional.of(Envelope.parse(bytes));
    } catch (BadBundleException e) {
      wrong("signature", BundledEvidence.MANIFEST + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private void signature(Path folder, Envelope envelope, Optional<String> trusted)
      throws IOException {
    Path file = folder.resolve(BundledEvidence.SIGNER);
    SignerKey key;
    try {
      key = SignerKey.parse(Files.exists(file) ? Files.readString(file) : "");
    } catch (BadKeyException | java.nio.charset.CharacterCodingException e) {
      wrong("signature", BundledEvidence.SIGNER + ": " + e.getMessage());
      return;
    }
    String fingerprint = "sha256:" + key.fingerprint();
    if (!envelope.isSignedBy(key)) {
      wrong(
          "signature",
          BundledEvidence.MANIFEST + " is not signed by the key in " + BundledEvidence.SIGNER);
    } else if (trusted.isEmpty()) {
      tell("signature", "?     ", "Ed25519 " + fingerprint + ", known to nobody here");
    } else if (trusted.get().equals(key.fingerprint())) {
      good("signature", "Ed25519 " + fingerprint);
    } else {
      wrong("signature", "of another signer, " + fingerprint);
    }
  }

  /** Whether all files of the manifest are there as they were, and no other. */
  private boolean files(Path folder, List<String> names, Manifest manifest) throws IOException {
    boolean whole = true;
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      if (!names.contains(file.getKey())) {
        wrong("file", file.getKey() + " is missing");
        whole = false;
      } else if (!Sha256.of(folder.resolve(file.getKey())).equals(file.getValue())) {
        wrong("file", file.getKey() + " was changed");
        whole = false;
      }
    }
    for (String name : names) {
      if (!name.equals(BundledEvidence.MANIFEST) && !manifest.files().containsKey(name)) {
        wrong("file", name + " was added");
        whole = false;
      }
    }
    if (whole) {
      good("files", manifest.files().size() + " have the hashes of the manifest");
    }
    return whole;
  }

  private void archive(Path bundle, Path folder, boolean whole) throws IOException {
    Optional<String> difference = Container.difference(bundle, folder);
    if (difference.isEmpty()) {
      good("archive", "every byte is as it was written");
    } else if (whole) {
      wrong("archive", difference.get());
    }
  }

  private void chain(Manifest manifest, Optional<Path> previous) throws IOException {
    String revision = "revision " + manifest.revision();
    if (previous.isEmpty()) {
      good(
          "chain",
          revision + manifest.previous().map(p -> ", follows manifest sha256:" + p).orElse(""));
      return;
    }
    Path folder = Files.createTempDirectory("rackproof-");
    try {
      Container.extract(previous.get(), folder);
      byte[] before =
          Envelope.parse(Files.readAllBytes(folder.resolve(BundledEvidence.MANIFEST))).payload();
      if (manifest.previous().equals(Optional.of(Sha256.of(before)))) {
        good("chain", revision + ", follows " + previous.get());
      } else {
        wrong("chain", revision + " does not follow " + previous.get());
      }
    } catch (BadBundleException | java.nio.file.NoSuchFileException e) {
      wrong("chain", previous.get() + " cannot be read: " + e.getMessage());
    } finally {
      EvidenceFiles.delete(folder);
    }
  }

  private void judge(Path folder, Manifest manifest) throws IOException {
    try {
      SortedMap<String, String> again =
          BundledEvidence.open(folder).judge(manifest.day(), manifest.software(), progress);
      SortedMap<String, String> verdicts = new TreeMap<>();
      for (Map.Entry<String, String> file : again.entrySet()) {
        compare(folder, manifest, file.getKey(), file.getValue());
        if (file.getKey().endsWith("/" + BundledEvidence.VERDICT)) {
          JsonNode verdict = JSON.readTree(file.getValue());
          verdicts.put(verdict.path("rack").path("id").asText(), verdict.path("verdict").asText());
        }
      }
      if (!verdicts.equals(manifest.verdicts())) {
        wrong("verdicts", "the manifest states " + manifest.verdicts() + ", not " + verdicts);
      }
    } catch (BadBundleException e) {
      wrong("judging", String.valueOf(e.getMessage()));
    }
  }

  private void compare(Path folder, Manifest manifest, String name, String again)
      throws IOException {
    if (!manifest.files().containsKey(name)) {
      wrong("judging", name + " is missing");
      return;
    }
    byte[] bundled = Files.readAllBytes(folder.resolve(name));
    boolean verdict = name.endsWith("/" + BundledEvidence.VERDICT);
    if (java.util.Arrays.equals(bundled, again.getBytes(StandardCharsets.UTF_8))) {
      good(
          "judging",
          verdict
              ? name + " is " + JSON.readTree(again).path("verdict").asText() + " again"
              : name + " is the same again");
    } else if (manifest.software().equals(Software.name()) || verdict) {
      String detail = verdict ? differing(bundled, again) : "";
      wrong("judging", name + " is not what the samples give" + detail);
    } else {
      tell(
          "judging",
          "-     ",
          name + " was laid out by " + manifest.software() + ", and was not compared");
    }
  }

  /** The keys and criteria that differ. */
  private static String differing(byte[] bundled, String again) throws IOException {
    JsonNode there = JSON.readTree(bundled);
    JsonNode here = JSON.readTree(again);
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, JsonNode> entry : ((ObjectNode) here).properties()) {
      JsonNode other = there.path(entry.getKey());
      if (entry.getKey().equals("criteria")) {
        for (JsonNode criterion : entry.getValue()) {
          JsonNode was = find(other, criterion.path("id").asText());
          if (!criterion.equals(was)) {
            text.append("; ")
                .append(criterion.path("id").asText())
                .append(" states ")
                .append(was.path("verdict").asText("nothing"))
                .append(", is ")
                .append(criterion.path("verdict").asText());
          }
        }
      } else if (!entry.getValue().equals(other)) {
        text.append("; ").append(entry.getKey()).append(" differs");
      }
    }
    return text.toString();
  }

  private static JsonNode find(JsonNode criteria, String id) {
    for (JsonNode criterion : criteria) {
      if (criterion.path("id").asText().equals(id)) {
        return criterion;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }
}
