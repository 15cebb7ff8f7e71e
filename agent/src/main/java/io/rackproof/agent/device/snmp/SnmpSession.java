package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.snmp4j.DirectUserTarget;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.ScopedPDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/**
 * Requests to one device, one after the other. Knows GET, GETNEXT and GETBULK, and nothing that
 * writes.
 */
final class SnmpSession implements AutoCloseable {

  private final SnmpConfig config;
  private final Credentials.@Nullable User user;
  private final TargetFinder finder;
  private final Ticker ticker;
  private final RefusalWatch refusals = new RefusalWatch();
  private TargetFinder.@Nullable Reachable known;
  private boolean everAnswered;

  SnmpSession(SnmpConfig config, SnmpEngine engine, Ticker ticker) {
    this.config = config;
    this.user = config.credentials() instanceof Credentials.User u ? u : null;
    this.finder = new TargetFinder(config, engine, ticker);
    this.ticker = ticker;
  }

  /** SNMP v1 has no GETBULK. */
  boolean hasBulk() {
    return config.hasBulk();
  }

  /** GET: one var-bind for each instance. */
  Exchange get(List<Oid> instances) {
    return exchange(request(PDU.GET, instances));
  }

  /** GETNEXT: what follows each object. */
  Exchange getNext(List<Oid> objects) {
    return exchange(request(PDU.GETNEXT, objects));
  }

  /** GETBULK: what follows each object, so many times. */
  Exchange getBulk(List<Oid> objects, int repetitions) {
    PDU request = request(PDU.GETBULK, objects);
    request.setNonRepeaters(0);
    request.setMaxRepetitions(repetitions);
    return exchange(request);
  }

  private PDU request(int type, List<Oid> objects) {
    PDU request;
    if (user != null) {
      ScopedPDU scoped = new ScopedPDU();
      scoped.setContextName(new OctetString(user.context()));
      request = scoped;
    } else {
      request = config.isV1() ? new PDUv1() : new PDU();
    }
    request.setType(type);
    for (Oid object : objects) {
      request.add(new VariableBinding(new OID(object.dotted())));
    }
    return request;
  }

  private Exchange exchange(PDU request) {
    TargetFinder.Reachable to = known;
    if (to == null) {
      TargetFinder.Found found = finder.find();
      if (found instanceof TargetFinder.Unreachable none) {
        return none.address().isEmpty()
            ? none.lost()
            : unanswered(none.lost(), none.address().get());
      }
      to = (TargetFinder.Reachable) found;
      known = to;
    }
    Exchange exchange = await(to.lane().send(request, to.target(), user, ticker), to);
    if (exchange instanceof Exchange.Lost lost) {
      // The name may lead elsewhere next time, and the device may be another one, or have forgotten
      // how often it started.
      known = null;
      if (to.target() instanceof DirectUserTarget<UdpAddress> secure) {
        to.lane().forgetClock(new OctetString(secure.getAuthoritativeEngineID()));
      }
      return unanswered(advised(lost), to.address());
    }
    everAnswered = true;
    refusals.close();
    return exchange;
  }

  private Exchange.Lost unanswered(Exchange.Lost lost, UdpAddress address) {
    if (lost.cause() == Cause.TIMEOUT && refusals.refused(address, config.credentials())) {
      return new Exchange.Lost(Cause.UNREACHABLE, "nothing listens on UDP " + config, lost.time());
    }
    return lost;
  }

  /** An agent that told its engine id, and then nothing, cannot read what the user sends. */
  private Exchange.Lost advised(Exchange.Lost lost) {
    Credentials.User who = user;
    if (lost.cause() != Cause.TIMEOUT || everAnswered || who == null) {
      return lost;
    }
    return new Exchange.Lost(
        lost.cause(),
        lost.detail()
            + ", but told its engine id: see 'snmp.user.privacy' and 'snmp.user.authentication' of"
            + " user '"
            + who.name()
            + "'"
            + (who.context().isEmpty() ? "" : " and 'snmp.context', " + who.context())
            + ", since many devices leave unanswered what they cannot decrypt, verify or find",
        lost.time());
  }

  private Exchange await(CompletableFuture<Exchange> exchange, TargetFinder.Reachable to) {
    // The engine completes it in time; the limit only guards against an engine that was closed.
    long limit = to.target().getTimeout() * (to.target().getRetries() + 2L) + 1_000;
    Ticker.Request waiting = ticker.start();
    try {
      return exchange.get(limit, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Exchange.Lost(Cause.UNREACHABLE, "the read was interrupted", waiting.end());
    } catch (ExecutionException | TimeoutException e) {
      return new Exchange.Lost(Cause.UNREACHABLE, "the SNMP engine is closed", waiting.end());
    }
  }

  @Override
  public void close() {
    refusals.close();
    known = null;
  }
}
