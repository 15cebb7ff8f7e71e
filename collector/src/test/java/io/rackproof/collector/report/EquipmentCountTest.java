package io.rackproof.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.score.Evidence;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EquipmentCountTest {

  private static final long START = 1_000_000;
  private static final long END = 2_000_000;

  private final EquipmentCount count = new EquipmentCount();

  private static SeriesSamples info(String supply, String name, String text, long... times) {
    Map<String, String> labels =
        Map.of(
            "device",
            "shelf-1",
            "role",
            "power-shelf",
            "psu",
            supply,
            "register",
            name,
            "value",
            text);
    SeriesSamples.Builder samples = SeriesSamples.builder(Series.of("device_info", labels));
    for (long time : times) {
      samples.add(time, 1, Quality.GOOD, 1);
    }
    return samples.build();
  }

  private List<DeviceIdentity> identities() {
    return count.build().get(0).identities();
  }

  @Test
  void supplyOfAnotherFirmwareIsToldBesideTheOthers() {
    count.add(info("1", "firmware", "1.02", START + 10, START + 20), START, END);
    count.add(info("2", "firmware", "1.02", START + 15), START, END);
    count.add(info("3", "firmware", "1.03", START + 12), START, END);
    assertThat(identities())
        .containsExactly(
            new DeviceIdentity("firmware", "1.02", 2, START + 10, START + 20, false),
            new DeviceIdentity("firmware", "1.03", 1, START + 12, START + 12, false));
  }

  @Test
  void firmwareThatChangedOnTheWayIsMarkedWithItsTimes() {
    count.add(info("1", "firmware", "1.02", START, START + 500), START, END);
    count.add(info("1", "firmware", "1.03", START + 501, END - 1), START, END);
    count.add(info("1", "serial", "A7", START, END - 1), START, END);
    assertThat(identities())
        .containsExactly(
            new DeviceIdentity("firmware", "1.02", 1, START, START + 500, true),
            new DeviceIdentity("firmware", "1.03", 1, START + 501, END - 1, true),
            new DeviceIdentity("serial", "A7", 1, START, END - 1, false));
  }

  @Test
  void whatWasReadBeforeAndAfterTheCampaignIsNotOfIt() {
    count.add(info("1", "firmware", "1.01", START - 1), START, END);
    count.add(info("1", "firmware", "1.02", START - 1, START, END), START, END);
    assertThat(identities())
        .containsExactly(new DeviceIdentity("firmware", "1.02", 1, START, START, false));
  }

  @Test
  void readInPiecesItIsTheSame() {
    SeriesSamples all = info("1", "firmware", "1.02", START, START + 100, START + 200);
    count.add(all, START, START + 150);
    count.add(all, START + 150, END);
    assertThat(identities())
        .containsExactly(new DeviceIdentity("firmware", "1.02", 1, START, START + 200, false));
    assertThat(count.build().get(0).samples()).isEqualTo(3);
  }

  @Test
  void lossesComeInTheOrderOfTime() {
    Evidence.Lost late = new Evidence.Lost(START + 9, START + 10, 3, "late");
    Evidence.Lost early = new Evidence.Lost(START, START + 1, 4, "early");
    DataRecord data =
        DataRecord.of(
            count.build(), new Evidence(List.of(), List.of(late, early), List.of(), Map.of()));
    assertThat(data.losses()).containsExactly(early, late);
    assertThat(data.lost()).isEqualTo(7);
  }
}
