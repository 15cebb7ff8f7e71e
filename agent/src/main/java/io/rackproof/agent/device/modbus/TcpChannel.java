package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Reading.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A TCP connection. */
final class TcpChannel implements Channel {

  private final ModbusConfig.Tcp link;
  private final LongSupplier nanos;
  private @Nullable Connection connection;

  private record Connection(Socket socket, InputStream in, OutputStream out) {}

  TcpChannel(ModbusConfig.Tcp link, LongSupplier nanos) {
    this.link = link;
    this.nanos = nanos;
  }

  @Override
  public boolean isOpen() {
    return connection != null;
  }

  @Override
  public void open(Duration timeout) throws ModbusFault {
    if (connection != null) {
      return;
    }
    Socket socket = new Socket();
    try {
      InetSocketAddress address = new InetSocketAddress(link.host(), link.port());
      if (address.isUnresolved()) {
        throw new UnknownHostException(link.host());
      }
      socket.connect(address, (int) Math.max(1, timeout.toMillis()));
      // A request is one write, and so one segment.
      socket.setTcpNoDelay(true);
      connection = new Connection(socket, socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      closeQuietly(socket);
      throw new ModbusFault(Cause.UNREACHABLE, link.bus() + ": no connection: " + reason(e));
    }
  }

  @Override
  public boolean write(byte[] bytes) {
    Connection open = connection;
    try {
      if (open != null) {
        open.out().write(bytes);
        return true;
      }
    } catch (IOException e) {
      close();
    }
    return false;
  }

  @Override
  public int read(byte[] into, int offset, long deadline, int missing) {
    Connection open = connection;
    if (open == null) {
      return -1;
    }
    long left = deadline - nanos.getAsLong();
    try {
      if (left <= 0 && open.in().available() == 0) {
        return 0;
      }
      open.socket().setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
      int got = open.in().read(into, offset, into.length - offset);
      if (got < 0) {
        close();
      }
      return got;
    } catch (SocketTimeoutException e) {
      return 0;
    } catch (IOException e) {
      close();
      return -1;
    }
  }

  @Override
  public int discard() {
    Connection open = connection;
    try {
      return open == null ? -1 : (int) open.in().skip(open.in().available());
    } catch (IOException e) {
      close();
      return -1;
    }
  }

  @Override
  public boolean recovers() {
    // In a stream of frames that tell their length nobody knows where the next one begins; a new
    // connection does.
    return link.wrapping() != ModbusConfig.Wrapping.TCP;
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      closeQuietly(open.socket());
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is given up in any case.
    }
  }

  static String reason(Exception e) {
    if (e instanceof UnknownHostException) {
      return "no such host";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
