package io.rackproof.agent.device.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.rackproof.agent.device.SerialInput;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lines over a serial port. Bytes are characters of ISO 8859-1, so that whatever comes can be
 * shown.
 */
final class SerialTransport {

  /** An answer longer than this has lost its terminator. */
  static final int MAX_ANSWER = 8192;

  private final SerialConfig config;
  private final Ticker ticker;
  private final byte[] chunk = new byte[1024];
  private final StringBuilder received = new StringBuilder();
  private @Nullable SerialPort port;

  /** What came before the terminator or the end of time. */
  sealed interface Answer {}

  /**
   * @param text without the terminator
   */
  record Line(String text) implements Answer {}

  /**
   * @param seen what came without a terminator; may be empty
   */
  record Unfinished(String seen) implements Answer {}

  SerialTransport(SerialConfig config, Ticker ticker) {
    this.config = config;
    this.ticker = ticker;
  }

  /** Opens the port unless it is open. */
  void open() throws IOException {
    if (port != null) {
      return;
    }
    if (!Files.exists(Path.of(config.device()))) {
      throw new IOException("there is no serial port " + config.device());
    }
    SerialPort opening;
    try {
      opening = SerialPort.getCommPort(config.device());
    } catch (SerialPortInvalidPortException e) {
      throw new IOException(config.device() + " is no serial port", e);
    }
    opening.setComPortParameters(
        config.baud(),
        config.dataBits(),
        config.stopBits() == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT,
        switch (config.parity()) {
          case NONE -> SerialPort.NO_PARITY;
          case EVEN -> SerialPort.EVEN_PARITY;
          case ODD -> SerialPort.ODD_PARITY;
        });
    opening.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    SerialInput.prepare(opening);
    if (!opening.openPort(0)) {
      throw new IOException(
          "the serial port "
              + config.device()
              + " cannot be opened (error "
              + opening.getLastErrorCode()
              + "): is it in use, and may this user open it?");
    }
    port = opening;
  }

  /** Forgets what has come so far, such as a late answer to an earlier prompt. */
  void drain() throws IOException {
    while (receive(ticker.nanos().getAsLong()) > 0) {
      // more of it
    }
    received.setLength(0);
  }

  /** Listens for some time and forgets what comes. */
  void quiet(Duration time) throws IOException {
    long end = ticker.nanos().getAsLong() + time.toNanos();
    while (receive(end) > 0) {
      // more of it
    }
    received.setLength(0);
  }

  void send(String prompt) throws IOException {
    SerialPort open = opened();
    byte[] bytes = (prompt + config.terminator()).getBytes(StandardCharsets.ISO_8859_1);
    if (open.writeBytes(bytes, bytes.length) != bytes.length) {
      throw new IOException("the serial port " + config.device() + " takes no bytes");
    }
  }

  /**
   * Waits for a line.
   *
   * @param deadline by the ticker, nanoseconds
   */
  Answer line(long deadline) throws IOException {
    while (true) {
      int end = received.indexOf(config.answerTerminator());
      if (end >= 0) {
        String line = received.substring(0, end);
        received.delete(0, end + config.answerTerminator().length());
        return new Line(line);
      }
      if (ticker.nanos().getAsLong() >= deadline || received.length() > MAX_ANSWER) {
        return new Unfinished(received.toString());
      }
      receive(deadline);
    }
  }

  /** Waits for bytes until the deadline; how many came. */
  private int receive(long deadline) throws IOException {
    int count = SerialInput.await(opened(), chunk, 0, deadline, ticker.nanos());
    if (count < 0) {
      throw new IOException("the serial port " + config.device() + " is gone");
    }
    received.append(new String(chunk, 0, count, StandardCharsets.ISO_8859_1));
    return count;
  }

  private SerialPort opened() throws IOException {
    if (port == null) {
      throw new IOException("the serial port " + config.device() + " is not open");
    }
    return port;
  }

  void close() {
    if (port != null) {
      port.closePort();
      port = null;
    }
    received.setLength(0);
  }
}
