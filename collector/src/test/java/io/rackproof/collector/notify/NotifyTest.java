package io.rackproof.collector.notify;

import static io.rackproof.collector.live.SentRack.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyTest {

  @TempDir Path directory;
  private Receiver receiver;

  @BeforeEach
  void listen() throws Exception {
    receiver = new Receiver(0);
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private NotifiedCollector collector(long second, NotifyTarget... targets) throws Exception {
    return new NotifiedCollector(
        directory,
        second,
        targets.length > 0
            ? targets
            : new NotifyTarget[] {NotifiedCollector.webhook(receiver, "")});
  }

  /** Sends all that waits. */
  private static void deliver(Courier courier) throws Exception {
    long next = courier.round();
    while (next == 0) {
      next = courier.round();
    }
  }

  private List<String> told() throws Exception {
    List<String> told = new ArrayList<>();
    for (Receiver.Got got : receiver.got()) {
      told.add(got.json().path("event").asText() + " " + got.json().path("status").asText());
    }
    return told;
  }

  @Test
  void aFailedGateIsToldOnceAndIsOverWhenTheCampaignEnds() throws Exception {
    try (NotifiedCollector collector = collector(0)) {
      String id = collector.begin();
      Courier courier = collector.courier();
      collector.second(0, 20);
      deliver(courier);
      assertThat(receiver.got()).isEmpty();

      for (int second = 1; second < 4; second++) {
        collector.second(second, 40);
        deliver(courier);
      }
      assertThat(told()).containsExactly("gate-failed firing");
      JsonNode notice = receiver.got().get(0).json();
      assertThat(notice.path("campaign").asText()).isEqualTo(id);
      assertThat(notice.path("rack").asText()).isEqualTo("gen2-007");
      assertThat(notice.path("criterion").asText()).isEqualTo("COOL-14");
      assertThat(notice.path("summary").asText()).contains("gate COOL-14 failed", "40");
      assertThat(notice.path("startsAt").asText())
          .isEqualTo(Instant.ofEpochMilli(START + 1_500).toString());
      assertThat(notice.path("endsAt").isNull()).isTrue();
      assertThat(notice.path("page").asText())
          .isEqualTo(
              "https://rackproof.example/campaigns/" + id + "/racks/gen2-007/criteria/COOL-14");

      collector.end(id);
      deliver(courier);
      assertThat(told())
          .containsExactly(
              "gate-failed firing", "gate-failed resolved", "campaign-finished firing");
      assertThat(receiver.got().get(2).json().path("summary").asText())
          .isEqualTo("campaign " + id + " completed: gen2-007 FAIL (gates failed: COOL-14)");
      assertThat(courier.status()).isEqualTo(new Courier.Status(3, 0, 0, 0, 0));
    }
  }

  @Test
  void aBodyIsSignedSoThatWhoKnowsTheSecretCanTellWhoSentItAndWhen() throws Exception {
    try (NotifiedCollector collector =
        collector(0, NotifiedCollector.webhook(receiver, "a secret"))) {
      collector.begin();
      collector.second(0, 40);
      deliver(collector.courier());
    }
    Receiver.Got got = receiver.got().get(0);
    String seconds = Long.toString(START / 1000);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("a secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
    assertThat(got.headers().getFirst("Rackproof-Signature"))
        .isEqualTo(
            "t="
                + seconds
                + ",v1="
                + HexFormat.of()
                    .formatHex(mac.doFinal(got.body().getBytes(StandardCharsets.UTF_8))));
    assertThat(got.headers().getFirst("Rackproof-Event")).isEqualTo("gate-failed");
  }

  @Test
  void whatADeadPeerMissesWaitsOnDiskAndIsToldWhenItIsBack() throws Exception {
    int port = receiver.port();
    receiver.close();
    NotifyTarget target = NotifiedCollector.webhook(receiver, "");
    try (NotifiedCollector collector = collector(0, target)) {
      collector.begin();
      collector.second(0, 40);
      Courier courier = collector.courier();
      List<Long> pauses = new ArrayList<>();
      for (int i = 0; i < 11; i++) {
        pauses.add(courier.round());
      }
      assertThat(pauses).startsWith(1_000L, 2_000L, 4_000L).endsWith(300_000L);
      assertThat(courier.status()).isEqualTo(new Courier.Status(0, 11, 0, 0, 1));
    }
    receiver = new Receiver(port);
    try (NotifiedCollector collector = collector(60, target)) {
      deliver(collector.courier());
      assertThat(told()).containsExactly("gate-failed firing");
      assertThat(collector.courier().status().waiting()).isZero();
    }
  }

  @Test
  void aRestartTellsNothingTwiceAndEndsNothingBeforeItIsJudged() throws Exception {
    String id;
    try (NotifiedCollector collector = collector(0)) {
      id = collector.begin();
      collector.second(0, 40);
      collector.second(1, 40);
      deliver(collector.courier());
    }
    try (NotifiedCollector collector = collector(2)) {
      collector.watchOnly();
      collector.second(2, 40);
      deliver(collector.courier());
      assertThat(told()).containsExactly("gate-failed firing");
      collector.end(id);
    }
    try (NotifiedCollector collector = collector(10)) {
      collector.round();
      deliver(collector.courier());
    }
    assertThat(told())
        .containsExactly("gate-failed firing", "gate-failed resolved", "campaign-finished firing");
  }

  @Test
  void campaignsThatEndedBeforeAnybodyWasToBeToldAreNotTold() throws Exception {
    try (NotifiedCollector collector = collector(0)) {
      collector.end(collector.begin());
    }
    for (String file : List.of("notices.sqlite", "notices.sqlite-wal", "notices.sqlite-shm")) {
      java.nio.file.Files.deleteIfExists(directory.resolve(file));
    }
    try (NotifiedCollector collector = collector(5)) {
      collector.round();
      deliver(collector.courier());
      assertThat(receiver.got()).isEmpty();
    }
  }

  @Test
  void aDeviceIsLostAfterHalfAMinuteAndFoundAtOnce() throws Exception {
    try (NotifiedCollector collector = collector(0)) {
      collector.begin();
      Courier courier = collector.courier();
      collector.second(0, 20);
      for (int second = 1; second < 31; second++) {
        collector.polled(second, "pdu-b", false);
      }
      deliver(courier);
      assertThat(receiver.got()).isEmpty();
      collector.polled(31, "pdu-b", false);
      collector.polled(32, "pdu-b", false);
      deliver(courier);
      assertThat(told()).containsExactly("device-lost firing");
      assertThat(receiver.got().get(0).json().path("device").asText()).isEqualTo("pdu-b");
      collector.polled(33, "pdu-b", true);
      deliver(courier);
      assertThat(told()).containsExactly("device-lost firing", "device-lost resolved");
    }
  }

  @Test
  void anAgentThatSendsNothingIsLostAsAWhole() throws Exception {
    try (NotifiedCollector collector = collector(0)) {
      collector.begin();
      collector.second(0, 20);
      collector.silent(29);
      collector.silent(30);
      collector.silent(31);
      deliver(collector.courier());
      assertThat(told()).containsExactly("device-lost firing");
      assertThat(receiver.got().get(0).json().path("device").asText()).isEqualTo("agent");
    }
    // After a restart it is still lost: nothing has come since.
    try (NotifiedCollector collector = collector(40)) {
      collector.round();
      deliver(collector.courier());
      assertThat(told()).containsExactly("device-lost firing");
      collector.second(41, 20);
      deliver(collector.courier());
      assertThat(told()).containsExactly("device-lost firing", "device-lost resolved");
    }
  }

  @Test
  void aRestartOfTheCollectorAloneDoesNotMakeAnAgentLost() throws Exception {
    try (NotifiedCollector collector = collector(0)) {
      collector.begin();
      collector.second(0, 20);
    }
    try (NotifiedCollector collector = collector(300)) {
      collector.round();
      collector.silent(325);
      deliver(collector.courier());
      assertThat(receiver.got()).isEmpty();
    }
  }

  @Test
  void aPeerThatIsBusyIsAskedAgainAndOneThatRefusesIsNot() throws Exception {
    try (NotifiedCollector collector = collector(0)) {
      collector.begin();
      collector.second(0, 40);
      Courier courier = collector.courier();
      receiver.answers(503);
      assertThat(courier.round()).isEqualTo(1_000);
      receiver.answers(429);
      assertThat(courier.round()).isEqualTo(2_000);
      receiver.answers(422);
      deliver(courier);
      assertThat(courier.status()).isEqualTo(new Courier.Status(0, 2, 1, 0, 0));
      assertThat(receiver.got())
          .extracting(got -> got.headers().getFirst("Rackproof-Delivery"))
          .containsOnly("1");
    }
  }

  @Test
  void theOutboxIsBoundedAndCountsWhatItDrops() throws Exception {
    try (NotifiedCollector collector = collector(0)) {
      for (int second = 0; second < 60; second++) {
        collector.clock.set(START + second * 1000L);
        collector.end(collector.begin());
      }
      assertThat(collector.courier().status().waiting()).isEqualTo(50);
      assertThat(collector.courier().status().dropped()).isEqualTo(10);
      deliver(collector.courier());
      assertThat(receiver.got()).hasSize(50);
      assertThat(receiver.got().get(0).json().path("campaign").asText()).endsWith("-11");
    }
  }

  @Test
  void anAlertmanagerGetsAlertsThatLastAndAreToldAgainWhileTheyGoOn() throws Exception {
    URI base = receiver.url("");
    try (NotifiedCollector collector = collector(0, NotifiedCollector.alertmanager(base))) {
      String id = collector.begin();
      Courier courier = collector.courier();
      collector.second(0, 40);
      deliver(courier);
      receiver.got().clear();
      collector.second(59, 40);
      deliver(courier);
      assertThat(receiver.got()).isEmpty();
      collector.second(60, 40);
      deliver(courier);

      assertThat(receiver.got()).hasSize(1);
      assertThat(receiver.got().get(0).path()).isEqualTo("/api/v2/alerts");
      JsonNode alert = receiver.got().get(0).json().get(0);
      assertThat(alert.path("labels").toString())
          .contains("RackproofGateFailed", "acceptance", "critical", "COOL-14", id);
      assertThat(alert.path("endsAt").asText())
          .isEqualTo(Instant.ofEpochMilli(START + 60_500 + 240_000).toString());

      receiver.got().clear();
      collector.end(id);
      deliver(courier);
      assertThat(receiver.got().get(0).json().get(0).path("endsAt").asText())
          .isEqualTo(Instant.ofEpochMilli(START + 60_500).toString());
      assertThat(receiver.got().get(1).json().get(0).path("labels").path("alertname").asText())
          .isEqualTo("RackproofCampaignFinished");
    }
  }
}
