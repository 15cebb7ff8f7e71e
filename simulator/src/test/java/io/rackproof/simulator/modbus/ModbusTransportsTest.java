package io.rackproof.simulator.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.simulator.ForeignProgram;
import java.io.RandomAccessFile;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every transport, against frames as the specification has them and against pymodbus. */
class ModbusTransportsTest {

  private static final String PYMODBUS =
      """
      import sys
      from pymodbus.client import ModbusSerialClient, ModbusTcpClient, ModbusUdpClient
      from pymodbus.transaction import ModbusAsciiFramer, ModbusRtuFramer, ModbusSocketFramer
      transport, place = sys.argv[1:]
      framer = (ModbusRtuFramer if transport.startswith('rtu') else
                ModbusAsciiFramer if transport.startswith('ascii') else ModbusSocketFramer)
      if transport in ('rtu', 'ascii'):
          client = ModbusSerialClient(port=place, framer=framer, baudrate=115200, timeout=20)
      else:
          host, port = place.split(':')
          kind = ModbusUdpClient if transport == 'udp' else ModbusTcpClient
          client = kind(host, port=int(port), framer=framer, timeout=20)
      assert client.connect()
      for unit in (144, 145):
          print(unit, client.read_holding_registers(0x41, 2, slave=unit).registers,
                client.read_input_registers(0x42, 1, slave=unit).registers)
      print(client.read_holding_registers(0x50, 1, slave=144))
      print(client.write_register(0x41, 1, slave=144))
      client.close()
      """;

  private static ModbusSlave serve(Transport transport) throws Exception {
    if (transport.isSerial()) {
      assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux pseudo-terminals");
    }
    ModbusUnits units =
        new ModbusUnits(
            Map.of(
                144,
                    new ModbusUnits.Unit(new RegisterMap.Builder().words(0x41, 111, 65535).build()),
                145, new ModbusUnits.Unit(new RegisterMap.Builder().words(0x41, 222, 7).build())),
            () -> 0);
    return ModbusSlave.serve(units, transport, 0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void pymodbusReadsEveryUnitAndMayNotWrite(Transport transport) throws Exception {
    ForeignProgram.need("python3", "python3");
    String python = "/usr/bin/python3";
    assumeTrue(
        ForeignProgram.run(List.of(python, "-c", "import pymodbus, serial")).status() == 0,
        "needs the Debian package 'python3-pymodbus'");
    try (ModbusSlave slave = serve(transport)) {
      ForeignProgram.Result result =
          ForeignProgram.run(List.of(python, "-c", PYMODBUS, transport.toString(), slave.place()));
      assertThat(result.output())
          .contains("144 [111, 65535] [65535]", "145 [222, 7] [7]")
          .contains("Exception Response(131, 3, IllegalAddress)")
          .contains("Exception Response(134, 6, IllegalFunction)");
    }
  }

  @Test
  void asciiFramesAreThoseOfTheSpecification() throws Exception {
    try (ModbusSlave slave = serve(Transport.ASCII);
        RandomAccessFile line = new RandomAccessFile(slave.place(), "rw")) {
      // What breaks off, has a wrong checksum, or is for another unit stays without an answer.
      line.writeBytes(":9003004100:90030041000100\r\n:010300410001BA\r\n:9003004100012B\r\n");
      byte[] answer = new byte[15];
      line.readFully(answer);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo(":900302006FFC\r\n");
    }
  }

  @Test
  void rtuOverTcpAnswersAGoodRequestAfterABadOne() throws Exception {
    try (ModbusSlave slave = serve(Transport.RTU_OVER_TCP);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(slave))) {
      socket.setSoTimeout(30_000);
      byte[] broken = rtu("900300410001");
      broken[7] ^= 1;
      socket.getOutputStream().write(broken);
      byte[] good = rtu("910300420001");
      for (byte each : good) {
        socket.getOutputStream().write(each);
      }
      byte[] answer = socket.getInputStream().readNBytes(7);
      assertThat(answer).isEqualTo(rtu("9103020007"));
    }
  }

  @Test
  void datagramThatIsNoFrameIsDroppedAndTheNextOneAnswered() throws Exception {
    try (ModbusSlave slave = serve(Transport.UDP);
        DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(30_000);
      socket.connect(InetAddress.getLoopbackAddress(), port(slave));
      for (String request : List.of("00", "000100000006", "000200000009900300410001")) {
        byte[] bytes = HexFormat.of().parseHex(request);
        socket.send(new DatagramPacket(bytes, bytes.length));
      }
      byte[] good = HexFormat.of().parseHex("000300000006900300410001");
      socket.send(new DatagramPacket(good, good.length));
      DatagramPacket answer = new DatagramPacket(new byte[300], 300);
      socket.receive(answer);
      assertThat(HexFormat.of().formatHex(Arrays.copyOf(answer.getData(), answer.getLength())))
          .isEqualTo("000300000005900302006f");
    }
  }

  private static int port(ModbusSlave slave) {
    return Integer.parseInt(slave.place().substring(slave.place().indexOf(':') + 1));
  }

  private static byte[] rtu(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex + "0000");
    int crc = Crc16.of(bytes, bytes.length - 2);
    bytes[bytes.length - 2] = (byte) crc;
    bytes[bytes.length - 1] = (byte) (crc >>> 8);
    return bytes;
  }

  @Test
  void namesAreThoseOfTheRackFile() {
    assertThat(Arrays.toString(Transport.values()))
        .isEqualTo("[tcp, udp, rtu, ascii, rtu-over-tcp, ascii-over-tcp]");
  }
}
