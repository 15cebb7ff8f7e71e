package io.rackproof.collector;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Name and version of this program. */
final class Software implements IVersionProvider {

  static String name() {
    return "rackproof "
        + Optional.ofNullable(Software.class.getPackage().getImplementationVersion())
            .orElse("development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {name()};
  }
}
