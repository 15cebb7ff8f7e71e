package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageDispatcher;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.event.ResponseListener;
import org.snmp4j.mp.MPv1;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * One UDP socket with its session and its record of the clocks of SNMP v3 engines. Requests of
 * different devices are under way at the same time; one that is not answered holds up no other.
 * Thread safe.
 */
final class SnmpLane implements AutoCloseable {

  /** Answers of many devices may arrive at once, each up to 64 KiB. */
  private static final int RECEIVE_BUFFER = 1 << 20;

  private static final int REPORTS_KEPT = 1024;

  private final USM usm;
  private final Session snmp;

  /** A session that remembers what agents report without a signature. */
  private static final class Session extends Snmp {

    private final Map<Integer, OID> reports =
        Collections.synchronizedMap(
            new LinkedHashMap<>() {
              @Override
              protected boolean removeEldestEntry(Map.Entry<Integer, OID> eldest) {
                return size() > REPORTS_KEPT;
              }
            });

    Session(MessageDispatcher dispatcher, DefaultUdpTransportMapping transport) {
      super(dispatcher, transport);
    }

    /**
     * An agent that finds a signature wrong cannot sign its Report; the library drops it, since
     * anyone may have sent it, and the request times out. Until then the true answer is waited for;
     * after it the Report tells what was wrong.
     */
    @Override
    public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
      PDU pdu = event.getPDU();
      if (pdu != null
          && pdu.getType() == PDU.REPORT
          && pdu.size() > 0
          && !SecurityReport.isRoutine(pdu.get(0).getOid())) {
        reports.put(event.getPduHandle().getTransactionID(), pdu.get(0).getOid());
      }
      super.processPdu(event);
    }
  }

  SnmpLane(SecurityProtocols protocols) throws IOException {
    DefaultUdpTransportMapping transport =
        new DefaultUdpTransportMapping(new UdpAddress("0.0.0.0/0"));
    transport.setReceiveBufferSize(RECEIVE_BUFFER);
    byte[] own = MPv3.createLocalEngineID();
    usm = new USM(protocols, new OctetString(own), 0);
    MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
    dispatcher.addMessageProcessingModel(new MPv1());
    dispatcher.addMessageProcessingModel(new MPv2c());
    dispatcher.addMessageProcessingModel(Version3.messages(own, usm, protocols));
    snmp = new Session(dispatcher, transport);
    snmp.listen();
  }

  /**
   * Asks an agent for its engine id, once.
   *
   * @return null when it does not answer in time
   */
  byte @Nullable [] discover(UdpAddress address, long timeoutMillis) {
    byte[] engine = snmp.discoverAuthoritativeEngineID(address, timeoutMillis);
    return engine == null || engine.length == 0 ? null : engine;
  }

  /** Forgets the clock of an engine: it is learned again with the next request. */
  void forgetClock(OctetString engine) {
    usm.removeEngineTime(engine);
  }

  /**
   * Sends a request. The future always completes: with an answer, or when the target's timeout and
   * retries are used up.
   *
   * @param user of SNMP v3, for advice; null for the other versions
   */
  CompletableFuture<Exchange> send(
      PDU request, Target<UdpAddress> target, Credentials.@Nullable User user, Ticker ticker) {
    if (request.getType() != PDU.GET
        && request.getType() != PDU.GETNEXT
        && request.getType() != PDU.GETBULK) {
      throw new IllegalArgumentException("devices are only ever read");
    }
    CompletableFuture<Exchange> exchange = new CompletableFuture<>();
    Ticker.Request timed = ticker.start();
    ResponseListener listener =
        new ResponseListener() {
          @Override
          public <A extends Address> void onResponse(ResponseEvent<A> event) {
            // An asynchronous request stays in the session's memory until it is cancelled.
            snmp.cancel(event.getRequest(), this);
            exchange.complete(outcome(event, target, user, timed));
          }
        };
    try {
      snmp.send(request, target, null, listener);
    } catch (IOException | RuntimeException e) {
      snmp.cancel(request, listener);
      exchange.complete(
          new Exchange.Lost(
              Cause.UNREACHABLE, "cannot send to " + target.getAddress() + ": " + e, timed.end()));
    }
    return exchange;
  }

  private Exchange outcome(
      ResponseEvent<?> event,
      Target<UdpAddress> target,
      Credentials.@Nullable User user,
      Ticker.Request timed) {
    OID reported = snmp.reports.remove(event.getRequest().getRequestID().getValue());
    PDU response = event.getResponse();
    if (response != null && response.getType() != PDU.REPORT) {
      return Exchange.Answer.of(response, timed.end());
    }
    if (response != null && response.size() > 0) {
      reported = response.get(0).getOid();
    }
    if (reported != null && user != null) {
      return new Exchange.Lost(
          Cause.REFUSED,
          target.getAddress() + " refuses: " + SecurityReport.explain(reported, user),
          timed.end());
    }
    if (event.getError() != null) {
      return new Exchange.Lost(
          Cause.UNREACHABLE,
          target.getAddress() + " cannot be asked: " + event.getError().getMessage(),
          timed.end());
    }
    return new Exchange.Lost(Cause.TIMEOUT, silence(target, user), timed.end());
  }

  private static String silence(Target<UdpAddress> target, Credentials.@Nullable User user) {
    return target.getAddress()
        + " did not answer within "
        + target.getTimeout()
        + " ms, asked "
        + (target.getRetries() + 1)
        + " times"
        + (user == null ? " (a wrong community is not answered either)" : "");
  }

  /** Requests that are neither answered nor timed out. */
  int pendingRequests() {
    return snmp.getPendingAsyncRequestCount();
  }

  /** Closes the socket; requests under way end as not answered. */
  @Override
  public void close() {
    try {
      snmp.close();
    } catch (IOException e) {
      // A socket that cannot be closed is of no more use to anyone; there is nothing left to do.
    }
  }
}
