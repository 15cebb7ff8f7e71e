package io.rackproof.agent.device.snmp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snmp4j.PDU;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * A small SNMP v2c agent on a loopback port. It keeps what it was asked as bytes, answers from a
 * map of instances, and can be scripted to answer otherwise or not at all.
 */
final class SnmpResponder implements AutoCloseable {

  static final int RESPONSE = 0xA2;

  final NavigableMap<OID, Variable> instances = new ConcurrentSkipListMap<>();
  final List<Integer> pduTags = Collections.synchronizedList(new ArrayList<>());
  final List<PDU> requests = Collections.synchronizedList(new ArrayList<>());
  private final String community;
  private final int port;
  private volatile Function<PDU, Optional<PDU>> script = pdu -> Optional.of(answer(pdu));
  private @Nullable DatagramSocket socket;

  SnmpResponder(String community) throws IOException {
    this.community = community;
    DatagramSocket opened = new DatagramSocket(new InetSocketAddress(loopback(), 0));
    port = opened.getLocalPort();
    listen(opened);
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  int port() {
    return port;
  }

  SnmpResponder put(String oid, Variable variable) {
    instances.put(new OID(oid), variable);
    return this;
  }

  /** Answers as scripted; an empty answer is silence. */
  void script(Function<PDU, Optional<PDU>> answers) {
    script = answers;
  }

  void answerAll() {
    script = pdu -> Optional.of(answer(pdu));
  }

  void comeBack() throws IOException {
    listen(new DatagramSocket(new InetSocketAddress(loopback(), port)));
  }

  private void listen(DatagramSocket opened) {
    socket = opened;
    Thread thread = new Thread(() -> serve(opened), "snmp-responder");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(DatagramSocket opened) {
    byte[] buffer = new byte[65_535];
    try {
      while (!opened.isClosed()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        opened.receive(packet);
        Optional<ByteBuffer> answer = message(Arrays.copyOf(buffer, packet.getLength()));
        if (answer.isPresent()) {
          byte[] bytes = new byte[answer.get().remaining()];
          answer.get().get(bytes);
          opened.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      if (!opened.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Optional<ByteBuffer> message(byte[] bytes) throws IOException {
    BERInputStream in = new BERInputStream(ByteBuffer.wrap(bytes));
    BER.decodeHeader(in, new BER.MutableByte());
    new Integer32().decodeBER(in);
    OctetString asked = new OctetString();
    asked.decodeBER(in);
    pduTags.add(bytes[(int) in.getPosition()] & 0xFF);
    PDU request = new PDU();
    request.decodeBER(in);
    requests.add(request);
    if (!asked.toString().equals(community)) {
      return Optional.empty();
    }
    Optional<PDU> answer = script.apply(request);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    answer.get().setType(PDU.RESPONSE);
    answer.get().setRequestID(request.getRequestID());
    return Optional.of(SnmpMessage.encode(asked, answer.get()));
  }

  /** The right answer. */
  PDU answer(PDU request) {
    PDU answer = new PDU();
    if (request.getType() == PDU.GET) {
      for (VariableBinding binding : request.getVariableBindings()) {
        Variable variable = instances.get(binding.getOid());
        answer.add(
            new VariableBinding(
                binding.getOid(), variable == null ? Null.noSuchInstance : variable));
      }
      return answer;
    }
    List<OID> positions =
        new ArrayList<>(
            request.getVariableBindings().stream().map(VariableBinding::getOid).toList());
    for (int row = 0; row < request.getMaxRepetitions(); row++) {
      for (int i = 0; i < positions.size(); i++) {
        Map.Entry<OID, Variable> next = instances.higherEntry(positions.get(i));
        if (next == null) {
          answer.add(new VariableBinding(positions.get(i), Null.endOfMibView));
        } else {
          positions.set(i, next.getKey());
          answer.add(new VariableBinding(next.getKey(), next.getValue()));
        }
      }
    }
    return answer;
  }

  /** An answer of nothing but an error. */
  static PDU error(PDU request, int status, int index) {
    PDU answer = new PDU();
    request.getVariableBindings().forEach(answer::add);
    answer.setErrorStatus(status);
    answer.setErrorIndex(index);
    return answer;
  }

  /** Instances below an object, by their full identifier. */
  NavigableMap<OID, Variable> below(String oid) {
    OID root = new OID(oid);
    return new TreeMap<>(instances.subMap(root, true, root.nextPeer(), false));
  }

  @Override
  public void close() {
    DatagramSocket open = socket;
    if (open != null) {
      open.close();
    }
  }
}
