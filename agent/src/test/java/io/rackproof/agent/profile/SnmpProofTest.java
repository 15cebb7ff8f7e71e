package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.snmp.SnmpEngine;
import io.rackproof.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recording of a real device, served by snmpsim and read with the shipped profile that fits
 * it, against what an independent system (LibreNMS) read out of it. The folder of the recordings
 * may have more than those that are listed here: what is read of them is printed.
 */
class SnmpProofTest {

  /** Recording to the profile of its device. */
  private static final Map<String, String> DEVICES =
      new TreeMap<>(
          Map.of(
              "apc_ap8959eu3", "apc-rpdu2",
              "arista_eos_vrf", "arista-eos",
              "cumulus_mellanox", "cumulus-mellanox",
              "dell-sonic", "sonic",
              "eatonpdu_2", "eaton-epdu-g3",
              "raritan-pdu_px2-temp", "raritan-px",
              "rittal-lcp_cmciii-pu-lcp", "rittal-cmc3",
              "sentry4", "servertech-sentry4",
              "vertiv-pdu_mg02e4w1", "vertiv-geist"));

  @TempDir static Path work;
  private static Path folder;
  private static SnmpProgram simulator;
  private static SnmpEngine engine;

  @BeforeAll
  static void start() throws Exception {
    String given = System.getProperty("rackproof.recordings", "");
    folder = given.isEmpty() ? SnmpProgram.shared("devices/snmp") : Path.of(given);
    simulator = SnmpProgram.recordings(work, folder, List.of(), all().toArray(String[]::new));
    engine = new SnmpEngine();
  }

  @AfterAll
  static void stop() {
    if (simulator != null) {
      engine.close();
      simulator.close();
    }
  }

  private static List<String> all() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> String.valueOf(f.getFileName()))
          .filter(f -> f.endsWith(".snmprec"))
          .map(f -> f.substring(0, f.length() - ".snmprec".length()))
          .sorted()
          .toList();
    }
  }

  static List<String> recordings() throws IOException {
    return all();
  }

  @Test
  void everySensorAndEveryPortOfEveryRecordingIsReadWithItsValueAndUnit() throws IOException {
    List<RecordingProof> proofs = new ArrayList<>();
    System.out.println(RecordingProof.TITLE);
    for (String recording : all()) {
      RecordingProof proof = RecordingProof.of(folder, recording, simulator.port(), engine);
      System.out.println(proof);
      if (DEVICES.containsKey(recording)) {
        proofs.add(proof);
      } else {
        proof.mistakes().forEach(mistake -> System.out.println("  " + mistake));
      }
    }
    assertThat(proofs.stream().flatMap(p -> p.mistakes().stream())).isEmpty();
    for (RecordingProof proof : proofs) {
      assertThat(proof.profile().orElseThrow().name()).isEqualTo(DEVICES.get(proof.recording()));
      assertThat(proof.equal()).as("%s", proof).isEqualTo(proof.sensors());
      assertThat(proof.portsEqual()).as("%s", proof).isEqualTo(proof.ports());
    }
    if (proofs.size() == DEVICES.size()) {
      assertThat(proofs.stream().mapToInt(RecordingProof::sensors).sum()).isGreaterThan(200);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void noTwoReadingsAreOfTheSameSeriesAndAllLabelsAreInTheCatalogue(String recording) {
    List<Reading> readings = RecordingProof.read(recording, simulator.port(), engine).readings();
    List<String> series =
        readings.stream()
            .filter(r -> r.outcome() instanceof Reading.Value)
            .map(r -> r.point().metric() + r.point().labels())
            .toList();
    assertThat(series).doesNotHaveDuplicates();
    if (DEVICES.containsKey(recording)) {
      assertThat(series).isNotEmpty();
    }
    for (Reading reading : readings) {
      Point point = reading.point();
      assertThat(Catalogue.load().metric(point.metric()).orElseThrow().labels())
          .as("%s", reading)
          .containsAll(point.labels().keySet());
    }
  }
}
