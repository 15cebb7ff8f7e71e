package io.rackproof.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.simulator.ForeignProgram;
import io.rackproof.simulator.modbus.ModbusSlave;
import io.rackproof.simulator.modbus.Transport;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class RackmonReplayTest {

  @TempDir Path folder;

  private Path map(String text) throws Exception {
    Path file = folder.resolve("map.json");
    Files.writeString(file, text);
    return file;
  }

  private Path small() throws Exception {
    return map(
        """
        {"name": "SMALL", "address_range": [[200, 203]], "registers": [
          {"begin": 16, "length": 4, "format": "STRING", "name": "Text"},
          {"begin": 32, "length": 2, "format": "INTEGER", "name": "Count"},
          {"begin": 34, "length": 1, "format": "FLOAT", "precision": 3, "sign": true, "name": "T"},
          {"begin": 40, "length": 1, "format": "FLAGS", "flags": [[0, "A"]], "name": "F"}]}
        """);
  }

  @TestFactory
  Stream<DynamicTest> everyRegisterOfEveryRealMapIsServed() throws Exception {
    Path maps = Path.of(System.getProperty("rackproof.shared"), "devices", "openbmc");
    assumeTrue(Files.isDirectory(maps), "needs the register maps in " + maps);
    List<Path> files;
    try (Stream<Path> list = Files.list(maps)) {
      files = list.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      RackmonReplay replay = RackmonReplay.seeded(file, 3, OptionalInt.empty());
                      try (ModbusSlave slave = replay.serve(Transport.TCP, 0)) {
                        assertThat(readAll(replay, slave)).isEqualTo(replay.words());
                      }
                    }));
  }

  /** Reads register by register as the map lists them, over a plain socket. */
  private static Map<Integer, Integer> readAll(RackmonReplay replay, ModbusSlave slave)
      throws Exception {
    Map<Integer, Integer> words = new TreeMap<>();
    int port = Integer.parseInt(slave.place().substring(slave.place().indexOf(':') + 1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (RackmonFile.Register register : replay.map().registers()) {
        ByteBuffer request = ByteBuffer.allocate(12).putShort((short) 1).putShort((short) 0);
        request.putShort((short) 6).put((byte) replay.unit()).put((byte) 3);
        request.putShort((short) register.begin()).putShort((short) register.length());
        socket.getOutputStream().write(request.array());
        in.readNBytes(7);
        assertThat(in.readUnsignedByte()).as(register.name()).isEqualTo(3);
        assertThat(in.readUnsignedByte()).isEqualTo(2 * register.length());
        for (int i = 0; i < register.length(); i++) {
          words.put(register.begin() + i, in.readUnsignedShort());
        }
      }
    }
    return words;
  }

  @Test
  void wordsMakeSenseForTheirFormatAndDependOnTheSeed() throws Exception {
    RackmonReplay replay = RackmonReplay.seeded(small(), 3, OptionalInt.empty());
    assertThat(replay.unit()).isEqualTo(200);
    assertThat(replay.words()).containsOnlyKeys(16, 17, 18, 19, 32, 33, 34, 40);
    for (int address = 16; address < 18; address++) {
      int word = replay.words().getOrDefault(address, 0);
      assertThat(word >> 8).isBetween(0x20, 0x7e);
      assertThat(word & 0xFF).isBetween(0x20, 0x7e);
    }
    assertThat(RackmonReplay.seeded(small(), 3, OptionalInt.of(5)).words())
        .isEqualTo(replay.words());
    assertThat(RackmonReplay.seeded(small(), 4, OptionalInt.empty()).words())
        .isNotEqualTo(replay.words());
  }

  @Test
  void wordsOfAFileStandOverTheSeededOnes() throws Exception {
    Path values = folder.resolve("values.yaml");
    Files.writeString(values, "0x20: [1, 0xFFFE]\n34: 7\n");
    RackmonReplay replay = RackmonReplay.seeded(small(), 3, OptionalInt.empty()).with(values);
    assertThat(replay.words()).containsEntry(32, 1).containsEntry(33, 0xFFFE).containsEntry(34, 7);

    Files.writeString(values, "0x23: 1\nhere: 2\n0x20: 70000\n");
    assertThatThrownBy(() -> replay.with(values))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("no register 0x23")
        .hasMessageContaining("address such as 0x9000")
        .hasMessageContaining("65535");
  }

  @Test
  void mapIsServedOnAPseudoTerminalToo() throws Exception {
    ForeignProgram.need("mbpoll", "mbpoll");
    RackmonReplay replay = RackmonReplay.seeded(small(), 3, OptionalInt.of(201));
    try (ModbusSlave slave = replay.serve(Transport.RTU, 0)) {
      ForeignProgram.Result result =
          ForeignProgram.run(
              List.of(
                  "mbpoll",
                  "-m",
                  "rtu",
                  "-b",
                  "19200",
                  "-P",
                  "none",
                  "-a",
                  "201",
                  "-0",
                  "-1",
                  "-t",
                  "4:hex",
                  "-r",
                  "16",
                  "-c",
                  "4",
                  slave.place()));
      for (int address = 16; address < 20; address++) {
        assertThat(result.output())
            .contains("[%d]: \t0x%04X".formatted(address, replay.words().get(address)));
      }
    }
  }

  @Test
  void mistakesOfAMapAreToldAtOnce() throws Exception {
    Path file =
        map(
            """
            {"name": "BAD", "registers": [
              {"begin": 70000, "length": 1, "name": "A"},
              {"begin": 1, "length": 0, "name": "B"},
              {"length": 1, "name": "C"}]}
            """);
    assertThatThrownBy(() -> RackmonReplay.seeded(file, 1, OptionalInt.empty()))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class,
            refused ->
                assertThat(refused.problems().stream().map(p -> p.line()))
                    .containsExactly(2, 3, 4));
  }
}
