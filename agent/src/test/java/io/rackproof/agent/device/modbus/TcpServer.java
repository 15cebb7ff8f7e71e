package io.rackproof.agent.device.modbus;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A Modbus TCP server on loopback whose answers a test may replace, byte for byte. */
final class TcpServer implements AutoCloseable {

  /** Turns a whole request frame into what is sent back, in any number of frames. */
  interface Wire {
    byte[] answer(byte[] frame) throws IOException;
  }

  final ScriptedUnit unit = new ScriptedUnit();
  final AtomicInteger connections = new AtomicInteger();
  volatile Wire wire = this::wellBehaved;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket listener;
  private Thread acceptor;
  private final int port;

  TcpServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    port = listener.getLocalPort();
    acceptor = accept(listener);
  }

  int port() {
    return port;
  }

  /** Switched off: no connections, none accepted. */
  void goAway() throws Exception {
    listener.close();
    // The port is free once nobody waits in accept any more.
    acceptor.join(TimeUnit.SECONDS.toMillis(20));
    dropConnections();
  }

  void comeBack() throws IOException {
    ServerSocket again = new ServerSocket();
    again.setReuseAddress(true);
    again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listener = again;
    acceptor = accept(again);
  }

  /** Closes every connection, and waits for new ones. */
  void dropConnections() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  /** The frame that a well-behaved unit sends. */
  byte[] wellBehaved(byte[] frame) {
    byte[] request = java.util.Arrays.copyOfRange(frame, 6, frame.length);
    byte[] answer = unit.answer(request);
    return answer.length == 0 ? answer : frame(frame, answer);
  }

  /** A frame with the transaction of a request. */
  static byte[] frame(byte[] request, byte[] answer) {
    return ByteBuffer.allocate(6 + answer.length)
        .put(request, 0, 4)
        .putShort((short) answer.length)
        .put(answer)
        .array();
  }

  private Thread accept(ServerSocket on) {
    return daemon(
        () -> {
          while (!on.isClosed()) {
            Socket socket = on.accept();
            open.add(socket);
            connections.incrementAndGet();
            daemon(() -> serve(socket));
          }
        });
  }

  private void serve(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    while (true) {
      byte[] header = new byte[6];
      in.readFully(header);
      byte[] frame =
          java.util.Arrays.copyOf(header, 6 + (header[4] & 0xFF) * 256 + (header[5] & 0xFF));
      in.readFully(frame, 6, frame.length - 6);
      byte[] answer = wire.answer(frame);
      out.write(answer);
      out.flush();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (SocketException | EOFException e) {
                // The other side, or the test, has closed it.
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "modbus-server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    dropConnections();
  }
}
