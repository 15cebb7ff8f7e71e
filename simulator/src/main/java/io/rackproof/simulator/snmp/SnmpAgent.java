package io.rackproof.simulator.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.MPv1;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.MessageProcessingModel;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * Serves objects over SNMP v1, v2c and, to its users, v3 on loopback. A GETBULK answer ends where
 * it would outgrow one Ethernet frame, as equipment does; a wrong community is not answered. SNMP
 * v1 knows no 64-bit counters and refuses a request for the sake of one object that is not there.
 */
public final class SnmpAgent implements CommandResponder, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SnmpAgent.class);

  /** Bytes of variable bindings that fit a frame of 1,500 bytes beside the headers. */
  private static final int BULK_BYTES = 1_380;

  /** Bytes of variable bindings that fit a datagram. */
  private static final int MOST_BYTES = 60_000;

  private final ObjectTree objects;
  private final byte[] community;
  private final Map<String, Integer> levels;
  private final DoubleSupplier seconds;
  private final DoublePredicate answers;
  private final DefaultUdpTransportMapping transport;
  private final Snmp snmp;

  /**
   * Binds and serves at once.
   *
   * @param seconds the time of the model, asked once for each request
   * @param answers false at times at which requests stay unanswered
   * @param port 0 for a free one
   */
  public SnmpAgent(
      ObjectTree objects,
      String community,
      DoubleSupplier seconds,
      DoublePredicate answers,
      int port)
      throws IOException {
    this(
        objects,
        community,
        new SnmpUsers(new OctetString(MPv3.createLocalEngineID()), 1, List.of()),
        seconds,
        answers,
        port);
  }

  /**
   * Binds and serves at once, also to users of SNMP v3.
   *
   * @param users who they are, and the engine that they come to
   */
  public SnmpAgent(
      ObjectTree objects,
      String community,
      SnmpUsers users,
      DoubleSupplier seconds,
      DoublePredicate answers,
      int port)
      throws IOException {
    this.objects = objects;
    this.levels = users.levels();
    this.community = community.getBytes(StandardCharsets.UTF_8);
    this.seconds = seconds;
    this.answers = answers;
    this.transport =
        new DefaultUdpTransportMapping(new UdpAddress(InetAddress.getLoopbackAddress(), port));
    MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
    dispatcher.addMessageProcessingModel(new MPv1());
    dispatcher.addMessageProcessingModel(new MPv2c());
    dispatcher.addMessageProcessingModel(users.model());
    this.snmp = new Snmp(dispatcher, transport);
    listen();
  }

  private void listen() throws IOException {
    snmp.addCommandResponder(this);
    snmp.listen();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    UdpAddress address = transport.getListenAddress();
    return new InetSocketAddress(address.getInetAddress(), address.getPort());
  }

  @Override
  public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
    PDU request = event.getPDU();
    if (request == null || !isLetIn(event)) {
      return;
    }
    double t = seconds.getAsDouble();
    if (!answers.test(t)) {
      return;
    }
    event.setProcessed(true);
    boolean v1 = event.getMessageProcessingModel() == MessageProcessingModel.MPv1;
    PDU response = v1 ? new PDUv1() : new PDU();
    if (request instanceof ScopedPDU asked) {
      ScopedPDU scoped = new ScopedPDU();
      scoped.setContextEngineID(asked.getContextEngineID());
      scoped.setContextName(asked.getContextName());
      response = scoped;
    }
    response.setType(PDU.RESPONSE);
    response.setRequestID(request.getRequestID());
    fill(response, request, t, v1);
    try {
      event
          .getMessageDispatcher()
          .returnResponsePdu(
              event.getMessageProcessingModel(),
              event.getSecurityModel(),
              event.getSecurityName(),
              event.getSecurityLevel(),
              response,
              event.getMaxSizeResponsePDU(),
              event.getStateReference(),
              new StatusInformation());
    } catch (MessageException e) {
      LOG.warn("no answer to {}: {}", event.getPeerAddress(), e.getMessage());
    }
  }

  private boolean isLetIn(CommandResponderEvent<?> event) {
    if (event.getMessageProcessingModel() != MessageProcessingModel.MPv3) {
      return Arrays.equals(event.getSecurityName(), community);
    }
    String user = new String(event.getSecurityName(), StandardCharsets.UTF_8);
    return event.getSecurityLevel() >= levels.getOrDefault(user, Integer.MAX_VALUE);
  }

  private void fill(PDU response, PDU request, double t, boolean v1) {
    List<? extends VariableBinding> asked = request.getVariableBindings();
    switch (request.getType()) {
      case PDU.GET -> {
        for (VariableBinding binding : asked) {
          response.add(get(binding.getOid(), t));
        }
      }
      case PDU.GETNEXT -> {
        for (VariableBinding binding : asked) {
          response.add(next(binding.getOid(), t));
        }
      }
      case PDU.GETBULK -> bulk(response, request, t);
      default -> refuse(response, request, PDU.notWritable, 1);
    }
    if (v1) {
      refuseWhatVersion1Lacks(response, request, t);
    }
    if (bytes(response) > MOST_BYTES) {
      response.clear();
      response.setErrorStatus(PDU.tooBig);
    }
  }

  /** RFC 1157: a whole request fails for one object, the first that cannot be had. */
  private void refuseWhatVersion1Lacks(PDU response, PDU request, double t) {
    for (int i = 0; i < response.size(); i++) {
      VariableBinding binding = response.get(i);
      while (request.getType() == PDU.GETNEXT && binding.getVariable() instanceof Counter64) {
        binding = next(binding.getOid(), t);
      }
      if (binding.isException() || binding.getVariable() instanceof Counter64) {
        response.clear();
        refuse(response, request, PDU.noSuchName, i + 1);
        return;
      }
      response.set(i, binding);
    }
  }

  private static void refuse(PDU response, PDU request, int status, int index) {
    for (VariableBinding binding : request.getVariableBindings()) {
      response.add(binding);
    }
    response.setErrorStatus(status);
    response.setErrorIndex(index);
  }

  private static int bytes(PDU response) {
    int bytes = 0;
    for (VariableBinding binding : response.getVariableBindings()) {
      bytes += binding.getBERLength();
    }
    return bytes;
  }

  private VariableBinding get(OID oid, double t) {
    Variable value =
        objects
            .get(oid)
            .map(object -> object.apply(t))
            .orElseGet(() -> hasInstances(oid) ? Null.noSuchInstance : Null.noSuchObject);
    return new VariableBinding(oid, value);
  }

  /** Whether another instance of the same column exists. */
  private boolean hasInstances(OID oid) {
    OID column = oid.size() > 1 ? oid.trim() : oid;
    return objects.next(column).filter(found -> found.getKey().startsWith(column)).isPresent();
  }

  private VariableBinding next(OID oid, double t) {
    Map.Entry<OID, DoubleFunction<Variable>> found = objects.next(oid).orElse(null);
    return found == null
        ? new VariableBinding(oid, Null.endOfMibView)
        : new VariableBinding(found.getKey(), found.getValue().apply(t));
  }

  private void bulk(PDU response, PDU request, double t) {
    int single = Math.max(0, Math.min(request.getNonRepeaters(), request.size()));
    List<OID> cursors = new ArrayList<>();
    for (int i = 0; i < request.size(); i++) {
      OID oid = request.get(i).getOid();
      if (i < single) {
        response.add(next(oid, t));
      } else {
        cursors.add(oid);
      }
    }
    int bytes = bytes(response);
    for (int row = 0; row < request.getMaxRepetitions() && !cursors.isEmpty(); row++) {
      boolean more = false;
      for (int column = 0; column < cursors.size(); column++) {
        VariableBinding binding = next(cursors.get(column), t);
        bytes += binding.getBERLength();
        if (bytes > BULK_BYTES && response.size() > 0) {
          return;
        }
        response.add(binding);
        cursors.set(column, binding.getOid());
        more |= !binding.isException();
      }
      if (!more) {
        return;
      }
    }
  }

  @Override
  public void close() {
    try {
      snmp.close();
    } catch (IOException e) {
      LOG.warn("cannot close {}: {}", address(), e.getMessage());
    }
  }
}
