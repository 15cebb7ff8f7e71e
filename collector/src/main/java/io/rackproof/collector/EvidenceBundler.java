package io.rackproof.collector;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.evidence.BadBundleException;
import io.rackproof.collector.evidence.BadKeyException;
import io.rackproof.collector.evidence.Container;
import io.rackproof.collector.evidence.Envelope;
import io.rackproof.collector.evidence.Manifest;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Judges a campaign out of a store, stages its evidence, signs it and writes it as one file. */
final class EvidenceBundler implements Bundles {

  /** The collector's own key, in its data folder. */
  static final String KEY = "signing.pem";

  private final Path store;

  /**
   * @param store the collector's data folder; may be in use
   */
  EvidenceBundler(Path store) {
    this.store = store;
  }

  @Override
  public String write(Campaign campaign, Path file) throws IOException {
    Progress silent = new Progress(new PrintWriter(Writer.nullWriter()), false, System::nanoTime);
    try {
      SigningKey signing = key(store.resolve(KEY));
      Plan plan = Plan.parse("the campaign's own plan", campaign.planText());
      write(campaign, plan, signing, Optional.empty(), file, silent);
      return signing.signer().fingerprint();
    } catch (BadKeyException | InvalidDocumentException | UserException e) {
      throw new IOException("no bundle of " + campaign.id() + ": " + e.getMessage(), e);
    }
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
      Manifest manifest =
          new EvidenceStage(campaign, plan, recording, day, stage)
              .write(direct, signing.signer(), previous, progress);
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
