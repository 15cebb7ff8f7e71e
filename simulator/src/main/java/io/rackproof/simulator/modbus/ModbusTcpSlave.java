package io.rackproof.simulator.modbus;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Serves units over TCP on loopback: Modbus TCP, or the frames of a serial line as a device server
 * passes them on, where units that are not there stay silent.
 */
public final class ModbusTcpSlave implements ModbusSlave {

  /** Without a byte, after which a frame of a serial line is over. */
  private static final int SILENCE_MILLIS = 50;

  private final ModbusUnits units;
  private final Transport transport;
  private final ServerSocket server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  /**
   * Binds and serves Modbus TCP at once.
   *
   * @param port 0 for a free one
   */
  public ModbusTcpSlave(ModbusUnits units, int port) throws IOException {
    this(units, Transport.TCP, port);
  }

  /**
   * Binds and serves at once.
   *
   * @param transport one over TCP
   * @param port 0 for a free one
   */
  public ModbusTcpSlave(ModbusUnits units, Transport transport, int port) throws IOException {
    if (transport.isSerial() || transport == Transport.UDP) {
      throw new IllegalArgumentException(transport + " is not over TCP");
    }
    this.units = units;
    this.transport = transport;
    this.server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    start("modbus-" + transport, this::accept);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  @Override
  public String place() {
    return address().getAddress().getHostAddress() + ":" + address().getPort();
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.add(socket);
        if (server.isClosed()) {
          // A connection that came while it was being closed.
          socket.close();
          return;
        }
        start("modbus-" + transport + " " + socket.getRemoteSocketAddress(), () -> serve(socket));
      } catch (IOException e) {
        // Closed, or a client that left before it was accepted.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      if (transport == Transport.TCP) {
        serveFrames(socket);
      } else {
        serveLine(socket);
      }
    } catch (IOException e) {
      // The client has gone.
    } finally {
      connections.remove(socket);
    }
  }

  private void serveFrames(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    while (true) {
      byte[] header = in.readNBytes(Mbap.HEADER);
      int following = header.length < Mbap.HEADER ? -1 : Mbap.following(header);
      if (following < 0) {
        // Where the next request begins is lost: a device hangs up then.
        return;
      }
      byte[] frame = Arrays.copyOf(header, Mbap.HEADER + following);
      if (in.readNBytes(frame, Mbap.HEADER, following) < following) {
        return;
      }
      socket.getOutputStream().write(Mbap.answer(units, frame));
    }
  }

  private void serveLine(Socket socket) throws IOException {
    LineFrames frames = transport.frames(units);
    Consumer<byte[]> out =
        answer -> {
          try {
            socket.getOutputStream().write(answer);
          } catch (IOException e) {
            // The client has gone; reading tells so too.
          }
        };
    byte[] bytes = new byte[256];
    socket.setSoTimeout(SILENCE_MILLIS);
    while (true) {
      try {
        int count = socket.getInputStream().read(bytes);
        if (count < 0) {
          return;
        }
        frames.received(bytes, count, out);
      } catch (SocketTimeoutException e) {
        frames.silent(out);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : connections) {
        socket.close();
      }
    } catch (IOException e) {
      // A socket that cannot be closed is as good as closed.
    }
  }
}
