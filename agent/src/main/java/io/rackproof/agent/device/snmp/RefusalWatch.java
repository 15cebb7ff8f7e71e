package io.rackproof.agent.device.snmp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/**
 * Tells a device that is silent from one on which nothing listens. A shared socket is not told of
 * the ICMP messages by which a machine refuses; a connected one is, at the call after. So after a
 * timeout one more GET goes out on a socket of its own, without waiting for anything; the next
 * timeout asks whether it was refused.
 */
final class RefusalWatch implements AutoCloseable {

  private static final OID SYS_UP_TIME = new OID("1.3.6.1.2.1.1.3.0");

  private @Nullable DatagramChannel channel;

  /** True when the last GET sent here was refused. Sends the next one. Never waits. */
  boolean refused(UdpAddress address, String community) {
    try {
      DatagramChannel open = open(address);
      boolean refused = drain(open);
      open.write(request(community));
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

  private static ByteBuffer request(String community) throws IOException {
    PDU get = new PDU(PDU.GET, List.of(new VariableBinding(SYS_UP_TIME)));
    return SnmpMessage.encode(new OctetString(community), get);
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
