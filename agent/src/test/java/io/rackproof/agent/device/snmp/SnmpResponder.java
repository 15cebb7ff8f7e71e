package io.rackproof.agent.device.snmp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * A small SNMP v1 and v2c agent on a loopback port. It keeps what it was asked as bytes, answers
 * from a map of instances, and can be scripted to answer otherwise or not at all.
 */
final class SnmpResponder implements AutoCloseable {

  static final int RESPONSE = 0xA2;

  final NavigableMap<OID, Variable> instances = new ConcurrentSkipListMap<>();
  final List<Integer> pduTags = Collections.synchronizedList(new ArrayList<>());
  final List<PDU> requests = Collections.synchronizedList(new ArrayList<>());
  private final String community;
  private final int port;
  private final Map<PDU, Peer> peers = Collections.synchronizedMap(new IdentityHashMap<>());
  private volatile Function<PDU, Optional<PDU>> script = pdu -> Optional.of(answer(pdu));
  private @Nullable DatagramSocket socket;

  /** Who asked, and how. */
  private record Peer(SocketAddress address, int version, OctetString community) {}

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
        Optional<ByteBuffer> answer =
            message(Arrays.copyOf(buffer, packet.getLength()), packet.getSocketAddress());
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

  private Optional<ByteBuffer> message(byte[] bytes, SocketAddress from) throws IOException {
    BERInputStream in = new BERInputStream(ByteBuffer.wrap(bytes));
    BER.decodeHeader(in, new BER.MutableByte());
    Integer32 version = new Integer32();
    version.decodeBER(in);
    OctetString asked = new OctetString();
    asked.decodeBER(in);
    pduTags.add(bytes[(int) in.getPosition()] & 0xFF);
    PDU request = version.getValue() == 0 ? new PDUv1() : new PDU();
    request.decodeBER(in);
    Peer peer = new Peer(from, version.getValue(), asked);
    peers.put(request, peer);
    requests.add(request);
    if (!asked.toString().equals(community)) {
      return Optional.empty();
    }
    Optional<PDU> answer = script.apply(request);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(encode(request, answer.get(), peer));
  }

  private static ByteBuffer encode(PDU request, PDU answer, Peer peer) throws IOException {
    answer.setType(PDU.RESPONSE);
    answer.setRequestID(request.getRequestID());
    return SnmpMessage.encode(peer.version(), peer.community(), answer);
  }

  /** Answers a request that was left unanswered before. */
  void answerLate(PDU request) throws IOException {
    Peer peer = Objects.requireNonNull(peers.get(request), "never asked");
    ByteBuffer message = encode(request, answer(request), peer);
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    Objects.requireNonNull(socket, "closed")
        .send(new DatagramPacket(bytes, bytes.length, peer.address()));
  }

  /** The right answer. */
  PDU answer(PDU request) {
    if (request instanceof PDUv1) {
      return answerOfVersion1(request);
    }
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
    int rows = request.getType() == PDU.GETBULK ? request.getMaxRepetitions() : 1;
    for (int row = 0; row < rows; row++) {
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

  /** RFC 1157: no 64-bit counters, and one instance that is not there fails the request. */
  private PDU answerOfVersion1(PDU request) {
    PDU answer = new PDUv1();
    for (int i = 0; i < request.size(); i++) {
      OID name = request.get(i).getOid();
      Map.Entry<OID, Variable> found =
          request.getType() == PDU.GET ? instances.floorEntry(name) : instances.higherEntry(name);
      while (request.getType() == PDU.GETNEXT
          && found != null
          && found.getValue() instanceof Counter64) {
        found = instances.higherEntry(found.getKey());
      }
      boolean absent =
          found == null
              || (request.getType() == PDU.GET && !found.getKey().equals(name))
              || found.getValue() instanceof Counter64;
      if (absent || found == null) {
        PDU refusal = error(request, PDU.noSuchName, i + 1);
        return refusal;
      }
      answer.add(new VariableBinding(found.getKey(), found.getValue()));
    }
    return answer;
  }

  /** An answer of nothing but an error. */
  static PDU error(PDU request, int status, int index) {
    PDU answer = request instanceof PDUv1 ? new PDUv1() : new PDU();
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
