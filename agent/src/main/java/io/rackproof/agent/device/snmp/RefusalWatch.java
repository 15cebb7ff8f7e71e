package io.rackproof.agent.device.snmp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.UdpAddress;

/**
 * Tells a device that is silent from one on which nothing listens. A shared socket is not told of
 * the ICMP messages by which a machine refuses; a connected one is, at the call after. So after a
 * timeout one more question goes out on a socket of its own, without waiting for anything; the next
 * timeout asks whether it was refused.
 */
final class RefusalWatch implements AutoCloseable {

  private @Nullable DatagramChannel channel;

  /** True when the last question sent here was refused. Sends the next one. Never waits. */
  boolean refused(UdpAddress address, Credentials credentials) {
    try {
      DatagramChannel open = open(address);
      boolean refused = drain(open);
      open.write(SnmpMessage.probe(credentials));
      return refused;
    } catch (PortUnreachableException e) {
      close();
      return true;
    } catch (IOException e) {
      close();
      return false;
    }
  }

  private DatagramChannel open(UdpAddress address) throws IOException {
    DatagramChannel known = channel;
    if (known != null && known.isOpen()) {
      return known;
    }
    DatagramChannel opened = DatagramChannel.open();
    channel = opened;
    opened.configureBlocking(false);
    opened.connect(new InetSocketAddress(address.getInetAddress(), address.getPort()));
    return opened;
  }

  private static boolean drain(DatagramChannel open) throws IOException {
    try {
      ByteBuffer ignored = ByteBuffer.allocate(2048);
      while (open.read(ignored) > 0) {
        ignored.clear();
      }
      return false;
    } catch (PortUnreachableException e) {
      return true;
    }
  }

  @Override
  public void close() {
    DatagramChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Nothing was promised over this socket.
      }
    }
  }
}
