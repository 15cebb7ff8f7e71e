package io.rackproof.collector;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.evidence.BadBundleException;
import io.rackproof.collector.evidence.BadKeyException;
import io.rackproof.collector.evidence.Container;
import io.rackproof.collector.evidence.Envelope;
import io.rackproof.collector.evidence.Manifest;
import io.rackproof.collector.evidence.SigningKey;
import io.rackproof.collector.plan.Plan;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof bundle}: all that a verdict rests on, in one signed file. */
@Command(
    name = "bundle",
    description = {
      "Writes the evidence of a campaign that has ended into one signed file.",
      "",
      "In it are samples, plan, campaign, verdicts, reports, and a manifest of their hashes.",
      "'rackproof verify' checks it on any machine and judges its samples again.",
      "",
      "  rackproof bundle 20261124-gen2-007-1 --store data --key signing.pem --out evidence.zip"
    },
    mixinStandardHelpOptions = true)
final class BundleCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "CAMPAIGN", description = "id of the campaign")
  String campaign = "";

  @Mixin Credentials credentials = new Credentials();

  @ArgGroup(exclusive = true, multiplicity = "1")
  RescoreCommand.Source source = new RescoreCommand.Source();

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description =
          "Ed25519 key that signs (PEM, as 'openssl genpkey -algorithm ed25519' writes it); made"
              + " when the file does not exist. Keep it: who has it can sign in your name")
  Path key = Path.of("signing.pem");

  @Option(
      names = "--previous",
      paramLabel = "BUNDLE",
      description =
          "the bundle of this campaign that this one replaces, for instance from before late"
              + " samples: the manifests become a chain")
  @Nullable Path previous;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "file to write")
  Path out = Path.of("evidence.zip");

  @Override
  public Integer call() throws UserException, InvalidDocumentException, IOException {
    if (Files.exists(out)) {
      throw new UserException(
          Main.MISTAKE, out + " exists; evidence is not overwritten: name another file");
    }
    Optional<Manifest> before = Optional.empty();
    if (previous != null) {
      before = Optional.of(previousManifest(previous));
    }
    SigningKey signing = signingKey();
    Path store = source.store;
    if (store != null) {
      bundle(StoredCampaigns.find(store, campaign), store, signing, before);
      return 0;
    }
    ApiClient client = credentials.client(String.valueOf(source.server));
    Campaign found = CampaignReader.read(client, campaign);
    long gap = plan(found).maxGap().toMillis();
    try (FetchedCampaign fetched =
        FetchedCampaign.fetch(client, found.id(), found.racks(), found.startMillis() - gap)) {
      bundle(found, fetched.folder(), signing, before);
    }
    return 0;
  }

  private Plan plan(Campaign found) throws UserException, InvalidDocumentException {
    if (found.endMillis().isEmpty()) {
      throw new UserException(
          Main.MISTAKE, "campaign " + campaign + " is running: finish it, then bundle it");
    }
    return Plan.parse("the campaign's own plan", found.planText());
  }

  private Manifest previousManifest(Path file) throws UserException, IOException {
    VerifyCommand.requireFile(file);
    Path folder = Files.createTempDirectory("rackproof-");
    try {
      Container.extract(file, folder);
      byte[] envelope = Files.readAllBytes(folder.resolve(BundledEvidence.MANIFEST));
      Manifest manifest = Manifest.parse(Envelope.parse(envelope).payload());
      if (!manifest.campaign().equals(campaign)) {
        throw new UserException(
            Main.MISTAKE, file + " is of campaign " + manifest.campaign() + ", not of " + campaign);
      }
      return manifest;
    } catch (BadBundleException e) {
      throw new UserException(Main.MISTAKE, file + ": " + e.getMessage());
    } finally {
      EvidenceFiles.delete(folder);
    }
  }

  private SigningKey signingKey() throws UserException {
    try {
      if (Files.exists(key)) {
        return SigningKey.read(key);
      }
      SigningKey made = SigningKey.create(key);
      PrintWriter console = spec.commandLine().getOut();
      console.println("new key   " + key + ", readable by you alone");
      console.flush();
      return made;
    } catch (BadKeyException e) {
      throw new UserException(Main.MISTAKE, key + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UserException(Main.FAULT, "cannot use the key " + key + ": " + e.getMessage());
    }
  }

  private void bundle(Campaign found, Path store, SigningKey signing, Optional<Manifest> before)
      throws UserException, InvalidDocumentException, IOException {
    Plan plan = plan(found);
    Progress progress =
        new Progress(spec.commandLine().getErr(), Progress.isWatched(), System::nanoTime);
    Manifest manifest =
        new EvidenceBundler(store).write(found, plan, signing, before, out, progress);
    tell(manifest, signing);
  }

  private void tell(Manifest manifest, SigningKey signing) throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    manifest.verdicts().forEach((rack, verdict) -> console.printf("%-9s %s%n", rack, verdict));
    console.printf(
        Locale.ROOT,
        "bundle    %s, %d files, %,d bytes, revision %d%n",
        out,
        manifest.files().size() + 1,
        Files.size(out),
        manifest.revision());
    console.println("signer    sha256:" + signing.signer().fingerprint());
    console.println("Publish the signer's fingerprint where the other party can compare it, then:");
    console.println(
        "  rackproof verify " + out + " --signer sha256:" + signing.signer().fingerprint());
    console.flush();
  }
}
