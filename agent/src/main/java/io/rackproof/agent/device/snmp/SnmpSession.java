package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.snmp4j.CommunityTarget;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/** Requests to one device, one after the other. Knows GET and GETBULK, and nothing that writes. */
final class SnmpSession implements AutoCloseable {

  private static final int LARGEST_ANSWER = 65_535;

  private final SnmpConfig config;
  private final SnmpEngine engine;
  private final Ticker ticker;
  private final RefusalWatch refusals = new RefusalWatch();
  private @Nullable CommunityTarget<UdpAddress> target;

  SnmpSession(SnmpConfig config, SnmpEngine engine, Ticker ticker) {
    this.config = config;
    this.engine = engine;
    this.ticker = ticker;
  }

  /** GET: one var-bind for each instance. */
  Exchange get(List<Oid> instances) {
    PDU request = request(PDU.GET, instances);
    return exchange(request);
  }

  /** GETBULK: what follows each object, so many times. */
  Exchange getBulk(List<Oid> objects, int repetitions) {
    PDU request = request(PDU.GETBULK, objects);
    request.setNonRepeaters(0);
    request.setMaxRepetitions(repetitions);
    return exchange(request);
  }

  private static PDU request(int type, List<Oid> objects) {
    PDU request = new PDU();
    request.setType(type);
    for (Oid object : objects) {
      request.add(new VariableBinding(new OID(object.dotted())));
    }
    return request;
  }

  private Exchange exchange(PDU request) {
    CommunityTarget<UdpAddress> to;
    try {
      to = target();
    } catch (UnknownHostException e) {
      RequestTime now = ticker.start().end();
      return new Exchange.Lost(
          Cause.UNREACHABLE, "the name " + config.host() + " is not known", now);
    }
    Exchange exchange = await(engine.send(request, to, ticker), to);
    if (exchange instanceof Exchange.Lost lost) {
      // The name may lead elsewhere next time.
      target = null;
      if (lost.cause() == Cause.TIMEOUT && refusals.refused(to.getAddress(), config.community())) {
        return new Exchange.Lost(
            Cause.UNREACHABLE, "nothing listens on UDP " + config, lost.time());
      }
    } else {
      refusals.close();
    }
    return exchange;
  }

  private Exchange await(CompletableFuture<Exchange> exchange, CommunityTarget<UdpAddress> to) {
    // The engine completes it in time; the limit only guards against an engine that was closed.
    long limit = to.getTimeout() * (to.getRetries() + 2L) + 1_000;
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

  private CommunityTarget<UdpAddress> target() throws UnknownHostException {
    CommunityTarget<UdpAddress> known = target;
    if (known != null) {
      return known;
    }
    UdpAddress address = new UdpAddress(InetAddress.getByName(config.host()), config.port());
    CommunityTarget<UdpAddress> found =
        new CommunityTarget<>(address, new OctetString(config.community()));
    found.setVersion(SnmpConstants.version2c);
    found.setTimeout(Math.max(1, config.timeout().toMillis()));
    found.setRetries(config.retries());
    found.setMaxSizeRequestPDU(LARGEST_ANSWER);
    target = found;
    return found;
  }

  @Override
  public void close() {
    refusals.close();
    target = null;
  }
}
