package io.rackproof.agent.device.modbus;

import static io.rackproof.agent.device.modbus.Points.holding;
import static io.rackproof.agent.device.modbus.Points.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests go out one in a segment; answers are understood however the network cuts them. */
class ModbusSegmentsTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);

  private final ServerSocket listener;
  private Socket socket = new Socket();
  private ModbusDriver driver;

  ModbusSegmentsTest() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    driver = driver(ModbusConfig.Wrapping.TCP);
  }

  private ModbusDriver driver(ModbusConfig.Wrapping wrapping) {
    ModbusConfig.Tcp link = new ModbusConfig.Tcp("127.0.0.1", listener.getLocalPort(), wrapping);
    return new ModbusDriver(
        new ModbusConfig(link, 12, Duration.ofSeconds(20), 120, 8, Duration.ZERO), TICKER);
  }

  @BeforeEach
  void limit() throws IOException {
    listener.setSoTimeout(20_000);
  }

  @AfterEach
  void stop() throws IOException {
    driver.close();
    socket.close();
    listener.close();
  }

  private CompletableFuture<List<Reading>> read(int address) {
    return CompletableFuture.supplyAsync(() -> driver.read(List.of(holding(address))));
  }

  /** What one call to the socket gives: a segment, unless two were on their way. */
  private byte[] segment() throws IOException {
    if (!socket.isConnected()) {
      socket = listener.accept();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
    }
    byte[] bytes = new byte[300];
    InputStream in = socket.getInputStream();
    int count = in.read(bytes);
    assertThat(in.available()).isZero();
    return java.util.Arrays.copyOf(bytes, count);
  }

  private static byte[] answer(byte[] request, int value) {
    return TcpServer.frame(request, new byte[] {12, 3, 2, (byte) (value >> 8), (byte) value});
  }

  private static double only(CompletableFuture<List<Reading>> read) throws Exception {
    return (Double) outcomes(read.get(20, TimeUnit.SECONDS)).get(0);
  }

  @Test
  void aRequestIsOneSegment() throws Exception {
    CompletableFuture<List<Reading>> reading = read(5);
    byte[] request = segment();
    assertThat(request).hasSize(12);
    socket.getOutputStream().write(answer(request, 7));
    assertThat(only(reading)).isEqualTo(7);
  }

  @Test
  void anAnswerInSegmentsOfOneByteIsPutTogether() throws Exception {
    CompletableFuture<List<Reading>> reading = read(5);
    OutputStream out;
    byte[] request = segment();
    out = socket.getOutputStream();
    for (byte each : answer(request, 515)) {
      out.write(each);
      out.flush();
    }
    assertThat(only(reading)).isEqualTo(515);
  }

  @Test
  void anAnswerSplitAnywhereIsPutTogether() throws Exception {
    for (int split = 1; split < 11; split++) {
      CompletableFuture<List<Reading>> reading = read(split);
      byte[] answer = answer(segment(), 100 + split);
      OutputStream out = socket.getOutputStream();
      out.write(answer, 0, split);
      out.flush();
      // The rest comes once the first part was taken: the reader waits for it.
      assertThat(reading).isNotDone();
      out.write(answer, split, answer.length - split);
      assertThat(only(reading)).isEqualTo(100 + split);
    }
  }

  @Test
  void answersThatAreGluedTogetherAreTakenApartByTheirTransactions() throws Exception {
    CompletableFuture<List<Reading>> first = read(1);
    byte[] request = segment();
    // The answer, and one nobody asked for right behind it in the same segment.
    byte[] stray = answer(request, 99);
    stray[1] = 77;
    byte[] glued = new byte[stray.length * 2];
    System.arraycopy(answer(request, 1), 0, glued, 0, stray.length);
    System.arraycopy(stray, 0, glued, stray.length, stray.length);
    socket.getOutputStream().write(glued);
    assertThat(only(first)).isEqualTo(1);
    CompletableFuture<List<Reading>> second = read(2);
    socket.getOutputStream().write(answer(segment(), 2));
    assertThat(only(second)).isEqualTo(2);
  }

  @Test
  void rtuFramesOverTcpAreCutAndGluedToo() throws Exception {
    driver = driver(ModbusConfig.Wrapping.RTU_OVER_TCP);
    CompletableFuture<List<Reading>> reading = read(5);
    byte[] request = segment();
    assertThat(request).hasSize(8).startsWith(12, 3, 0, 5, 0, 1);
    List<byte[]> frames = new ArrayList<>();
    // The late answer of another unit, then ours, cut in the middle.
    frames.add(RtuLine.withChecksum(new byte[] {13, 3, 2, 0, 1}));
    frames.add(RtuLine.withChecksum(new byte[] {12, 3, 2, 1, 2}));
    OutputStream out = socket.getOutputStream();
    out.write(frames.get(0));
    out.write(frames.get(1), 0, 3);
    out.flush();
    assertThat(reading).isNotDone();
    out.write(frames.get(1), 3, 4);
    assertThat(only(reading)).isEqualTo(258);
  }
}
