package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.event.ResponseListener;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * One UDP socket and one SNMP session for all devices. Requests of different devices are under way
 * at the same time; one that is not answered holds up no other. Thread safe.
 */
public final class SnmpEngine implements AutoCloseable {

  /** Answers of many devices may arrive at once, each up to 64 KiB. */
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final Snmp snmp;

  /**
   * Opens the socket on any free port.
   *
   * @throws IOException when it cannot be opened
   */
  public SnmpEngine() throws IOException {
    DefaultUdpTransportMapping transport =
        new DefaultUdpTransportMapping(new UdpAddress("0.0.0.0/0"));
    transport.setReceiveBufferSize(RECEIVE_BUFFER);
    MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
    dispatcher.addMessageProcessingModel(new MPv2c());
    snmp = new Snmp(dispatcher, transport);
    snmp.listen();
  }

  /**
   * Sends a request. The future always completes: with an answer, or when the target's timeout and
   * retries are used up.
   */
  CompletableFuture<Exchange> send(PDU request, CommunityTarget<UdpAddress> target, Ticker ticker) {
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
            exchange.complete(outcome(event, target, timed));
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

  private static Exchange outcome(
      ResponseEvent<?> event, CommunityTarget<UdpAddress> target, Ticker.Request timed) {
    PDU response = event.getResponse();
    if (response != null) {
      return Exchange.Answer.of(response, timed.end());
    }
    if (event.getError() != null) {
      return new Exchange.Lost(
          Cause.UNREACHABLE,
          target.getAddress() + " cannot be asked: " + event.getError().getMessage(),
          timed.end());
    }
    return new Exchange.Lost(
        Cause.TIMEOUT,
        target.getAddress()
            + " did not answer within "
            + target.getTimeout()
            + " ms, asked "
            + (target.getRetries() + 1)
            + " times (a wrong community is not answered either)",
        timed.end());
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
