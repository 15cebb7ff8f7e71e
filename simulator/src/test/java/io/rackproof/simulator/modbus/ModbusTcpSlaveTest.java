package io.rackproof.simulator.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.simulator.ForeignProgram;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModbusTcpSlaveTest {

  private final AtomicBoolean answers = new AtomicBoolean(true);
  private ModbusTcpSlave slave;
  private Socket socket;

  @BeforeEach
  void start() throws IOException {
    RegisterMap registers =
        new RegisterMap.Builder()
            .words(0x9000, 2150, 300)
            .signedFixed(0x9002, 10, t -> -1.5)
            .unsigned32(0x9003, t -> 70_000)
            .text(0x9010, 3, "AB1")
            .build();
    ModbusUnits.Unit unit = new ModbusUnits.Unit(registers, t -> answers.get());
    ModbusUnits.Unit named = new ModbusUnits.Unit(registers).identifiedAs("Maker", "RPU", "1.0");
    slave = new ModbusTcpSlave(new ModbusUnits(Map.of(12, unit, 13, named), () -> 0), 0);
    socket = new Socket(slave.address().getAddress(), slave.address().getPort());
    socket.setSoTimeout(30_000);
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    slave.close();
  }

  private void send(String hex) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /** Sends a frame and gives the answer without its transaction, protocol and length. */
  private String ask(String request) throws IOException {
    String pdu = request.replace(" ", "");
    send("0007 0000 %04x %s".formatted(pdu.length() / 2, pdu));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertThat(in.readUnsignedShort()).isEqualTo(7);
    assertThat(in.readUnsignedShort()).isZero();
    return HexFormat.of().formatHex(in.readNBytes(in.readUnsignedShort()));
  }

  @Test
  void inputAndHoldingRegistersAnswerTheSameWords() throws Exception {
    assertThat(ask("0c 03 9000 0005")).isEqualTo("0c030a0866012cfff100011170");
    assertThat(ask("0c 04 9000 0005")).isEqualTo("0c040a0866012cfff100011170");
  }

  @Test
  void partOfALongRegisterIsAnswered() throws Exception {
    assertThat(ask("0c 03 9004 0001")).isEqualTo("0c03021170");
    assertThat(ask("0c 03 9011 0002")).isEqualTo("0c030431000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9005 0001", "8fff 0001", "9000 0006", "900f 0002", "ffff 0001"})
  void absentAddressIsException2(String place) throws Exception {
    assertThat(ask("0c 03 " + place)).isEqualTo("0c8302");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "05 9000 ff00",
        "06 9000 0001",
        "0f 9000 0001 01 01",
        "10 9000 0001 02 0001",
        "16 9000 0001 0001",
        "17 9000 0001 9000 0001 02 0001",
        "01 0000 0001",
        "2b 0e 01 00"
      })
  void writesAndUnknownFunctionsAreException1(String request) throws Exception {
    int function = Integer.parseInt(request.substring(0, 2), 16);
    assertThat(ask("0c " + request)).isEqualTo("0c%02x01".formatted(function | 0x80));
    assertThat(ask("0c 03 9000 0001")).isEqualTo("0c03020866");
  }

  @Test
  void unitSaysWhoItIs() throws Exception {
    assertThat(ask("0d 2b 0e 01 00"))
        .isEqualTo("0d2b0e0101000003" + "00054d616b6572" + "0103525055" + "0203312e30");
    assertThat(ask("0d 2b 0e 02 01")).isEqualTo("0d2b0e0201000002" + "0103525055" + "0203312e30");
    assertThat(ask("0d 2b 0e 07 00")).isEqualTo("0dab03");
    assertThat(ask("0d 2b 0d 01 00")).isEqualTo("0dab01");
  }

  @Test
  void countOfNoneOrTooManyIsException3() throws Exception {
    assertThat(ask("0c 03 9000 0000")).isEqualTo("0c8303");
    assertThat(ask("0c 03 9000 007e")).isEqualTo("0c8303");
    assertThat(ask("0c 03 9000")).isEqualTo("0c8303");
  }

  @Test
  void unitThatIsNotThereIsException11() throws Exception {
    assertThat(ask("05 03 9000 0001")).isEqualTo("05830b");
  }

  @Test
  void silentUnitTakesRequestsAndAnswersAgainLater() throws Exception {
    answers.set(false);
    send("0001 0000 0006 0c 03 9000 0001");
    // The next request is served after the silent one, so nothing can be under way before it.
    send("0002 0000 0006 05 03 9000 0001");
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertThat(in.readUnsignedShort()).isEqualTo(2);
    in.readNBytes(7);
    answers.set(true);
    assertThat(ask("0c 03 9000 0001")).isEqualTo("0c03020866");
  }

  @Test
  void requestInPiecesAndTwoInOneAreAnswered() throws Exception {
    for (String piece :
        List.of("00", "07 0000 00", "06 0c", "03 90", "00 0001 0007 0000 0006 0c")) {
      send(piece);
    }
    send("03 9001 0001");
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertThat(HexFormat.of().formatHex(in.readNBytes(22)))
        .isEqualTo("0007000000050c03020866" + "0007000000050c0302012c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0001 0001 0006 0c 03 9000 0001", "0001 0000 0001 0c", "0001 0000 00ff 0c"})
  void brokenFrameEndsTheConnectionAndOthersGoOn(String frame) throws Exception {
    send(frame);
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    socket.close();
    socket = new Socket(slave.address().getAddress(), slave.address().getPort());
    assertThat(ask("0c 03 9000 0001")).isEqualTo("0c03020866");
  }

  @Test
  void mbpollReadsWhatIsServed() throws Exception {
    ForeignProgram.need("mbpoll", "mbpoll");
    ForeignProgram.Result result = mbpoll("-r", "36864", "-c", "3");
    assertThat(result.output()).contains("[36864]: \t2150", "[36865]: \t300", "(-15)");
    assertThat(mbpoll("-r", "36880", "-c", "4").output()).contains("Illegal data address");
  }

  @Test
  void mbpollCannotWrite() throws Exception {
    ForeignProgram.need("mbpoll", "mbpoll");
    int port = slave.address().getPort();
    ForeignProgram.Result result =
        ForeignProgram.run(
            List.of(
                "mbpoll",
                "-m",
                "tcp",
                "-p",
                "" + port,
                "-a",
                "12",
                "-0",
                "-r",
                "36864",
                "127.0.0.1",
                "5"));
    assertThat(result.output()).contains("Illegal function");
  }

  private ForeignProgram.Result mbpoll(String... place) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of("mbpoll", "-m", "tcp", "-p", "" + slave.address().getPort(), "-a", "12"));
    command.addAll(List.of("-0", "-1", "-t", "4"));
    command.addAll(List.of(place));
    command.add("127.0.0.1");
    return ForeignProgram.run(command);
  }
}
