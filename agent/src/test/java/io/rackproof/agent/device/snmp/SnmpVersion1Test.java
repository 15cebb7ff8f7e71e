package io.rackproof.agent.device.snmp;

import static io.rackproof.agent.device.snmp.SnmpFixture.missing;
import static io.rackproof.agent.device.snmp.SnmpFixture.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

class SnmpVersion1Test {

  private static final String ENTRY = "1.3.6.1.4.1.1.2.1";
  private static final SnmpTable PORTS = SnmpFixture.table(ENTRY, "port", "{1|index}");
  private static final Point BYTES =
      SnmpFixture.column("switch_port_receive_bytes_total", Point.Kind.COUNTER, PORTS, "3", "2");
  private static final Point UP =
      SnmpFixture.column("switch_port_up", Point.Kind.STATE, PORTS, "4");
  private static final Point POWER =
      SnmpFixture.scalar("pdu_input_power_watts", "1.3.6.1.4.1.1.1.0");
  private static final Point NOT_THERE = SnmpFixture.scalar("pdu_load_state", "1.3.6.1.4.1.1.7.0");

  private SnmpEngine engine;
  private SnmpResponder responder;
  private SnmpDriver driver;

  @BeforeEach
  void start() throws IOException {
    engine = new SnmpEngine();
    responder = new SnmpResponder("public");
    responder
        .put("1.3.6.1.2.1.1.3.0", new TimeTicks(5000))
        .put("1.3.6.1.4.1.1.1.0", new Gauge32(231));
    for (int row = 1; row <= 5; row++) {
      responder
          .put(ENTRY + ".1." + row, new OctetString("Ethernet" + row))
          .put(ENTRY + ".2." + row, new Counter32(row * 10L))
          .put(ENTRY + ".3." + row, new Counter64(row * 1000L))
          .put(ENTRY + ".4." + row, new Integer32(1));
    }
    driver =
        new SnmpDriver(
            new SnmpConfig(
                "127.0.0.1",
                responder.port(),
                new Credentials.Community(Credentials.Version.V1, "public"),
                Duration.ofSeconds(5),
                0,
                100),
            engine,
            new Ticker(Clock.systemUTC(), System::nanoTime));
  }

  @AfterEach
  void stop() {
    driver.close();
    responder.close();
    engine.close();
  }

  private static List<Reading> values(List<Reading> readings) {
    return readings.stream().filter(r -> r.outcome() instanceof Reading.Value).toList();
  }

  @Test
  void tablesAreWalkedByGetNextToTheEndOfTheMib() {
    List<Reading> readings = driver.read(List.of(POWER, BYTES, UP));
    assertThat(values(readings)).hasSize(11);
    assertThat(readings).anySatisfy(r -> assertThat(r.point().labels()).containsValue("Ethernet5"));
    // GET and GETNEXT; never GETBULK, which v1 does not have.
    assertThat(Set.copyOf(responder.pduTags)).containsExactlyInAnyOrder(0xA0, 0xA1);
  }

  @Test
  void countersFallBackTo32BitsSinceVersion1HasNoOthers() {
    Reading first = driver.read(List.of(BYTES)).get(0);
    assertThat(number(first)).isEqualTo(10);
    assertThat(first.point().counterBits()).isEqualTo(32);
  }

  @Test
  void anInstanceThatIsNotThereLeavesTheOthersAndIsNotAskedForAgainAtOnce() {
    List<Reading> readings = driver.read(List.of(NOT_THERE, POWER));
    assertThat(missing(readings.get(0)).cause()).isEqualTo(Cause.ABSENT);
    assertThat(number(readings.get(1))).isEqualTo(231);
    int first = responder.requests.size();
    readings = driver.read(List.of(NOT_THERE, POWER));
    assertThat(missing(readings.get(0)).cause()).isEqualTo(Cause.ABSENT);
    assertThat(number(readings.get(1))).isEqualTo(231);
    assertThat(responder.requests.size() - first).isEqualTo(1);
  }

  @Test
  void anInstanceThatAppearsIsFoundLater() {
    driver.read(List.of(NOT_THERE, POWER));
    responder.put("1.3.6.1.4.1.1.7.0", new Integer32(2));
    double found = Double.NaN;
    for (int read = 0; read < 100 && Double.isNaN(found); read++) {
      Reading reading = driver.read(List.of(NOT_THERE, POWER)).get(0);
      found = reading.outcome() instanceof Reading.Value value ? value.number() : Double.NaN;
    }
    assertThat(found).isEqualTo(2);
  }

  @Test
  void aColumnThatTheDeviceRefusesLeavesTheOthers() {
    OID refused = new OID(ENTRY + ".4");
    responder.script(
        pdu ->
            pdu.getType() == PDU.GETNEXT
                    && pdu.getVariableBindings().stream()
                        .anyMatch(b -> b.getOid().startsWith(refused))
                ? Optional.of(SnmpResponder.error(pdu, PDU.genErr, 1))
                : Optional.of(responder.answer(pdu)));
    List<Reading> readings = driver.read(List.of(BYTES, UP));
    assertThat(values(readings)).hasSize(5);
    assertThat(missing(readings.get(5)).cause()).isEqualTo(Cause.REFUSED);
  }
}
