package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.DriverContract;
import io.rackproof.agent.device.Point;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;

class SnmpDriverContractTest extends DriverContract {

  private SnmpResponder responder;
  private SnmpEngine engine;

  @BeforeEach
  void start() throws IOException {
    engine = new SnmpEngine();
    responder =
        new SnmpResponder("public")
            .put("1.3.6.1.2.1.1.3.0", new TimeTicks(1234))
            .put("1.3.6.1.4.1.1.1.0", new Gauge32(231))
            .put("1.3.6.1.4.1.1.2.1.1.7", new OctetString("L1"))
            .put("1.3.6.1.4.1.1.2.1.2.7", new Counter64(99));
  }

  @AfterEach
  void stop() {
    responder.close();
    engine.close();
  }

  @Override
  protected Driver newDriver() {
    SnmpConfig config =
        new SnmpConfig("127.0.0.1", responder.port(), "public", Duration.ofMillis(300), 0, 25);
    return new SnmpDriver(config, engine, TICKER);
  }

  private static final List<Point> POINTS =
      List.of(
          SnmpFixture.scalar("pdu_input_power_watts", "1.3.6.1.4.1.1.1.0"),
          SnmpFixture.column(
              "switch_port_receive_bytes_total",
              Point.Kind.COUNTER,
              SnmpFixture.table("1.3.6.1.4.1.1.2.1", "port", "{1}"),
              "2"));

  @Override
  protected List<Point> points() {
    return POINTS;
  }

  @Override
  protected void goAway() {
    responder.close();
  }

  @Override
  protected void comeBack() throws IOException {
    responder.comeBack();
  }
}
