package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Source;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.Format;
import io.rackproof.agent.device.modbus.IdentificationSource;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusDriver;
import io.rackproof.agent.device.modbus.ModbusSource;
import io.rackproof.agent.device.modbus.WordOrder;
import io.rackproof.catalogue.Catalogue;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

  @ParameterizedTest
  @EnumSource(ModbusConfig.Wrapping.class)
  void allThatIsEverSentIsTheBytesOfReads(ModbusConfig.Wrapping wrapping) throws Exception {
    List<Point> points = new ArrayList<>(PROFILES.shipped("ocp-orv3-rpu").points());
    for (ModbusSource.Table table : ModbusSource.Table.values()) {
      Format format =
          table.isBits() ? new Format.Contact() : new Format.Whole(1, false, WordOrder.BIG);
      points.add(point(new ModbusSource(table, 40, format)));
    }
    points.add(point(new IdentificationSource(IdentificationSource.Item.MODEL_NAME)));
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> record(listener, sent), "recording-server");
      server.start();
      ModbusConfig config =
          new ModbusConfig(
              new ModbusConfig.Tcp("127.0.0.1", listener.getLocalPort(), wrapping),
              12,
              Duration.ofMillis(60),
              125,
              125,
              Duration.ZERO);
      try (ModbusDriver driver = new ModbusDriver(config, TICKER)) {
        // One by one: nobody answers, and a silent unit is not asked the rest.
        for (Point point : points) {
          assertThat(driver.read(List.of(point))).hasSize(1);
        }
        assertThat(driver.identify().answered()).isFalse();
      }
      server.join(20_000);
    }
    Set<String> functions = new TreeSet<>();
    for (byte[] pdu : pdus(wrapping, sent.toByteArray())) {
      functions.add(pdu[0] == 0x2B ? pdu[0] + "/" + pdu[1] : "" + pdu[0]);
    }
    assertThat(functions).containsExactly("1", "2", "3", "4", "43/14");
  }

  private static Point point(Source source) {
    return new Point(
        "device_info", Map.of(), source, Scaling.NONE, "1", Point.Kind.INFO, 0, Optional.empty());
  }

  private static void record(ServerSocket listener, ByteArrayOutputStream sent) {
    try (Socket socket = listener.accept()) {
      socket.getInputStream().transferTo(sent);
    } catch (IOException e) {
      // The driver was closed.
    }
  }

  /** Takes all bytes apart by rules of its own; none may be left over. */
  private static List<byte[]> pdus(ModbusConfig.Wrapping wrapping, byte[] sent) {
    List<byte[]> pdus = new ArrayList<>();
    int at = 0;
    while (at < sent.length) {
      switch (wrapping) {
        case TCP -> {
          int follow = (sent[at + 4] & 0xFF) << 8 | (sent[at + 5] & 0xFF);
          assertThat(sent[at + 6]).isEqualTo((byte) 12);
          pdus.add(Arrays.copyOfRange(sent, at + 7, at + 6 + follow));
          at += 6 + follow;
        }
        case RTU_OVER_TCP -> {
          assertThat(sent[at]).isEqualTo((byte) 12);
          int length = sent[at + 1] == 0x2B ? 7 : 8;
          pdus.add(Arrays.copyOfRange(sent, at + 1, at + length - 2));
          at += length;
        }
        default -> {
          String line = new String(sent, at, sent.length - at, StandardCharsets.US_ASCII);
          int end = line.indexOf("\r\n");
          assertThat(line).startsWith(":0C");
          pdus.add(HexFormat.of().parseHex(line.substring(3, end - 2)));
          at += end + 2;
        }
      }
    }
    return pdus;
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
