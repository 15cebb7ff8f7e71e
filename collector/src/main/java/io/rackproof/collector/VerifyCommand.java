package io.rackproof.collector;

import io.rackproof.collector.evidence.BadKeyException;
import io.rackproof.collector.evidence.SignerKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof verify}: whether a bundle is what its signer made, and its verdicts right. */
@Command(
    name = "verify",
    description = {
      "Checks a bundle of evidence, without a collector.",
      "",
      "Looked at are its signature, the hash of every file, that not a byte of the archive",
      "differs from what was written, and that its samples, judged again by its plan, give the",
      "verdicts that it states. Says exactly what is wrong.",
      "",
      "  rackproof verify evidence.zip --signer sha256:4f6c…",
      "",
      "Exit status: 0 verified, 3 something is wrong, 4 all is consistent but nobody said whose",
      "signature to trust: anyone could have signed it."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  /** The bundle is not what it claims to be. */
  static final int WRONG = 3;

  /** It is consistent, but the signer is unknown. */
  static final int UNKNOWN_SIGNER = 4;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "BUNDLE", description = "file that 'rackproof bundle' wrote")
  Path bundle = Path.of("evidence.zip");

  @Option(
      names = "--signer",
      paramLabel = "KEY",
      description =
          "whose signature counts: 'sha256:' and the key's fingerprint, or a PEM file of the public"
              + " key, got from the signer and not out of the bundle")
  @Nullable String signer;

  @Option(
      names = "--previous",
      paramLabel = "BUNDLE",
      description = "the bundle of the revision before, to check that this one follows it")
  @Nullable Path previous;

  @Override
  public Integer call() throws UserException, IOException {
    requireFile(bundle);
    if (previous != null) {
      requireFile(previous);
    }
    PrintWriter console = spec.commandLine().getOut();
    Progress progress =
        new Progress(spec.commandLine().getErr(), Progress.isWatched(), System::nanoTime);
    Path folder = Files.createTempDirectory("rackproof-");
    try {
      Optional<String> trusted = signer == null ? Optional.empty() : Optional.of(trusted(signer));
      BundleCheck check = new BundleCheck(console, progress);
      boolean right = check.run(bundle, folder, trusted, Optional.ofNullable(previous));
      console.println(conclusion(right));
      console.flush();
      return right ? signer == null ? UNKNOWN_SIGNER : 0 : WRONG;
    } finally {
      EvidenceFiles.delete(folder);
    }
  }

  private String conclusion(boolean right) {
    if (!right) {
      return "NOT VERIFIED";
    }
    return signer == null
        ? "CONSISTENT, but the signer is not known: say with --signer whose signature you trust"
        : "VERIFIED";
  }

  private static String trusted(String signer) throws UserException, IOException {
    String hex = signer.toLowerCase(Locale.ROOT).replaceFirst("^sha256:", "");
    if (hex.matches("[0-9a-f]{64}")) {
      return hex;
    }
    Path file = Path.of(signer);
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          Main.MISTAKE,
          "--signer is neither 'sha256:' and 64 hexadecimal digits nor a file: " + signer);
    }
    try {
      return SignerKey.parse(Files.readString(file)).fingerprint();
    } catch (BadKeyException e) {
      throw new UserException(Main.MISTAKE, file + ": " + e.getMessage());
    }
  }

  static void requireFile(Path file) throws UserException {
    if (!Files.isRegularFile(file)) {
      throw new UserException(Main.MISTAKE, "there is no file " + file);
    }
  }
}
