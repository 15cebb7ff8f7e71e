package io.rackproof.collector;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Name and version of this program. */
final class Software implements IVersionProvider {

  static String name() {
    return "rackproof "
        + Optional.ofNullable(Software.class.getPackage().getImplementationVersion())
            .orElse("development");
  }

  /**
   * Tells this very build from any other, also of one version: what was judged by another one is
   * judged again.
   */
  static String build() {
    try {
      Path jar =
          Path.of(Software.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        return name(); // classes in a folder, while it is being developed
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return name() + " " + HexFormat.of().formatHex(digest.digest(Files.readAllBytes(jar)));
    } catch (IOException | URISyntaxException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("this program cannot read its own file", e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {name()};
  }
}
