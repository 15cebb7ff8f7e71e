package io.rackproof.agent.device.snmp;

import static io.rackproof.agent.device.snmp.SnmpFixture.missing;
import static io.rackproof.agent.device.snmp.SnmpFixture.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snmp4j.PDU;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;

class SnmpDriverTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final String UP_TIME = "1.3.6.1.2.1.1.3.0";
  private static final String ENTRY = "1.3.6.1.4.1.1.2.1";
  private static final SnmpTable PORTS = SnmpFixture.table(ENTRY, "port", "{1|index}");
  private static final Point BYTES =
      SnmpFixture.column("switch_port_receive_bytes_total", Point.Kind.COUNTER, PORTS, "3", "2");
  private static final Point UP =
      SnmpFixture.column("switch_port_up", Point.Kind.STATE, PORTS, "4");
  private static final Point POWER =
      SnmpFixture.scalar("pdu_input_power_watts", "1.3.6.1.4.1.1.1.0");

  private SnmpEngine engine;
  private SnmpResponder responder;

  @BeforeEach
  void start() throws IOException {
    engine = new SnmpEngine();
    responder = new SnmpResponder("public");
    responder.put(UP_TIME, new TimeTicks(5000)).put("1.3.6.1.4.1.1.1.0", new Gauge32(231));
    for (int row = 1; row <= 40; row++) {
      addRow(row);
    }
  }

  private void addRow(int row) {
    responder
        .put(ENTRY + ".1." + row, new OctetString("Ethernet" + row))
        .put(ENTRY + ".2." + row, new Counter32(row * 10L))
        .put(ENTRY + ".3." + row, new Counter64(row * 1000L))
        .put(ENTRY + ".4." + row, new Integer32(1));
  }

  @AfterEach
  void stop() {
    responder.close();
    engine.close();
  }

  private SnmpDriver driver(int port) {
    return new SnmpDriver(
        new SnmpConfig("127.0.0.1", port, "public", Duration.ofMillis(500), 0, 25), engine, TICKER);
  }

  private SnmpDriver driver() {
    return driver(responder.port());
  }

  private static Map<String, Double> byPort(List<Reading> readings, Point point) {
    return readings.stream()
        .filter(r -> r.point().metric().equals(point.metric()))
        .filter(r -> r.outcome() instanceof Reading.Value)
        .collect(Collectors.toMap(r -> r.point().labels().get("port"), SnmpFixture::number));
  }

  private int requests() {
    return responder.requests.size();
  }

  @Test
  void columnsOfATableAreReadTogetherAndEachRowIsAReading() {
    List<Reading> readings = driver().read(List.of(POWER, BYTES, UP));
    assertThat(number(readings.get(0))).isEqualTo(231);
    assertThat(readings.get(0).raw()).isEqualTo("1.3.6.1.4.1.1.1.0 = Gauge32 231");
    assertThat(byPort(readings, BYTES)).hasSize(40).contains(entry("Ethernet40", 40_000.0));
    assertThat(byPort(readings, UP)).hasSize(40).containsEntry("Ethernet7", 1.0);
    // sysUpTime and the scalar; 40 rows of 3 columns in two; 80 label instances, 24 at a time.
    assertThat(responder.pduTags).containsExactly(0xA0, 0xA5, 0xA5, 0xA0, 0xA0);
  }

  @Test
  void onlyGetAndGetBulkAreEverOnTheWire() throws Exception {
    responder.script(
        pdu ->
            pdu.getType() == PDU.GETBULK && pdu.getMaxRepetitions() > 3
                ? Optional.of(SnmpResponder.error(pdu, PDU.tooBig, 0))
                : Optional.of(responder.answer(pdu)));
    SnmpDriver driver = driver();
    for (int i = 0; i < 3; i++) {
      driver.read(List.of(POWER, BYTES, UP));
    }
    responder.script(pdu -> Optional.empty());
    driver.read(List.of(POWER, BYTES, UP));
    driver.read(List.of(POWER, BYTES, UP));
    assertThat(responder.pduTags).hasSizeGreaterThan(40);
    assertThat(Set.copyOf(responder.pduTags)).containsExactlyInAnyOrder(0xA0, 0xA5);
  }

  @Test
  void counterWidthIsTheOneOnTheWire() {
    List<Reading> wide = driver().read(List.of(BYTES));
    assertThat(wide.get(0).point().counterBits()).isEqualTo(64);
    responder.below(ENTRY + ".3").keySet().forEach(responder.instances::remove);
    List<Reading> narrow = driver().read(List.of(BYTES));
    assertThat(narrow.get(0).point().counterBits()).isEqualTo(32);
    assertThat(number(narrow.get(0))).isEqualTo(10);
  }

  @Test
  void labelsAndColumnsOfNoUseAreNotAskedForAgain() {
    SnmpDriver driver = driver();
    driver.read(List.of(BYTES, UP));
    int first = requests();
    List<Reading> readings = driver.read(List.of(BYTES, UP));
    assertThat(byPort(readings, BYTES)).hasSize(40);
    assertThat(requests() - first).isEqualTo(3);
    PDU walk = responder.requests.get(first + 1);
    assertThat(walk.getVariableBindings()).hasSize(2);
  }

  @Test
  void labelsAreReadAgainAfterTheUpTimeWentBack() {
    SnmpDriver driver = driver();
    driver.read(List.of(UP));
    responder.put(ENTRY + ".1.7", new OctetString("renamed"));
    responder.put(UP_TIME, new TimeTicks(6000));
    assertThat(byPort(driver.read(List.of(UP)), UP)).containsKey("Ethernet7");
    responder.put(UP_TIME, new TimeTicks(100));
    assertThat(byPort(driver.read(List.of(UP)), UP))
        .containsKey("renamed")
        .doesNotContainKey("Ethernet7");
  }

  @Test
  void aNewRowIsLabelled() {
    SnmpDriver driver = driver();
    driver.read(List.of(BYTES, UP));
    addRow(41);
    List<Reading> readings = driver.read(List.of(BYTES, UP));
    assertThat(byPort(readings, BYTES)).hasSize(41).containsEntry("Ethernet41", 41_000.0);
  }

  @Test
  void aRowThatIsGoneIsAbsentOnce() {
    SnmpDriver driver = driver();
    driver.read(List.of(UP));
    responder.instances.remove(new OID(ENTRY + ".4.7"));
    List<Reading> readings = driver.read(List.of(UP));
    assertThat(readings).hasSize(40);
    Reading gone = readings.get(39);
    assertThat(gone.point().labels()).containsEntry("port", "Ethernet7");
    assertThat(missing(gone).cause()).isEqualTo(Cause.ABSENT);
    assertThat(driver.read(List.of(UP))).hasSize(39);
  }

  @Test
  void rowsOfTheSameNameAreToldApartByTheirIndex() {
    responder.put(ENTRY + ".1.7", new OctetString("twin"));
    responder.put(ENTRY + ".1.9", new OctetString("twin"));
    assertThat(byPort(driver().read(List.of(UP)), UP))
        .hasSize(40)
        .containsKeys("twin (7)", "twin (9)");
  }

  @Test
  void aTableThatTheDeviceDoesNotHaveIsAbsent() {
    Point none =
        SnmpFixture.column(
            "pdu_bank_load_state",
            Point.Kind.STATE,
            SnmpFixture.table("1.3.6.1.4.1.9.9.1", "bank", "{index}"),
            "2");
    Point scalar = SnmpFixture.scalar("pdu_load_state", "1.3.6.1.4.1.9.8.0");
    for (Reading reading : driver().read(List.of(none, scalar))) {
      assertThat(missing(reading).cause()).isEqualTo(Cause.ABSENT);
      assertThat(reading.time().timeMillis()).isPositive();
    }
  }

  @Test
  void aSilentDeviceIsAskedOnce() {
    responder.script(pdu -> Optional.empty());
    List<Reading> readings = driver().read(List.of(POWER, BYTES, UP));
    assertThat(readings).hasSize(3);
    readings.forEach(r -> assertThat(missing(r).cause()).isEqualTo(Cause.TIMEOUT));
    assertThat(responder.requests.stream().map(PDU::getRequestID).filter(id -> id.getValue() != 0))
        .hasSize(1);
  }

  @Test
  void aWrongCommunityIsATimeout() {
    SnmpConfig config =
        new SnmpConfig("127.0.0.1", responder.port(), "wrong", Duration.ofMillis(200), 0, 25);
    List<Reading> readings = new SnmpDriver(config, engine, TICKER).read(List.of(POWER));
    assertThat(missing(readings.get(0)).cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(missing(readings.get(0)).detail()).contains("community").doesNotContain("wrong\"");
  }

  @Test
  void aPortOnWhichNothingListensIsUnreachableFromTheSecondReadOn() throws Exception {
    int port;
    try (DatagramSocket free =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      port = free.getLocalPort();
    }
    SnmpDriver driver = driver(port);
    assertThat(missing(driver.read(List.of(POWER)).get(0)).cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(missing(driver.read(List.of(POWER)).get(0)).cause()).isEqualTo(Cause.UNREACHABLE);
    driver.close();
  }

  @Test
  void aNameThatIsNotKnownIsUnreachable() {
    SnmpConfig config =
        new SnmpConfig("no-such-host.invalid", 161, "public", Duration.ofMillis(200), 0, 25);
    List<Reading> readings = new SnmpDriver(config, engine, TICKER).read(List.of(POWER));
    assertThat(missing(readings.get(0)).cause()).isEqualTo(Cause.UNREACHABLE);
  }

  @Test
  void rowsBeforeTheSilenceAreKeptAndTheOthersAreMissing() {
    SnmpDriver driver = driver();
    driver.read(List.of(UP, POWER));
    AtomicInteger bulks = new AtomicInteger();
    responder.script(
        pdu ->
            pdu.getType() == PDU.GETBULK && bulks.incrementAndGet() > 1
                ? Optional.empty()
                : Optional.of(responder.answer(pdu)));
    List<Reading> readings = driver.read(List.of(UP, POWER));
    assertThat(byPort(readings, UP)).hasSize(25).containsKey("Ethernet25");
    List<Reading> lost =
        readings.stream().filter(r -> r.outcome() instanceof Reading.Missing).toList();
    assertThat(lost).hasSize(15);
    assertThat(lost).allSatisfy(r -> assertThat(missing(r).cause()).isEqualTo(Cause.TIMEOUT));
    assertThat(lost).anySatisfy(r -> assertThat(r.point().labels()).containsValue("Ethernet40"));
    assertThat(number(readings.get(40))).isEqualTo(231);
  }

  @Test
  void anAnswerThatIsCutShortIsContinued() {
    responder.script(
        pdu -> {
          PDU answer = responder.answer(pdu);
          while (answer.size() > 10) {
            answer.remove(answer.size() - 1);
          }
          return Optional.of(answer);
        });
    SnmpDriver driver = driver();
    assertThat(byPort(driver.read(List.of(BYTES, UP)), BYTES)).hasSize(40);
    int first = requests();
    driver.read(List.of(BYTES, UP));
    assertThat(responder.requests.get(first + 1).getMaxRepetitions()).isLessThanOrEqualTo(5);
  }

  @Test
  void tooBigHalvesTheRowsAndIsRemembered() {
    responder.script(
        pdu ->
            (pdu.getType() == PDU.GETBULK && pdu.getMaxRepetitions() * pdu.size() > 20)
                    || (pdu.getType() == PDU.GET && pdu.size() > 6)
                ? Optional.of(SnmpResponder.error(pdu, PDU.tooBig, 0))
                : Optional.of(responder.answer(pdu)));
    SnmpDriver driver = driver();
    assertThat(byPort(driver.read(List.of(BYTES, UP)), BYTES)).hasSize(40);
    int first = requests();
    assertThat(byPort(driver.read(List.of(BYTES, UP)), UP)).hasSize(40);
    assertThat(responder.requests.subList(first, requests()))
        .noneMatch(pdu -> pdu.getMaxRepetitions() * pdu.size() > 20);
  }

  @Test
  void columnsAreReadApartWhenEvenOneRowIsTooBig() {
    responder.script(
        pdu ->
            pdu.getType() == PDU.GETBULK && pdu.size() > 1
                ? Optional.of(SnmpResponder.error(pdu, PDU.tooBig, 0))
                : Optional.of(responder.answer(pdu)));
    List<Reading> readings = driver().read(List.of(BYTES, UP));
    assertThat(byPort(readings, BYTES)).hasSize(40).containsEntry("Ethernet40", 40_000.0);
    assertThat(byPort(readings, UP)).hasSize(40);
  }

  @Test
  void aColumnThatTheDeviceRefusesLeavesTheOthers() {
    OID refused = new OID(ENTRY + ".4");
    responder.script(
        pdu ->
            pdu.getType() == PDU.GETBULK
                    && pdu.getVariableBindings().stream()
                        .anyMatch(b -> b.getOid().startsWith(refused))
                ? Optional.of(SnmpResponder.error(pdu, PDU.genErr, 1))
                : Optional.of(responder.answer(pdu)));
    List<Reading> readings = driver().read(List.of(BYTES, UP));
    assertThat(byPort(readings, BYTES)).hasSize(40);
    assertThat(missing(readings.get(40)).cause()).isEqualTo(Cause.REFUSED);
  }

  @Test
  void aScalarThatTheDeviceRefusesLeavesTheOthers() {
    Point bad = SnmpFixture.scalar("pdu_load_state", "1.3.6.1.4.1.9.8.0");
    responder.script(
        pdu -> {
          for (int i = 0; i < pdu.size(); i++) {
            if (pdu.get(i).getOid().equals(new OID("1.3.6.1.4.1.9.8.0"))) {
              return Optional.of(SnmpResponder.error(pdu, PDU.genErr, i + 1));
            }
          }
          return Optional.of(responder.answer(pdu));
        });
    List<Reading> readings = driver().read(List.of(bad, POWER));
    assertThat(missing(readings.get(0)).cause()).isEqualTo(Cause.REFUSED);
    assertThat(number(readings.get(1))).isEqualTo(231);
  }

  @Test
  void aWalkThatGoesInCirclesEnds() {
    responder.script(
        pdu -> {
          PDU answer = responder.answer(pdu);
          if (pdu.getType() == PDU.GETBULK) {
            answer.clear();
            answer.add(
                new org.snmp4j.smi.VariableBinding(new OID(ENTRY + ".4.1"), new Integer32(1)));
          }
          return Optional.of(answer);
        });
    List<Reading> readings = driver().read(List.of(UP));
    assertThat(number(readings.get(0))).isEqualTo(1);
  }

  @Test
  void aMalformedDisplayStringIsALabelAllTheSameAndNoNumber() {
    byte[] latin = "Gr\u00fcn\u0000\u0007".getBytes(StandardCharsets.ISO_8859_1);
    responder.put(ENTRY + ".1.7", new OctetString(latin));
    responder.put("1.3.6.1.4.1.1.1.0", new OctetString(new byte[] {(byte) 0xFF, 0, 1}));
    List<Reading> readings = driver().read(List.of(UP, POWER));
    assertThat(byPort(readings, UP)).containsKey("Gr\u00fcn");
    assertThat(missing(readings.get(40)).cause()).isEqualTo(Cause.GARBAGE);
  }

  @Test
  void aDeadDeviceHoldsUpNoOther() throws Exception {
    SnmpConfig dead =
        new SnmpConfig("127.0.0.1", responder.port(), "wrong", Duration.ofSeconds(30), 0, 25);
    SnmpDriver waiting = new SnmpDriver(dead, engine, TICKER);
    CompletableFuture<List<Reading>> stuck =
        CompletableFuture.supplyAsync(() -> waiting.read(List.of(POWER)));
    while (requests() == 0) {
      Thread.onSpinWait();
    }
    SnmpDriver alive = driver();
    for (int i = 0; i < 50; i++) {
      assertThat(number(alive.read(List.of(POWER)).get(0))).isEqualTo(231);
    }
    assertThat(stuck).isNotDone();
    assertThat(engine.pendingRequests()).isEqualTo(1);
    stuck.cancel(true);
  }

  @Test
  void noRequestStaysInTheSessionOnceItIsAnsweredOrLost() throws Exception {
    SnmpDriver driver = driver();
    driver.read(List.of(POWER, BYTES));
    responder.script(pdu -> Optional.empty());
    driver.read(List.of(POWER, BYTES));
    assertThat(engine.pendingRequests()).isZero();
  }

  @Test
  void manyDevicesShareTheOneSocket() throws Exception {
    List<CompletableFuture<List<Reading>>> reads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      SnmpDriver driver = driver();
      reads.add(CompletableFuture.supplyAsync(() -> driver.read(List.of(POWER, BYTES, UP))));
    }
    for (CompletableFuture<List<Reading>> read : reads) {
      assertThat(read.get(30, TimeUnit.SECONDS)).hasSize(81);
    }
  }
}
