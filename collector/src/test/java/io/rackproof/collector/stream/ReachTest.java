package io.rackproof.collector.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.identity.IdentityFiles;
import io.rackproof.agent.uplink.Reach;
import io.rackproof.agent.uplink.UplinkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent's doctor finds on the way to the collector. */
class ReachTest {

  private static final String RACK = "gen2-007";

  @TempDir Path directory;
  private IdentityRig rig;
  private IdentityRig other;

  @BeforeEach
  void start() throws Exception {
    rig = new IdentityRig(directory.resolve("one"));
    other = new IdentityRig(directory.resolve("other"));
    rig.enrol("a", rig.token(RACK));
    other.enrol("a", other.token(RACK));
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    other.close();
  }

  private static Optional<String> objection(IdentityRig to, IdentityRig from) throws IOException {
    IdentityFiles files = from.files("a");
    return Reach.objection(
        new UplinkConfig(
            "127.0.0.1",
            to.server().port(),
            Optional.of(
                new UplinkConfig.Tls(files.certificate(), files.key(), files.authority()))));
  }

  @Test
  void nothingIsWrongBetweenAnAgentAndItsCollectorAndTheAgentThatRunsIsNotDisturbed()
      throws Exception {
    var spool = rig.spool("a");
    var uplink = rig.uplink("a", RACK, spool);
    Awaited.until("connected", () -> uplink.status().connected());
    assertThat(objection(rig, rig)).isEmpty();
    IdentityRig.put(spool, RACK, 1);
    assertThat(uplink.drain(java.time.Duration.ofSeconds(30))).isTrue();
    assertThat(uplink.status().connected()).isTrue();
  }

  @Test
  void collectorOfAnotherAuthorityIsNotTrusted() throws Exception {
    assertThat(objection(rig, other)).isPresent();
  }

  @Test
  void collectorThatDoesNotTrustTheAgentSaysSoAfterTheHandshake() throws Exception {
    // The agent trusts this collector, and shows a certificate of another authority.
    Files.copy(
        rig.files("a").authority(),
        other.files("a").authority(),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(objection(rig, other)).isPresent();
  }

  @Test
  void keyOfAnotherCertificateIsToldWithTheFile() throws Exception {
    Files.copy(other.files("a").key(), rig.files("a").key(), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> objection(rig, rig))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("agent.key");
  }
}
