package io.rackproof.agent.device.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Value;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Ticker;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instrument behind device servers that others wrote: ser2net and pyserial. */
class DeviceServerTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Duration GENEROUS = Duration.ofSeconds(20);
  private static final SerialLink.Line LINE =
      new SerialLink.Line(19_200, 8, SerialLink.Parity.NONE, 1);
  private static final Point VOLTS =
      new Point(
          "meter_voltage_volts",
          Map.of(),
          new SerialSource("V?", new SerialSource.Field(1, ","), Map.of()),
          Scaling.NONE,
          "V",
          Point.Kind.GAUGE,
          0,
          Optional.empty());
  private static final Point IDENTITY =
      new Point(
          "device_info",
          Map.of(),
          new SerialSource("I\u00ff?", new SerialSource.Whole(), Map.of()),
          Scaling.NONE,
          "1",
          Point.Kind.INFO,
          0,
          Optional.empty());

  @TempDir private Path directory;
  private @Nullable Instrument instrument;
  private @Nullable Process server;

  @BeforeEach
  void start() throws Exception {
    instrument =
        new Instrument(directory)
            .answers("V?", "2.4012E+02,9.05E+01\n")
            .answers("I\u00ff?", "A\u00ff\u00ffB\n");
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.destroy();
      server.onExit().join();
    }
    if (instrument != null) {
      instrument.close();
    }
  }

  private String port() {
    return instrument == null ? "" : instrument.port();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Starts a server, and waits until it takes connections or ends. */
  private int serve(IntFunction<List<String>> command) throws Exception {
    int port = freePort();
    Process started =
        new ProcessBuilder(command.apply(port))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("server.log").toFile())
            .start();
    server = started;
    long end = System.nanoTime() + GENEROUS.toNanos();
    while (started.isAlive() && System.nanoTime() < end && !listens(port)) {
      Thread.onSpinWait();
    }
    assertThat(started.isAlive()).as(Files.readString(directory.resolve("server.log"))).isTrue();
    return port;
  }

  /** True when somebody listens, seen without connecting: these servers serve one at a time. */
  private static boolean listens(int port) throws IOException {
    String wanted = String.format("0100007F:%04X 00000000:0000 0A", port);
    return Files.readString(Path.of("/proc/net/tcp")).contains(wanted);
  }

  private int ser2net(String accepter) throws Exception {
    assumeTrue(new File("/usr/sbin/ser2net").canExecute(), "needs the Debian package 'ser2net'");
    return serve(
        port -> {
          Path file = directory.resolve("ser2net.yaml");
          try {
            Files.writeString(
                file,
                """
                connection: &instrument
                  accepter: %s,127.0.0.1,%d
                  connector: serialdev,%s,9600n81,local
                """
                    .formatted(accepter, port, port()));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          return List.of("/usr/sbin/ser2net", "-n", "-d", "-c", file.toString());
        });
  }

  private static List<Reading> read(SerialLink link) {
    try (SerialDriver driver =
        new SerialDriver(new SerialConfig(link, SerialDialogue.LINES, GENEROUS), TICKER)) {
      return driver.read(List.of(VOLTS, IDENTITY));
    }
  }

  private static void assertRead(List<Reading> readings) {
    assertThat(readings)
        .extracting(Reading::outcome)
        .containsExactly(new Value(240.12), new Reading.Text("A\\xff\\xffB"));
  }

  @Test
  void instrumentBehindARawServerIsRead() throws Exception {
    int port = ser2net("tcp");
    assertRead(read(new SerialLink.Raw("127.0.0.1", port)));
    assertRead(read(new SerialLink.Raw("127.0.0.1", port)));
  }

  @Test
  void instrumentBehindSer2netIsReadByRfc2217() throws Exception {
    int port = ser2net("telnet(rfc2217),tcp");
    assertRead(read(new SerialLink.Rfc2217("127.0.0.1", port, LINE)));
    assertRead(read(new SerialLink.Rfc2217("127.0.0.1", port, LINE)));
  }

  @Test
  void instrumentBehindPyserialIsReadByRfc2217WithTheSpeedThatWasAsked() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/usr/lib/python3/dist-packages/serial/rfc2217.py")),
        "needs the Debian package 'python3-serial'");
    Path program = directory.resolve("server.py");
    Files.writeString(
        program,
        """
        import socket, sys, threading, serial, serial.rfc2217
        class Manager(serial.rfc2217.PortManager):
            # A pseudo-terminal has no modem lines to look at.
            def check_modem_lines(self, force_notification=False):
                pass
        line = serial.serial_for_url(sys.argv[2], timeout=0.05)
        listening = socket.create_server(("127.0.0.1", int(sys.argv[1])))
        while True:
            peer, address = listening.accept()
            class Writer:
                def write(self, data):
                    peer.sendall(data)
            manager = Manager(line, Writer())
            gone = threading.Event()
            def up():
                while not gone.is_set():
                    data = line.read(line.in_waiting or 1)
                    if data:
                        peer.sendall(b"".join(manager.escape(data)))
            thread = threading.Thread(target=up)
            thread.start()
            while True:
                data = peer.recv(1024)
                if not data:
                    break
                line.write(b"".join(manager.filter(data)))
            gone.set()
            thread.join()
            print("speed", line.baudrate, line.bytesize, line.parity, line.stopbits, flush=True)
        """);
    int port =
        serve(
            free -> List.of("/usr/bin/python3", program.toString(), String.valueOf(free), port()));
    assertRead(read(new SerialLink.Rfc2217("127.0.0.1", port, LINE)));
    long end = System.nanoTime() + GENEROUS.toNanos();
    Path log = directory.resolve("server.log");
    while (!Files.readString(log).endsWith("\n") && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(Files.readString(log)).contains("speed 19200 8 N 1");
  }

  @Test
  void serverThatSpeaksNoRfc2217IsToldWithWhatToDo() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread refuse =
          new Thread(
              () -> {
                try (Socket peer = listening.accept()) {
                  peer.getOutputStream().write(new byte[] {(byte) 255, (byte) 254, 44});
                  BufferedReader in =
                      new BufferedReader(
                          new InputStreamReader(
                              peer.getInputStream(), StandardCharsets.ISO_8859_1));
                  while (in.read() >= 0) {
                    // until the driver gives up
                  }
                } catch (IOException e) {
                  // The driver is gone.
                }
              });
      refuse.start();
      List<Reading> readings =
          read(new SerialLink.Rfc2217("127.0.0.1", listening.getLocalPort(), LINE));
      refuse.join();
      assertThat(readings)
          .allSatisfy(
              r ->
                  assertThat(r.outcome())
                      .isInstanceOfSatisfying(
                          Missing.class,
                          m -> {
                            assertThat(m.cause()).isEqualTo(Cause.UNREACHABLE);
                            assertThat(m.detail())
                                .contains("does not speak RFC 2217: write 'server: raw'");
                          }));
    }
  }

  @Test
  void serverThatIsNotThereIsUnreachable() throws Exception {
    assertThat(read(new SerialLink.Raw("127.0.0.1", freePort())))
        .allSatisfy(
            r ->
                assertThat(r.outcome())
                    .isInstanceOfSatisfying(
                        Missing.class,
                        m -> assertThat(m.detail()).startsWith("no connection to the device")));
  }
}
