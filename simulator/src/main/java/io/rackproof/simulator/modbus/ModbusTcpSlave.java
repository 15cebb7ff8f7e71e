package io.rackproof.simulator.modbus;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves units over Modbus TCP on loopback.
 *
 * <pre>
 * transaction (2) | protocol, 0 (2) | bytes that follow (2) | unit (1) | request or answer
 * </pre>
 */
public final class ModbusTcpSlave implements AutoCloseable {

  private static final int MOST_BYTES = 254;

  private final ModbusUnits units;
  private final ServerSocket server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  /**
   * Binds and serves at once.
   *
   * @param port 0 for a free one
   */
  public ModbusTcpSlave(ModbusUnits units, int port) throws IOException {
    this.units = units;
    this.server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    start("modbus-tcp", this::accept);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
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
        start("modbus-tcp " + socket.getRemoteSocketAddress(), () -> serve(socket));
      } catch (IOException e) {
        // Closed, or a client that left before it was accepted.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      while (true) {
        int transaction = in.readUnsignedShort();
        int protocol = in.readUnsignedShort();
        int length = in.readUnsignedShort();
        if (protocol != 0 || length < 2 || length > MOST_BYTES) {
          // Where the next request begins is lost: a device hangs up then.
          return;
        }
        int unit = in.readUnsignedByte();
        byte[] request = in.readNBytes(length - 1);
        if (request.length < length - 1) {
          throw new EOFException();
        }
        byte[] answer = units.answer(unit, request);
        if (answer != null) {
          ByteBuffer frame = ByteBuffer.allocate(7 + answer.length);
          frame.putShort((short) transaction).putShort((short) 0);
          frame.putShort((short) (1 + answer.length)).put((byte) unit).put(answer);
          out.write(frame.array());
        }
      }
    } catch (IOException e) {
      // The client has gone.
    } finally {
      connections.remove(socket);
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
