package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Reading.Cause;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Datagrams to and from one address, a frame in each. */
final class UdpChannel implements Channel {

  private final ModbusConfig.Udp link;
  private final LongSupplier nanos;
  private @Nullable DatagramSocket socket;

  UdpChannel(ModbusConfig.Udp link, LongSupplier nanos) {
    this.link = link;
    this.nanos = nanos;
  }

  @Override
  public boolean isOpen() {
    return socket != null;
  }

  @Override
  public void open(Duration timeout) throws ModbusFault {
    if (socket != null) {
      return;
    }
    DatagramSocket made = null;
    try {
      InetSocketAddress address = new InetSocketAddress(link.host(), link.port());
      if (address.isUnresolved()) {
        throw new UnknownHostException(link.host());
      }
      made = new DatagramSocket();
      // Connected: what comes from anywhere else is not for us.
      made.connect(address);
      socket = made;
    } catch (IOException e) {
      if (made != null) {
        made.close();
      }
      throw new ModbusFault(Cause.UNREACHABLE, link.bus() + ": no socket: " + TcpChannel.reason(e));
    }
  }

  @Override
  public boolean write(byte[] bytes) {
    DatagramSocket open = socket;
    try {
      if (open != null) {
        open.send(new DatagramPacket(bytes, bytes.length));
        return true;
      }
    } catch (IOException e) {
      close();
    }
    return false;
  }

  @Override
  public int read(byte[] into, int offset, long deadline, int missing) {
    DatagramSocket open = socket;
    if (open == null) {
      return -1;
    }
    long left = Math.max(TimeUnit.MILLISECONDS.toNanos(1), deadline - nanos.getAsLong());
    return receive(open, into, offset, (int) TimeUnit.NANOSECONDS.toMillis(left));
  }

  private int receive(DatagramSocket open, byte[] into, int offset, int millis) {
    try {
      open.setSoTimeout(Math.max(1, millis));
      DatagramPacket packet = new DatagramPacket(into, offset, into.length - offset);
      open.receive(packet);
      return packet.getLength();
    } catch (SocketTimeoutException e) {
      return 0;
    } catch (PortUnreachableException e) {
      // Nobody listens there, told for a datagram that was sent before.
      close();
      return -1;
    } catch (IOException e) {
      close();
      return -1;
    }
  }

  @Override
  public int discard() {
    // What is late has another transaction and is passed over when it is read.
    return 0;
  }

  @Override
  public boolean recovers() {
    return true;
  }

  @Override
  public void close() {
    DatagramSocket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
  }
}
