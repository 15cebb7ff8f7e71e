package io.rackproof.simulator.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.simulator.ForeignProgram;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModbusSerialSlaveTest {

  private ModbusSerialSlave slave;

  @BeforeEach
  void start() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux pseudo-terminals");
    slave =
        new ModbusSerialSlave(
            new ModbusUnits(
                Map.of(
                    144, unit(new RegisterMap.Builder().words(0x41, 111, 0xFFFF)),
                    145, unit(new RegisterMap.Builder().words(0x41, 222, 7))),
                () -> 0),
            Transport.RTU);
  }

  private static ModbusUnits.Unit unit(RegisterMap.Builder registers) {
    return new ModbusUnits.Unit(registers.build());
  }

  @AfterEach
  void stop() {
    slave.close();
  }

  private static byte[] frame(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", "") + "0000");
    int crc = Crc16.of(bytes, bytes.length - 2);
    bytes[bytes.length - 2] = (byte) crc;
    bytes[bytes.length - 1] = (byte) (crc >>> 8);
    return bytes;
  }

  private static void expect(RandomAccessFile port, String hex) throws IOException {
    byte[] wanted = frame(hex);
    byte[] answer = new byte[wanted.length];
    port.readFully(answer);
    assertThat(HexFormat.of().formatHex(answer)).isEqualTo(HexFormat.of().formatHex(wanted));
  }

  @Test
  void checksumIsThatOfTheSpecification() {
    // The example of "MODBUS over serial line" V1.02, and the request that is printed everywhere.
    assertThat(Crc16.of(new byte[] {0x02, 0x07}, 2)).isEqualTo(0x1241);
    byte[] request = HexFormat.of().parseHex("01030000000a");
    assertThat(Crc16.of(request, 6)).isEqualTo(0xCDC5);
  }

  @Test
  void severalUnitsAnswerOnOneLine() throws Exception {
    try (RandomAccessFile port = new RandomAccessFile(slave.place(), "rw")) {
      port.write(frame("90 03 0041 0002"));
      expect(port, "90 03 04 006f ffff");
      port.write(frame("91 04 0041 0001"));
      expect(port, "91 04 02 00de");
    }
  }

  @Test
  void exceptionsAreAnsweredAndUnknownUnitsStaySilent() throws Exception {
    try (RandomAccessFile port = new RandomAccessFile(slave.place(), "rw")) {
      port.write(frame("92 03 0041 0001"));
      port.write(frame("90 03 0040 0001"));
      expect(port, "90 83 02");
      port.write(frame("90 06 0041 0001"));
      expect(port, "90 86 01");
      port.write(frame("90 10 0041 0001 02 0005"));
      expect(port, "90 90 01");
      port.write(frame("90 16 0041 0001 0001"));
      expect(port, "90 96 01");
    }
  }

  @Test
  void goodRequestAfterABadOneIsAnswered() throws Exception {
    try (RandomAccessFile port = new RandomAccessFile(slave.place(), "rw")) {
      byte[] broken = frame("90 03 0041 0001");
      broken[7] ^= 1;
      port.write(broken);
      port.write(frame("91 03 0042 0001"));
      expect(port, "91 03 02 0007");
    }
  }

  @Test
  void lineStaysUpWhenTheMasterClosesAndOpensIt() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (RandomAccessFile port = new RandomAccessFile(slave.place(), "rw")) {
        port.write(frame("90 03 0041 0001"));
        expect(port, "90 03 02 006f");
      }
    }
  }

  @Test
  void answerThatNobodyReadIsGoneWhenTheNextOneComes() throws Exception {
    try (RandomAccessFile port = new RandomAccessFile(slave.place(), "rw")) {
      port.write(frame("90 03 0041 0001"));
      port.write(frame("91 03 0041 0002"));
      // The first answer may or may not have been dropped by then; the last one is whole.
      byte[] last = frame("91 03 04 00de 0007");
      byte[] seen = new byte[last.length];
      port.readFully(seen);
      if (seen[0] == (byte) 0x90) {
        byte[] rest = new byte[7];
        port.readFully(rest);
        byte[] joined = new byte[16];
        System.arraycopy(seen, 0, joined, 0, 9);
        System.arraycopy(rest, 0, joined, 9, 7);
        seen = java.util.Arrays.copyOfRange(joined, 7, 16);
      }
      assertThat(seen).isEqualTo(last);
    }
  }

  @Test
  void pymodbusReadsEveryUnitOfTheLine() throws Exception {
    ForeignProgram.need("python3", "python3");
    String python = "/usr/bin/python3";
    assumeTrue(
        ForeignProgram.run(List.of(python, "-c", "import pymodbus, serial")).status() == 0,
        "needs the Debian package 'python3-pymodbus'");
    String script =
        """
        import sys
        from pymodbus.client import ModbusSerialClient
        client = ModbusSerialClient(port=sys.argv[1], baudrate=115200, parity='N', timeout=5)
        assert client.connect()
        for unit in (144, 145):
            print(unit, client.read_holding_registers(0x41, 2, slave=unit).registers,
                  client.read_input_registers(0x41, 2, slave=unit).registers)
        print(client.read_holding_registers(0x50, 1, slave=144))
        client.close()
        """;
    ForeignProgram.Result result = ForeignProgram.run(List.of(python, "-c", script, slave.place()));
    assertThat(result.output())
        .contains("144 [111, 65535] [111, 65535]", "145 [222, 7] [222, 7]", "Exception");
  }

  @Test
  void lineIsOpenedWithParityAgainAndAgain() throws Exception {
    ForeignProgram.need("python3", "python3");
    String script =
        """
        import os, sys, termios, tty
        for _ in range(3):
            port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
            tty.setraw(port)
            settings = termios.tcgetattr(port)
            settings[2] |= termios.PARENB
            settings[4] = settings[5] = termios.B115200
            termios.tcsetattr(port, termios.TCSANOW, settings)
            os.write(port, bytes.fromhex(sys.argv[2]))
            answer = b''
            while len(answer) < 7:
                answer += os.read(port, 7)
            print(answer.hex())
            os.close(port)
        """;
    ForeignProgram.Result result =
        ForeignProgram.run(
            List.of(
                "/usr/bin/python3",
                "-c",
                script,
                slave.place(),
                HexFormat.of().formatHex(frame("90 03 0041 0001"))));
    String answer = HexFormat.of().formatHex(frame("90 03 02 006f"));
    assertThat(result.lines()).containsExactly(answer, answer, answer);
  }

  @Test
  void mbpollReadsTheLineWithEvenParity() throws Exception {
    ForeignProgram.need("mbpoll", "mbpoll");
    ForeignProgram.Result result =
        ForeignProgram.run(
            List.of(
                "mbpoll",
                "-m",
                "rtu",
                "-b",
                "115200",
                "-P",
                "even",
                "-a",
                "144:145",
                "-0",
                "-1",
                "-t",
                "3",
                "-r",
                "65",
                "-c",
                "1",
                slave.place()));
    assertThat(result.output()).contains("[65]: \t111", "[65]: \t222");
  }
}
