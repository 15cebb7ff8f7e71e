package io.rackproof.agent.device.modbus;

import static io.rackproof.agent.device.modbus.Points.detail;
import static io.rackproof.agent.device.modbus.Points.holding;
import static io.rackproof.agent.device.modbus.Points.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModbusUdpDriverTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);

  private final DatagramSocket device;
  private final ModbusDriver driver;

  ModbusUdpDriverTest() throws IOException {
    device = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    device.setSoTimeout(20_000);
    driver = driver(Duration.ofSeconds(20));
  }

  private ModbusDriver driver(Duration timeout) {
    ModbusConfig.Udp link = new ModbusConfig.Udp("127.0.0.1", device.getLocalPort());
    return new ModbusDriver(new ModbusConfig(link, 12, timeout, 120, 8, Duration.ZERO), TICKER);
  }

  @AfterEach
  void stop() {
    driver.close();
    device.close();
  }

  private DatagramPacket request() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[300], 300);
    device.receive(packet);
    return packet;
  }

  private void send(DatagramPacket to, byte[] bytes) throws IOException {
    device.send(new DatagramPacket(bytes, bytes.length, to.getSocketAddress()));
  }

  private static byte[] answer(DatagramPacket request, int value) {
    return TcpServer.frame(
        Arrays.copyOf(request.getData(), request.getLength()),
        new byte[] {12, 3, 2, (byte) (value >> 8), (byte) value});
  }

  private CompletableFuture<List<Reading>> read(int address) {
    return CompletableFuture.supplyAsync(() -> driver.read(List.of(holding(address))));
  }

  @Test
  void aRequestIsOneDatagramAndItsAnswerAnother() throws Exception {
    CompletableFuture<List<Reading>> reading = read(5);
    DatagramPacket request = request();
    assertThat(request.getLength()).isEqualTo(12);
    send(request, answer(request, 700));
    assertThat(outcomes(reading.get(20, TimeUnit.SECONDS))).containsExactly(700.0);
  }

  @Test
  void aLateAnswerIsPassedOver() throws Exception {
    CompletableFuture<List<Reading>> reading = read(5);
    DatagramPacket request = request();
    byte[] late = answer(request, 1);
    late[1] ^= 0x40;
    send(request, late);
    send(request, answer(request, 700));
    assertThat(outcomes(reading.get(20, TimeUnit.SECONDS))).containsExactly(700.0);
  }

  @Test
  void aDatagramThatIsNoFrameIsGarbageAndTheNextReadingIsRight() throws Exception {
    CompletableFuture<List<Reading>> reading = read(5);
    DatagramPacket request = request();
    send(request, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
    List<Reading> garbled = reading.get(20, TimeUnit.SECONDS);
    assertThat(outcomes(garbled)).containsExactly(Cause.GARBAGE);
    assertThat(detail(garbled.get(0))).contains("the answer is no frame");
    CompletableFuture<List<Reading>> next = read(6);
    request = request();
    send(request, answer(request, 2));
    assertThat(outcomes(next.get(20, TimeUnit.SECONDS))).containsExactly(2.0);
  }

  @Test
  void silenceIsATimeoutAndNobodyThereIsUnreachable() {
    try (ModbusDriver hasty = driver(Duration.ofMillis(80))) {
      assertThat(outcomes(hasty.read(List.of(holding(5))))).containsExactly(Cause.TIMEOUT);
      device.close();
      List<Reading> readings = hasty.read(List.of(holding(5)));
      for (int i = 0; i < 20 && outcomes(readings).contains(Cause.TIMEOUT); i++) {
        readings = hasty.read(List.of(holding(5)));
      }
      assertThat(outcomes(readings)).containsExactly(Cause.UNREACHABLE);
    }
  }
}
