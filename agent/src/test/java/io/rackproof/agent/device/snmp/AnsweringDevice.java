package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** A device that answers with what is put into it, and a driver that reads it over the loopback. */
final class AnsweringDevice implements AutoCloseable {

  final SnmpResponder responder;
  final SnmpDriver driver;
  private final SnmpEngine engine = new SnmpEngine();

  AnsweringDevice() throws IOException {
    responder = new SnmpResponder("public");
    driver =
        new SnmpDriver(
            new SnmpConfig("127.0.0.1", responder.port(), "public", Duration.ofSeconds(5), 0, 25),
            engine,
            new Ticker(Clock.systemUTC(), System::nanoTime));
  }

  @Override
  public void close() {
    driver.close();
    responder.close();
    engine.close();
  }
}
