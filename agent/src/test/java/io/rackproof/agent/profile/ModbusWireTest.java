package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusDriver;
import io.rackproof.catalogue.Catalogue;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the wire: whole profiles are read, and every function code that leaves us is a read. */
class ModbusWireTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  @ParameterizedTest
  @ValueSource(strings = {"ocp-orv3-rpu", "ocp-orv3-hpr-psu", "orv3_rpu.json", "orv3_hpr_psu.json"})
  void readingAWholeProfileSendsNothingButReads(String name) throws Exception {
    Profile profile =
        name.endsWith(".json")
            ? RackmonMap.read(RackmonServer.map(name), Catalogue.load())
            : PROFILES.shipped(name);
    Profile.Modbus modbus = (Profile.Modbus) profile.protocol();
    List<Integer> functions = Collections.synchronizedList(new ArrayList<>());
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> serve(listener, functions), "recording-server");
      server.setDaemon(true);
      server.start();
      ModbusConfig config =
          new ModbusConfig(
              new ModbusConfig.Tcp("127.0.0.1", listener.getLocalPort()),
              12,
              Duration.ofSeconds(20),
              modbus.maxRegisters(),
              modbus.maxGap(),
              modbus.pause());
      try (ModbusDriver driver = new ModbusDriver(config, TICKER)) {
        assertThat(driver.read(profile.points())).hasSameSizeAs(profile.points());
        assertThat(driver.read(profile.points())).hasSameSizeAs(profile.points());
      }
    }
    Set<Integer> distinct = functions.stream().collect(Collectors.toSet());
    assertThat(functions).isNotEmpty();
    assertThat(Set.of(1, 2, 3, 4)).containsAll(distinct);
  }

  /** Records the function code of every request, and refuses every third one. */
  private static void serve(ServerSocket listener, List<Integer> functions) {
    try (Socket socket = listener.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] request = new byte[12];
        in.readFully(request);
        functions.add(request[7] & 0xFF);
        int bytes = 2 * (request[11] & 0xFF);
        ByteBuffer answer = ByteBuffer.allocate(functions.size() % 3 == 0 ? 9 : 9 + bytes);
        answer.put(request, 0, 4).putShort((short) (answer.capacity() - 6)).put(request[6]);
        if (functions.size() % 3 == 0) {
          answer.put((byte) (request[7] | 0x80)).put((byte) 2);
        } else {
          answer.put(request[7]).put((byte) bytes);
        }
        socket.getOutputStream().write(answer.array());
      }
    } catch (IOException e) {
      // The driver was closed.
    }
  }
}
