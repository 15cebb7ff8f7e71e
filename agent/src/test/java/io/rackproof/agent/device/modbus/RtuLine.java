package io.rackproof.agent.device.modbus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.ghgande.j2mod.modbus.util.ModbusUtil;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A serial line with scripted units on it: a pseudo-terminal that socat joins to a socket, on which
 * this answers RTU frames for every unit id.
 */
final class RtuLine implements AutoCloseable {

  /** Turns a whole request frame into the bytes that come back. */
  interface Wire {
    byte[] answer(byte[] frame);
  }

  final ScriptedUnit unit = new ScriptedUnit();
  volatile Wire wire = this::wellBehaved;
  private final ServerSocket listener;
  private final Path device;
  private final Semaphore plugged = new Semaphore(0);
  private Process socat;

  RtuLine(Path directory) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/socat")), "needs the Debian package 'socat'");
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    device = directory.resolve("tty");
    Thread server = new Thread(this::accept, "rtu-line");
    server.setDaemon(true);
    server.start();
    socat = plugIn();
  }

  /** The pseudo-terminal that stands for the serial device. */
  String device() {
    return device.toString();
  }

  /** Pulls the adapter out: the device is gone. */
  void unplug() throws Exception {
    socat.destroy();
    socat.waitFor(20, TimeUnit.SECONDS);
    Files.deleteIfExists(device);
  }

  void plugInAgain() throws Exception {
    socat = plugIn();
  }

  byte[] wellBehaved(byte[] frame) {
    byte[] answer = unit.answer(Arrays.copyOf(frame, frame.length - 2));
    return answer.length == 0 ? answer : withChecksum(answer);
  }

  static byte[] withChecksum(byte[] answer) {
    byte[] frame = Arrays.copyOf(answer, answer.length + 2);
    int[] crc = ModbusUtil.calculateCRC(answer, 0, answer.length);
    frame[answer.length] = (byte) crc[0];
    frame[answer.length + 1] = (byte) crc[1];
    return frame;
  }

  private Process plugIn() throws Exception {
    Process process =
        new ProcessBuilder(
                "socat",
                "pty,raw,echo=0,link=" + device,
                "tcp:127.0.0.1:" + listener.getLocalPort())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    // socat connects once the pseudo-terminal is there and has its settings.
    while (!plugged.tryAcquire(5, TimeUnit.MILLISECONDS)) {
      if (!process.isAlive()) {
        throw new IllegalStateException("socat ended with " + process.exitValue());
      }
    }
    return process;
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        plugged.release();
        serve(socket);
      }
    } catch (SocketException e) {
      // Closed at the end of the test.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket socket) throws IOException {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (true) {
        byte[] frame = new byte[8];
        in.readFully(frame);
        out.write(wire.answer(frame));
        out.flush();
      }
    } catch (EOFException | SocketException e) {
      // Unplugged.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    socat.destroy();
    socat.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    Files.deleteIfExists(device);
  }
}
