package io.rackproof.collector.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.identity.Enrolment;
import io.rackproof.agent.identity.IdentityFiles;
import io.rackproof.agent.uplink.Uplink;
import io.rackproof.collector.identity.Token;
import io.rackproof.identity.EnrolmentToken;
import io.rackproof.identity.KeyPairs;
import io.rackproof.identity.Pem;
import io.rackproof.identity.RackNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {

  private static final String RACK = "gen2-007";
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private IdentityRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new IdentityRig(directory.resolve("one"));
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void tokenBecomesACertificateThatWritesItsRacks() throws Exception {
    EnrolmentToken token = rig.token(RACK, "gen2-008");
    X509Certificate certificate = rig.enrol("a", token);
    assertThat(RackNames.of(certificate)).containsExactlyInAnyOrder(RACK, "gen2-008");
    assertThat(rig.enrolment("a").present()).contains(certificate);
    for (String rack : new String[] {RACK, "gen2-008"}) {
      var spool = rig.spool(rack);
      IdentityRig.put(spool, rack, 1);
      assertThat(rig.uplink("a", rack, spool).drain(LONG)).isTrue();
    }
    assertThat(rig.sink.deliveries()).hasSize(2);
    assertThat(rig.register().tokens().get(0).state(rig.clock.millis())).isEqualTo("used");
  }

  @Test
  void keysCanBeReadByTheirOwnerAlone() throws Exception {
    rig.enrol("a", rig.token(RACK));
    for (Path key :
        new Path[] {rig.files("a").key(), rig.directory.resolve("identity/authority.key")}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(rig.directory.resolve("identity"))))
        .isEqualTo("rwx------");
  }

  @Test
  void registerHoldsNoSecret() throws Exception {
    EnrolmentToken token = rig.token(RACK);
    for (String file : new String[] {"register.sqlite", "register.sqlite-wal"}) {
      Path path = rig.directory.resolve("identity").resolve(file);
      assertThat(new String(Files.readAllBytes(path), java.nio.charset.StandardCharsets.ISO_8859_1))
          .contains(file.endsWith("-wal") ? token.id() : "SQLite")
          .doesNotContain(token.secret());
    }
    assertThat(token.toString()).doesNotContain(token.secret());
  }

  @Test
  void certificateOfOneRackIsRefusedForAnother() throws Exception {
    rig.enrol("a", rig.token(RACK));
    var spool = rig.spool("a");
    IdentityRig.put(spool, "gen2-008", 1);
    Uplink uplink = rig.uplink("a", "gen2-008", spool);
    Awaited.until(
        "the reason is told",
        () ->
            uplink
                .status()
                .lastError()
                .contains("the certificate is for [gen2-007], not for rack 'gen2-008'"));
    assertThat(rig.sink.deliveries()).isEmpty();
    assertThat(spool.status().batches()).isEqualTo(1);
  }

  @Test
  void tokenIsGoodOnce() throws Exception {
    EnrolmentToken token = rig.token(RACK);
    rig.enrol("a", token);
    assertThatThrownBy(() -> rig.enrol("thief", token))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("this token was used at");
    assertThat(rig.files("thief").certificate()).doesNotExist();
    assertThat(rig.register().certificates()).hasSize(1);
  }

  @Test
  void tokenThatExpiredOrWasRevokedOrIsUnknownIsRefused() throws Exception {
    EnrolmentToken late = rig.register().createToken(RACK, Set.of(RACK), Duration.ofMinutes(5));
    rig.clock.pass(Duration.ofMinutes(5));
    assertThatThrownBy(() -> rig.enrol("a", late)).hasMessageContaining("this token expired at");
    EnrolmentToken revoked = rig.token(RACK);
    assertThat(rig.register().revokeToken(revoked.id())).isTrue();
    assertThat(rig.register().revokeToken(revoked.id())).isFalse();
    assertThatThrownBy(() -> rig.enrol("a", revoked)).hasMessageContaining("was revoked at");
    EnrolmentToken guessed = new EnrolmentToken(revoked.authority(), revoked.id(), "0".repeat(36));
    assertThatThrownBy(() -> rig.enrol("a", guessed)).hasMessageContaining("no such token");
    assertThat(rig.register().certificates()).isEmpty();
  }

  @Test
  void somebodyBetweenWithAnotherAuthorityGetsNoToken() throws Exception {
    try (IdentityRig other = new IdentityRig(directory.resolve("other"))) {
      EnrolmentToken token = rig.token(RACK);
      assertThatThrownBy(() -> other.enrol("a", token))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("somebody stands between")
          .hasMessageContaining("The token was not sent");
      assertThat(rig.register().tokens())
          .extracting(t -> t.state(rig.clock.millis()))
          .containsExactly("open");
      rig.enrol("a", token);
    }
  }

  @Test
  void agentThatWasKilledWithItsKeyAloneGetsTheCertificateOfThatKey() throws Exception {
    EnrolmentToken token = rig.token(RACK);
    X509Certificate first = rig.enrol("a", token);
    IdentityFiles files = rig.files("a");
    // As it was before the answer came: the key waits under its temporary name.
    Files.move(files.key(), files.key().resolveSibling("agent.key.new"));
    Files.delete(files.certificate());
    assertThat(rig.enrolment("a").present()).isEmpty();
    assertThat(rig.enrol("a", token)).isEqualTo(first);
    assertThat(files.read().certificate()).isEqualTo(first);
    assertThat(rig.register().certificates()).hasSize(1);
  }

  @Test
  void agentThatWasKilledBetweenKeyAndCertificateFinishesAlone() throws Exception {
    X509Certificate first = rig.enrol("a", rig.token(RACK));
    X509Certificate second = rig.enrol("b", rig.token(RACK));
    IdentityFiles old = rig.files("a");
    IdentityFiles next = rig.files("b");
    // As --force leaves it after the first of its two renames.
    Files.copy(next.certificate(), old.certificate().resolveSibling("agent.pem.new"));
    Pem.writeKey(old.key(), Pem.key(next.key()));
    assertThatThrownBy(old::read).hasMessageContaining("run 'rackproof-agent enroll' again");
    assertThat(rig.enrolment("a").present()).contains(second);
    assertThat(old.read().certificate()).isNotEqualTo(first);
  }

  @Test
  void refusalLeavesTheIdentityOfBefore() throws Exception {
    EnrolmentToken token = rig.token(RACK);
    X509Certificate before = rig.enrol("a", token);
    assertThatThrownBy(() -> rig.enrol("a", token)).hasMessageContaining("was used");
    assertThat(rig.files("a").read().certificate()).isEqualTo(before);
  }

  @Test
  void anotherTokenForAnAgentReplacesItsCertificate() throws Exception {
    X509Certificate first = rig.enrol("a", rig.token(RACK));
    X509Certificate second = rig.enrol("b", rig.token(RACK));
    Awaited.until("it is known", () -> rig.identities().objection(second).isEmpty());
    assertThat(rig.identities().objection(first))
        .hasValueSatisfying(why -> assertThat(why).contains("the agent was enrolled anew"));
  }

  @Test
  void clockThatIsFarOffIsNamed() throws Exception {
    EnrolmentToken token = rig.token(RACK);
    Clock past = Clock.fixed(rig.clock.instant().minus(Duration.ofDays(400)), ZoneOffset.UTC);
    Enrolment enrolment = new Enrolment(rig.files("a"), past);
    assertThatThrownBy(() -> enrolment.enrol("127.0.0.1", rig.server().port(), token, "test"))
        .hasMessageContaining("this machine's clock says")
        .hasMessageContaining("set the clock");
  }

  @Test
  void nameThatTheCollectorDoesNotKnowAsItsOwnIsNamed() throws Exception {
    EnrolmentToken token = rig.token(RACK);
    assertThatThrownBy(
            () -> rig.enrolment("a").enrol("localhost", rig.server().port(), token, "test"))
        .hasMessageContaining("'ingest.names'");
  }

  @Test
  void whoeverTriesTooOftenHasToWait() throws Exception {
    EnrolmentToken token = rig.token(RACK);
    EnrolmentToken guess = new EnrolmentToken(token.authority(), token.id(), "0".repeat(36));
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> rig.enrol("a", guess)).hasMessageContaining("no such token");
    }
    assertThatThrownBy(() -> rig.enrol("a", token)).hasMessageContaining("too many tries");
    rig.clock.pass(Duration.ofMinutes(1));
    rig.enrol("a", token);
  }

  @Test
  void nobodyIsThereSaysSo() throws Exception {
    EnrolmentToken token = rig.token(RACK);
    int port = rig.server().port();
    rig.server().close();
    assertThatThrownBy(() -> rig.enrolment("a").enrol("127.0.0.1", port, token, "test"))
        .hasMessageContaining("is the collector running");
  }

  @Test
  void authorityThatWasKilledHalfWayIsMadeAnew() throws Exception {
    Path half = Files.createDirectories(directory.resolve("half"));
    Path identity = Files.createDirectories(half.resolve("identity"));
    Pem.writeKey(identity.resolve("authority.key"), KeyPairs.generate().getPrivate());
    try (IdentityRig again = new IdentityRig(half)) {
      again.enrol("a", again.token(RACK));
    }
    Pem.writeKey(identity.resolve("authority.key"), KeyPairs.generate().getPrivate());
    assertThatThrownBy(() -> new IdentityRig(half))
        .hasMessageContaining("restore both from one backup");
  }

  @Test
  void namesThatAreNoRacksAreRefused() throws Exception {
    assertThatThrownBy(() -> rig.register().createToken("a b", Set.of(RACK), Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(rig.register().tokens()).extracting(Token::id).isEmpty();
  }
}
