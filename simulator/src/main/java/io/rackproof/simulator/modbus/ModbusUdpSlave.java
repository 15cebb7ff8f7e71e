package io.rackproof.simulator.modbus;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** Serves units on loopback with Modbus TCP's frames, one in a datagram; others are dropped. */
final class ModbusUdpSlave implements ModbusSlave {

  private final ModbusUnits units;
  private final DatagramSocket socket;

  /** Binds and serves at once. */
  ModbusUdpSlave(ModbusUnits units, int port) throws IOException {
    this.units = units;
    this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread thread = new Thread(this::serve, "modbus-udp");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    byte[] bytes = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        byte[] answer = Mbap.answer(units, Arrays.copyOf(bytes, packet.getLength()));
        if (answer.length > 0) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed, or a master that has gone.
      }
    }
  }

  @Override
  public String place() {
    return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  @Override
  public void close() {
    socket.close();
  }
}
