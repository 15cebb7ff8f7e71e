package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.Snmp;
import org.snmp4j.mp.MPv1;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MessageProcessingModel;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * Takes traps and informs of SNMP v1, v2c and v3 on a UDP port. An inform is acknowledged once it
 * was taken, and taken once however often it comes.
 */
public final class TrapListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrapListener.class);

  private static final OID SNMP_TRAP_ADDRESS = new OID("1.3.6.1.6.3.18.1.3.0");
  private static final String GENERIC_TRAPS = "1.3.6.1.6.3.1.1.5.";
  private static final int INFORMS_REMEMBERED = 1024;
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final Snmp snmp;
  private final DefaultUdpTransportMapping transport;
  private final Ticker ticker;
  private final Consumer<SnmpNotification> taken;
  private final Runnable refused;
  private final Set<String> communities;
  private final Map<String, Integer> levels;
  private final Map<String, Boolean> informs =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > INFORMS_REMEMBERED;
            }
          });

  /**
   * Listens at once.
   *
   * @param taken gets each notification of someone who is let in; must not block
   * @param refused is told of each that is not let in
   * @throws IOException when the port is taken, or not allowed
   */
  public TrapListener(
      TrapConfig config, Ticker ticker, Consumer<SnmpNotification> taken, Runnable refused)
      throws IOException {
    this.ticker = ticker;
    this.taken = taken;
    this.refused = refused;
    this.communities = Set.copyOf(config.communities());
    this.levels =
        config.users().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    sender -> sender.user().name(), sender -> level(sender.user()), Math::min));
    transport = new DefaultUdpTransportMapping(new UdpAddress(config.host() + "/" + config.port()));
    transport.setReceiveBufferSize(RECEIVE_BUFFER);
    MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
    dispatcher.addMessageProcessingModel(new MPv1());
    dispatcher.addMessageProcessingModel(new MPv2c());
    dispatcher.addMessageProcessingModel(secure(config));
    snmp = new Snmp(dispatcher, transport);
    CommandResponder responder = this::process;
    snmp.addCommandResponder(responder);
    snmp.listen();
  }

  private MessageProcessingModel secure(TrapConfig config) {
    SecurityProtocols protocols = Version3.protocols();
    // An engine counts its starts, and whoever knows a count takes no lower one: seconds since 2020
    // grow with every start and need no file.
    int starts = (int) (ticker.wall().instant().getEpochSecond() - 1_577_836_800L);
    USM usm = new USM(protocols, octets(config.engineId()), Math.max(1, starts));
    for (TrapConfig.Sender sender : config.users()) {
      UsmUser user = user(sender.user());
      if (sender.engineId().isPresent()) {
        usm.addUser(user, octets(sender.engineId().get()));
      } else {
        usm.addUser(user);
      }
    }
    return Version3.messages(octets(config.engineId()).getValue(), usm, protocols);
  }

  private static OctetString octets(String hexadecimal) {
    return new OctetString(HexFormat.of().parseHex(hexadecimal));
  }

  private static UsmUser user(Credentials.User user) {
    return new UsmUser(
        new OctetString(user.name()),
        user.authentication().map(secret -> secret.protocol().oid()).orElse(null),
        user.authentication().map(secret -> new OctetString(secret.password())).orElse(null),
        user.privacy().map(secret -> secret.protocol().oid()).orElse(null),
        user.privacy().map(secret -> new OctetString(secret.password())).orElse(null));
  }

  private static int level(Credentials.User user) {
    if (user.privacy().isPresent()) {
      return SecurityLevel.AUTH_PRIV;
    }
    return user.authentication().isPresent()
        ? SecurityLevel.AUTH_NOPRIV
        : SecurityLevel.NOAUTH_NOPRIV;
  }

  /** The port that it listens on. */
  public int port() {
    return transport.getListenAddress().getPort();
  }

  private <A extends Address> void process(CommandResponderEvent<A> event) {
    PDU pdu = event.getPDU();
    if (pdu == null || !isNotification(pdu)) {
      return;
    }
    event.setProcessed(true);
    if (!isLetIn(event)) {
      refused.run();
      return;
    }
    try {
      boolean inform = pdu.getType() == PDU.INFORM;
      String key = event.getPeerAddress() + " " + pdu.getRequestID();
      if (!inform || informs.put(key, true) == null) {
        notification(event, pdu).ifPresentOrElse(taken, refused);
      }
      if (inform) {
        acknowledge(event, pdu);
      }
    } catch (RuntimeException e) {
      LOG.error("A defect of the agent lost a notification of {}", event.getPeerAddress(), e);
    }
  }

  private static boolean isNotification(PDU pdu) {
    return switch (pdu.getType()) {
      case PDU.TRAP, PDU.INFORM, PDU.V1TRAP -> true;
      default -> false;
    };
  }

  private boolean isLetIn(CommandResponderEvent<?> event) {
    String name = new String(event.getSecurityName(), StandardCharsets.UTF_8);
    if (event.getMessageProcessingModel() != MessageProcessingModel.MPv3) {
      return communities.contains(name);
    }
    // A user with a password is not believed without it.
    return event.getSecurityLevel() >= levels.getOrDefault(name, Integer.MAX_VALUE);
  }

  private Optional<SnmpNotification> notification(CommandResponderEvent<?> event, PDU pdu) {
    Optional<OID> type =
        pdu instanceof PDUv1 v1 ? Optional.of(type(v1)) : oid(pdu, SnmpConstants.snmpTrapOID);
    return type.map(
        oid ->
            new SnmpNotification(
                host(event.getPeerAddress()),
                origin(pdu),
                new Oid(oid.toDottedString()),
                pdu.getType() == PDU.INFORM,
                version(event),
                ticker.start().end(),
                List.copyOf(pdu.getVariableBindings())));
  }

  /**
   * RFC 3584 3.1: a generic trap n is {@code snmpTraps.(n + 1)}, a specific one n of an enterprise
   * is {@code ENTERPRISE.0.n}.
   */
  private static OID type(PDUv1 trap) {
    if (trap.getGenericTrap() != PDUv1.ENTERPRISE_SPECIFIC) {
      return new OID(GENERIC_TRAPS + (trap.getGenericTrap() + 1));
    }
    return new OID(trap.getEnterprise().toDottedString() + ".0." + trap.getSpecificTrap());
  }

  private static Optional<OID> oid(PDU pdu, OID object) {
    Variable value = pdu.getVariable(object);
    return value instanceof OID oid ? Optional.of(oid) : Optional.empty();
  }

  private static Optional<String> origin(PDU pdu) {
    Variable told =
        pdu instanceof PDUv1 v1 ? v1.getAgentAddress() : pdu.getVariable(SNMP_TRAP_ADDRESS);
    if (told instanceof IpAddress address && !address.getInetAddress().isAnyLocalAddress()) {
      return Optional.of(address.getInetAddress().getHostAddress());
    }
    return Optional.empty();
  }

  private static String host(Address peer) {
    return peer instanceof UdpAddress udp
        ? udp.getInetAddress().getHostAddress()
        : String.valueOf(peer);
  }

  private static String version(CommandResponderEvent<?> event) {
    return switch (event.getMessageProcessingModel()) {
      case MessageProcessingModel.MPv1 -> "v1";
      case MessageProcessingModel.MPv2c -> "v2c";
      default -> "v3 user '" + new String(event.getSecurityName(), StandardCharsets.UTF_8) + "'";
    };
  }

  private static <A extends Address> void acknowledge(CommandResponderEvent<A> event, PDU pdu) {
    PDU response = (PDU) pdu.clone();
    response.setType(PDU.RESPONSE);
    response.setErrorStatus(PDU.noError);
    response.setErrorIndex(0);
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
      LOG.warn("cannot acknowledge an inform of {}: {}", event.getPeerAddress(), e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      snmp.close();
    } catch (IOException e) {
      LOG.warn("cannot close the port for notifications: {}", e.getMessage());
    }
  }
}
