package io.rackproof.collector;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.evidence.BadBundleException;
import io.rackproof.collector.evidence.BadKeyException;
import io.rackproof.collector.evidence.Container;
import io.rackproof.collector.evidence.Envelope;
import io.rackproof.collector.evidence.Manifest;
import io.rackproof.collector.evidence.Sha256;
import io.rackproof.collector.evidence.SigningKey;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.InstrumentsFile;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.web.Bundles;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Judges a campaign out of a store, stages its evidence, signs it and writes it as one file. */
final class EvidenceBundler implements Bundles {

  /** The collector's own key, in its data folder. */
  static final String KEY = "signing.pem";

  /** In the collector's data folder: what the manifest of each campaign's last bundle said. */
  private static final String MANIFESTS = "bundles";

  private final Path store;
  private final Path keyFile;

  /**
   * @param store the collector's data folder; may be in use
   */
  EvidenceBundler(Path store) {
    this(store, store.resolve(KEY));
  }

  /**
   * @param keyFile that signs what pages offer; made when it does not exist
   */
  EvidenceBundler(Path store, Path keyFile) {
    this.store = store;
    this.keyFile = keyFile;
  }

  /**
   * {@inheritDoc} Bundles of one campaign are a chain: one that differs from the last is its next
   * revision, and one that does not is the same again.
   */
  @Override
  public synchronized String write(Campaign campaign, Path file) throws IOException {
    Progress silent = new Progress(new PrintWriter(Writer.nullWriter()), false, System::nanoTime);
    try {
      SigningKey signing = key(keyFile);
      Plan plan = Plan.parse("the campaign's own plan", campaign.planText());
      Path kept = store.resolve(MANIFESTS).resolve(Sha256.of(bytes(campaign.id())) + ".json");
      Optional<Manifest> last = Optional.empty();
      if (Files.exists(kept)) {
        last = Optional.of(Manifest.parse(Files.readAllBytes(kept)));
      }
      Manifest manifest = write(campaign, plan, signing, last, true, file, silent);
      keep(manifest, kept);
      return signing.signer().fingerprint();
    } catch (BadBundleException e) {
      throw new IOException(
          "the last bundle's manifest in " + store.resolve(MANIFESTS) + " is damaged: " + e, e);
    } catch (BadKeyException | InvalidDocumentException | UserException e) {
      throw new IOException("no bundle of " + campaign.id() + ": " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void keep(Manifest manifest, Path file) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(temporary, manifest.toBytes());
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static synchronized SigningKey key(Path file) throws IOException, BadKeyException {
    return Files.exists(file) ? SigningKey.read(file) : SigningKey.create(file);
  }

  /**
   * Writes a bundle.
   *
   * @param previous the manifest of the bundle that this one replaces
   * @param out does not exist; written whole or not at all
   */
  Manifest write(
      Campaign campaign,
      Plan plan,
      SigningKey signing,
      Optional<Manifest> previous,
      Path out,
      Progress progress)
      throws UserException, IOException {
    return write(campaign, plan, signing, previous, false, out, progress);
  }

  /**
   * @param same whether a bundle whose files are those of the one before is that one again
   */
  private Manifest write(
      Campaign campaign,
      Plan plan,
      SigningKey signing,
      Optional<Manifest> previous,
      boolean same,
      Path out,
      Progress progress)
      throws UserException, IOException {
    LocalDate day = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    Path stage = Files.createTempDirectory(out.toAbsolutePath().resolveSibling(""), ".evidence-");
    try (Recording recording = SampleFiles.open(List.of(store.toString()), false)) {
      List<ReportInput> direct =
          RecordedJudge.judge(
              campaign,
              plan,
              recording,
              CampaignTimeline.of(campaign),
              InstrumentsFile.none(),
              progress);
      Manifest made =
          new EvidenceStage(campaign, plan, recording, day, stage)
              .write(direct, signing.signer(), previous, progress);
      Manifest manifest = previous.filter(p -> same && p.files().equals(made.files())).orElse(made);
      byte[] envelope = Envelope.sign(manifest.toBytes(), signing).toBytes();
      Files.write(stage.resolve(BundledEvidence.MANIFEST), envelope);
      Container.write(stage, out);
      return manifest;
    } catch (BadBundleException e) {
      throw new UserException(Main.FAULT, String.valueOf(e.getMessage()));
    } finally {
      EvidenceFiles.delete(stage);
    }
  }
}
