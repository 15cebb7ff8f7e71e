package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Continuity;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.TimeTicks;

/** What a device tells of its counters, beside their values. */
class CounterContinuityTest {

  private static final String UP_TIME = "1.3.6.1.2.1.1.3.0";
  private static final String ENTRY = "1.3.6.1.4.1.1.2.1";
  private static final Oid OID = new Oid(ENTRY);
  private static final SnmpTable PORTS =
      new SnmpTable(
          OID,
          Map.of("port", LabelTemplate.parse("{index}", OID)),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.of(OID.child("9")));
  private static final Point BYTES =
      SnmpFixture.column("switch_port_receive_bytes_total", Point.Kind.COUNTER, PORTS, "2");

  private SnmpEngine engine;
  private SnmpResponder responder;
  private SnmpDriver driver;

  @BeforeEach
  void start() throws IOException {
    engine = new SnmpEngine();
    responder =
        new SnmpResponder("public")
            .put(UP_TIME, new TimeTicks(500_000))
            .put(ENTRY + ".2.1", new Counter32(4_294_967_000L))
            .put(ENTRY + ".9.1", new TimeTicks(0));
    driver =
        new SnmpDriver(
            new SnmpConfig("127.0.0.1", responder.port(), "public", Duration.ofSeconds(5), 0, 100),
            engine,
            new Ticker(Clock.systemUTC(), System::nanoTime));
  }

  @AfterEach
  void stop() {
    driver.close();
    responder.close();
    engine.close();
  }

  private Continuity read() {
    List<Reading> readings = driver.read(List.of(BYTES));
    assertThat(readings).hasSize(1);
    return readings.get(0).continuity();
  }

  @Test
  void aCounterOfARowWithoutADiscontinuityIsUnbroken() {
    assertThat(read()).isEqualTo(Continuity.UNKNOWN);
    responder.put(ENTRY + ".2.1", new Counter32(100));
    assertThat(read()).isEqualTo(Continuity.UNBROKEN);
  }

  @Test
  void aDiscontinuityOfTheRowIsARestartThoughTheValueGrew() {
    read();
    responder.put(ENTRY + ".2.1", new Counter32(4_294_967_100L));
    responder.put(ENTRY + ".9.1", new TimeTicks(499_000));
    assertThat(read()).isEqualTo(Continuity.RESTARTED);
    assertThat(read()).isEqualTo(Continuity.UNBROKEN);
  }

  @Test
  void aRestartOfTheDeviceIsOneOfItsCounters() {
    read();
    responder.put(UP_TIME, new TimeTicks(100));
    assertThat(read()).isEqualTo(Continuity.RESTARTED);
    assertThat(read()).isEqualTo(Continuity.UNBROKEN);
  }

  @Test
  void aRestartIsToldWhenTheTableIsReadAgainIfItWasNotAtOnce() {
    read();
    responder.put(UP_TIME, new TimeTicks(100));
    responder.script(
        pdu ->
            pdu.getType() == org.snmp4j.PDU.GET
                ? Optional.of(responder.answer(pdu))
                : Optional.of(SnmpResponder.error(pdu, org.snmp4j.PDU.genErr, 0)));
    assertThat(read()).isEqualTo(Continuity.UNKNOWN);
    responder.answerAll();
    assertThat(read()).isEqualTo(Continuity.RESTARTED);
  }

  @Test
  void aDeviceWhoseDiscontinuityMovesWithEveryReadTellsNothingByIt() {
    Continuity last = read();
    for (int i = 1; i < 10; i++) {
      responder.put(ENTRY + ".9.1", new TimeTicks(500_000 + i));
      last = read();
    }
    assertThat(last).isEqualTo(Continuity.UNKNOWN);
  }

  @Test
  void aDeviceThatDoesNotTellLeavesItToTheValue() {
    responder.instances.remove(new org.snmp4j.smi.OID(ENTRY + ".9.1"));
    read();
    assertThat(read()).isEqualTo(Continuity.UNKNOWN);
  }
}
