package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A serial device server that hands on bytes as they are. */
final class TcpChannel implements SerialChannel {

  private final String host;
  private final int port;
  private final Duration timeout;
  private final Ticker ticker;
  private @Nullable Socket socket;

  /**
   * @param timeout for connecting
   */
  TcpChannel(String host, int port, Duration timeout, Ticker ticker) {
    this.host = host;
    this.port = port;
    this.timeout = timeout;
    this.ticker = ticker;
  }

  @Override
  public void open() throws IOException {
    if (socket != null) {
      return;
    }
    Socket opening = new Socket();
    try {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new UnknownHostException("no address is known for " + host);
      }
      opening.connect(address, (int) Math.max(1, timeout.toMillis()));
      opening.setTcpNoDelay(true);
      opening.setKeepAlive(true);
      socket = opening;
    } catch (IOException e) {
      opening.close();
      throw new IOException("no connection to the device server " + name() + ": " + why(e), e);
    }
  }

  private static String why(IOException e) {
    return e instanceof SocketTimeoutException
        ? "it does not answer"
        : String.valueOf(e.getMessage());
  }

  private String name() {
    return new SerialLink.Raw(host, port).bus();
  }

  @Override
  public int receive(byte[] into, long deadline) throws IOException {
    Socket open = opened();
    long left = deadline - ticker.nanos().getAsLong();
    if (left <= 0 && open.getInputStream().available() == 0) {
      return 0;
    }
    open.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    try {
      int count = open.getInputStream().read(into);
      if (count < 0) {
        throw new IOException("the device server " + name() + " has ended the connection");
      }
      return count;
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    opened().getOutputStream().write(bytes);
  }

  private Socket opened() throws IOException {
    if (socket == null) {
      throw new IOException("the device server " + name() + " is not connected");
    }
    return socket;
  }

  @Override
  public void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is given up either way.
      }
      socket = null;
    }
  }
}
