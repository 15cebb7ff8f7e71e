package io.rackproof.agent.device.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.rackproof.agent.device.SerialInput;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A serial port of this machine. */
final class PortChannel implements SerialChannel {

  private final SerialLink.Port link;
  private final Ticker ticker;
  private @Nullable SerialPort port;

  PortChannel(SerialLink.Port link, Ticker ticker) {
    this.link = link;
    this.ticker = ticker;
  }

  @Override
  public void open() throws IOException {
    if (port != null) {
      return;
    }
    if (!Files.exists(Path.of(link.device()))) {
      throw new IOException("there is no serial port " + link.device());
    }
    SerialPort opening;
    try {
      opening = SerialPort.getCommPort(link.device());
    } catch (SerialPortInvalidPortException e) {
      throw new IOException(link.device() + " is no serial port", e);
    }
    SerialLink.Line line = link.line();
    opening.setComPortParameters(
        line.baud(),
        line.dataBits(),
        line.stopBits() == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT,
        switch (line.parity()) {
          case NONE -> SerialPort.NO_PARITY;
          case EVEN -> SerialPort.EVEN_PARITY;
          case ODD -> SerialPort.ODD_PARITY;
        });
    opening.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    SerialInput.prepare(opening);
    if (!opening.openPort(0)) {
      throw new IOException(
          "the serial port "
              + link.device()
              + " cannot be opened (error "
              + opening.getLastErrorCode()
              + "): is it in use, and may this user open it?");
    }
    port = opening;
  }

  @Override
  public int receive(byte[] into, long deadline) throws IOException {
    int count = SerialInput.await(opened(), into, 0, deadline, ticker.nanos());
    if (count < 0) {
      throw new IOException("the serial port " + link.device() + " is gone");
    }
    return count;
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    if (opened().writeBytes(bytes, bytes.length) != bytes.length) {
      throw new IOException("the serial port " + link.device() + " takes no bytes");
    }
  }

  private SerialPort opened() throws IOException {
    if (port == null) {
      throw new IOException("the serial port " + link.device() + " is not open");
    }
    return port;
  }

  @Override
  public void close() {
    if (port != null) {
      port.closePort();
      port = null;
    }
  }
}
