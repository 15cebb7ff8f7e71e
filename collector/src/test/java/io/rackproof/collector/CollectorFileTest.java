package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.access.Role;
import io.rackproof.collector.access.SignInConfig;
import io.rackproof.collector.identity.IdentityConfig;
import io.rackproof.collector.ingest.IngestConfig;
import io.rackproof.collector.ingest.IngestLimits;
import io.rackproof.collector.notify.Event;
import io.rackproof.collector.notify.NotifyConfig;
import io.rackproof.collector.notify.NotifyTarget;
import io.rackproof.collector.openid.OpenIdConfig;
import io.rackproof.collector.openid.RoleClaim;
import io.rackproof.collector.remotewrite.ForwardConfig;
import io.rackproof.collector.remotewrite.Protocol;
import io.rackproof.collector.remotewrite.Sender;
import io.rackproof.collector.store.Retention;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.collector.web.WebConfig;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CollectorFileTest {

  private static final Path CASES = Path.of("src/test/resources/io/rackproof/collector/testcases");

  @TempDir Path directory;

  private CollectorConfig read(String text) throws Exception {
    Path file = directory.resolve("collector.yaml");
    Files.writeString(file, text);
    return CollectorFile.read(file);
  }

  @Test
  void allDefaults() throws Exception {
    assertThat(read("ingest: {plain: true}"))
        .isEqualTo(
            new CollectorConfig(
                new IngestConfig("127.0.0.1", 7443, Optional.empty(), 32),
                new StoreConfig(directory.resolve("data"), Duration.ofMinutes(5)),
                WebConfig.loopback(8080),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RemoteWriteConfig.NONE,
                NotifyConfig.NONE,
                directory.resolve("data/signing.pem")));
  }

  @Test
  void allKeys() throws Exception {
    for (String name : List.of("collector.pem", "collector.key", "ca.pem", "web.pem", "web.key")) {
      Files.writeString(directory.resolve(name), "");
    }
    Files.writeString(directory.resolve("openid.secret"), "s3cret\n");
    assertThat(
            read(
                """
                ingest:
                  listen: "[::]:7500"
                  certificate: collector.pem
                  key: collector.key
                  authority: ca.pem
                  window: 8
                  memory: 64 MiB
                  most-agents: 300
                  most-series: 200000
                data:
                  directory: /var/lib/rackproof
                  seal-after: 90s
                  reserve: 1 GiB
                  retention: {age: 2160h, bytes: 500 GB, campaigns: 8760h}
                web:
                  listen: "192.0.2.5:9000"
                  address: https://rackproof.example/
                  certificate: web.pem
                  key: web.key
                  sign-in:
                    idle: 30m
                    longest: 8h
                    openid:
                      issuer: https://login.example/realms/lab
                      label: Lab account
                      client: rackproof
                      secret: "${file:openid.secret}"
                      authority: ca.pem
                      scopes: [openid, profile, groups]
                      name-claim: nickname
                      roles:
                        claim: realm_access.roles
                        viewer: everybody
                        engineer: [rack-engineers, rack-operators]
                        approver: [rack-approvers]
                evidence: {key: keys/evidence.pem}
                """))
        .isEqualTo(
            new CollectorConfig(
                new IngestConfig(
                    "::",
                    7500,
                    Optional.of(
                        new IngestConfig.Tls(
                            directory.resolve("collector.pem"),
                            directory.resolve("collector.key"),
                            directory.resolve("ca.pem"))),
                    8,
                    new IngestLimits(64 << 20, 300, 200_000)),
                new StoreConfig(
                    Path.of("/var/lib/rackproof"),
                    Duration.ofSeconds(90),
                    1L << 30,
                    new Retention(
                        Optional.of(Duration.ofDays(90)),
                        OptionalLong.of(500_000_000_000L),
                        Optional.of(Duration.ofDays(365)))),
                new WebConfig(
                    "192.0.2.5",
                    9000,
                    Optional.of(URI.create("https://rackproof.example")),
                    Optional.of(
                        new WebConfig.Tls(
                            directory.resolve("web.pem"), directory.resolve("web.key")))),
                Optional.of(
                    new SignInConfig(
                        Path.of("/var/lib/rackproof/access"),
                        Duration.ofMinutes(30),
                        Duration.ofHours(8))),
                Optional.of(
                    new OpenIdConfig(
                        URI.create("https://login.example/realms/lab"),
                        "Lab account",
                        "rackproof",
                        "s3cret",
                        Optional.of(directory.resolve("ca.pem")),
                        List.of("openid", "profile", "groups"),
                        "nickname",
                        new RoleClaim(
                            "realm_access.roles",
                            Map.of(
                                Role.VIEWER,
                                List.of("everybody"),
                                Role.ENGINEER,
                                List.of("rack-engineers", "rack-operators"),
                                Role.APPROVER,
                                List.of("rack-approvers"))))),
                Optional.empty(),
                RemoteWriteConfig.NONE,
                NotifyConfig.NONE,
                directory.resolve("keys/evidence.pem")));
  }

  @Test
  void allKeysOfRemoteWrite() throws Exception {
    Files.writeString(directory.resolve("token"), "0123456789abcdef\n");
    RemoteWriteConfig config =
        read("""
                ingest: {plain: true}
                remote-write:
                  senders:
                    - name: gpus
                      token: "${file:token}"
                      racks: [gen2-007, gen2-008]
                      labels: {role: gpu}
                      from: {device: instance}
                      drop: [job]
                      metrics: [{keep: A, as: b_joules_total, scale: 0.001}, "c_.*"]
                      clock-within: 100ms
                      oldest: 2d
                      samples-per-second: 500
                remote-write-out:
                  - name: history
                    url: https://history.example/api/v1/write
                    token: "${file:token}"
                    version: 2
                    labels: {site: houston}
                    racks: [gen2-007]
                """)
            .remoteWrite();
    Sender sender = config.senders().get(0);
    assertThat(sender.name()).isEqualTo("gpus");
    assertThat(sender.token()).isEqualTo("0123456789abcdef");
    assertThat(sender.racks()).containsExactlyInAnyOrder("gen2-007", "gen2-008");
    assertThat(sender.labels()).isEqualTo(Map.of("role", "gpu"));
    assertThat(sender.from()).isEqualTo(Map.of("device", "instance"));
    assertThat(sender.drop()).containsExactly("job");
    assertThat(sender.metrics())
        .extracting(rule -> rule.keep().pattern())
        .containsExactly("A", "c_.*");
    assertThat(sender.metrics().get(0).as()).contains("b_joules_total");
    assertThat(sender.metrics().get(0).scale()).isEqualTo(0.001);
    assertThat(sender.clockWithin()).contains(Duration.ofMillis(100));
    assertThat(sender.oldest()).isEqualTo(Duration.ofDays(2));
    assertThat(sender.samplesPerSecond()).isEqualTo(500);
    assertThat(config.targets())
        .containsExactly(
            new ForwardConfig(
                "history",
                URI.create("https://history.example/api/v1/write"),
                "0123456789abcdef",
                Protocol.V2,
                Map.of("site", "houston"),
                Set.of("gen2-007")));
    assertThat(sender + " " + config.targets()).doesNotContain("0123456789abcdef");
  }

  @Test
  void allKeysOfNotifications() throws Exception {
    Files.writeString(directory.resolve("hook"), "a secret\n");
    NotifyConfig config =
        read("""
            ingest: {plain: true}
            notify:
              page: https://rackproof.example
              lost-after: 2m
              targets:
                - {name: chat, webhook: "https://chat.example/hook", secret: "${file:hook}", events: [gate-failed]}
                - {name: pager, alertmanager: "http://127.0.0.1:9093", labels: {team: acceptance}}
            """)
            .notifications();
    assertThat(config)
        .isEqualTo(
            new NotifyConfig(
                List.of(
                    new NotifyTarget(
                        "chat",
                        NotifyTarget.Form.WEBHOOK,
                        URI.create("https://chat.example/hook"),
                        "a secret",
                        Set.of(Event.GATE_FAILED),
                        Map.of()),
                    new NotifyTarget(
                        "pager",
                        NotifyTarget.Form.ALERTMANAGER,
                        URI.create("http://127.0.0.1:9093"),
                        "",
                        Set.of(Event.values()),
                        Map.of("team", "acceptance"))),
                "https://rackproof.example",
                Duration.ofMinutes(2)));
    assertThat(config.toString()).doesNotContain("a secret");
  }

  @Test
  void namesMakeAnAuthorityOfItsOwn() throws Exception {
    assertThat(
            read("""
            ingest:
              listen: "[::]:7443"
              names: [collector.example, 192.0.2.10, "2001:db8::1"]
              certificate-life: 30d
            """)
                .identity())
        .contains(
            new IdentityConfig(
                directory.resolve("data/identity"),
                List.of("collector.example", "192.0.2.10", "2001:db8::1"),
                Duration.ofDays(30)));
  }

  @Test
  void shippedExampleHasNoMistake() throws Exception {
    CollectorConfig config = CollectorFile.read(Path.of("src/dist/examples/collector.yaml"));
    assertThat(config.web()).isEqualTo(WebConfig.loopback(8080));
  }

  static Stream<Path> cases() {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyMistakeIsToldAtOnce(Path folder) throws Exception {
    String expected = Files.readString(folder.resolve("expected")).strip();
    assertThatThrownBy(() -> CollectorFile.read(folder.resolve("collector.yaml")))
        .isInstanceOf(InvalidDocumentException.class)
        .satisfies(
            e ->
                assertThat(String.valueOf(e.getMessage()).replace(folder + "/", ""))
                    .isEqualTo(expected));
  }
}
