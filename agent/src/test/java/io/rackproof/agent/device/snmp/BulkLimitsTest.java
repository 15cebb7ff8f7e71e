package io.rackproof.agent.device.snmp;

import static io.rackproof.agent.device.snmp.SnmpFixture.missing;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snmp4j.PDU;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

/** How much is asked for at once, and what becomes of devices that cannot give it. */
class BulkLimitsTest {

  private static final String ENTRY = "1.3.6.1.4.1.1.2.1";
  private static final Point UP =
      SnmpFixture.column(
          "switch_port_up", Point.Kind.STATE, SnmpFixture.table(ENTRY, "port", "{index}"), "4");
  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);

  private SnmpEngine engine;
  private SnmpResponder responder;

  @BeforeEach
  void start() throws IOException {
    engine = new SnmpEngine();
    responder = new SnmpResponder("public").put("1.3.6.1.2.1.1.3.0", new TimeTicks(5000));
    rows(90);
  }

  private void rows(int rows) {
    for (int row = 1; row <= rows; row++) {
      responder.put(ENTRY + ".4." + row, new Integer32(1));
    }
  }

  @AfterEach
  void stop() {
    responder.close();
    engine.close();
  }

  private SnmpDriver driver(String community, Duration timeout) {
    return new SnmpDriver(
        new SnmpConfig("127.0.0.1", responder.port(), community, timeout, 0, 100), engine, TICKER);
  }

  private SnmpDriver driver() {
    return driver("public", Duration.ofMillis(400));
  }

  /** What is asked after the GET of the read. */
  private List<PDU> walk(SnmpDriver driver, int rows) {
    int first = responder.requests.size();
    assertThat(driver.read(List.of(UP)))
        .hasSize(rows)
        .allMatch(r -> r.outcome() instanceof Reading.Value);
    return List.copyOf(responder.requests.subList(first + 1, responder.requests.size()));
  }

  @Test
  void rowsAskedForGrowWhileTheDeviceGivesThemAll() {
    SnmpDriver driver = driver();
    assertThat(walk(driver, 90)).hasSize(4).allMatch(pdu -> pdu.getMaxRepetitions() <= 25);
    walk(driver, 90);
    walk(driver, 90);
    // All rows and the one that ends the table in one request.
    assertThat(walk(driver, 90))
        .singleElement()
        .satisfies(pdu -> assertThat(pdu.getMaxRepetitions()).isEqualTo(91));
  }

  @Test
  void noMoreIsAskedForThanTheDeviceHasEverGiven() {
    responder.script(
        pdu -> {
          PDU answer = responder.answer(pdu);
          while (answer.size() > 7) {
            answer.remove(answer.size() - 1);
          }
          return Optional.of(answer);
        });
    SnmpDriver driver = driver();
    walk(driver, 90);
    assertThat(walk(driver, 90)).allMatch(pdu -> pdu.getMaxRepetitions() <= 7);
  }

  @Test
  void largeAnswersThatAreLostMakeTheNextOnesSmaller() {
    responder.script(
        pdu ->
            pdu.getType() == PDU.GETBULK && pdu.getMaxRepetitions() > 10
                ? Optional.empty()
                : Optional.of(responder.answer(pdu)));
    SnmpDriver driver = driver();
    // GETNEXT stands in at first: no value is lost.
    walk(driver, 90);
    List<PDU> second = walk(driver, 90);
    assertThat(second)
        .allMatch(pdu -> pdu.getType() == PDU.GETBULK && pdu.getMaxRepetitions() <= 10);
  }

  @Test
  void getNextStandsInForADeviceThatIsSilentToGetBulk() {
    responder.script(
        pdu ->
            pdu.getType() == PDU.GETBULK ? Optional.empty() : Optional.of(responder.answer(pdu)));
    SnmpDriver driver = driver();
    walk(driver, 90);
    walk(driver, 90);
    assertThat(walk(driver, 90)).allMatch(pdu -> pdu.getType() == PDU.GETNEXT);
  }

  @Test
  void getNextStandsInForADeviceThatRefusesGetBulk() {
    responder.script(
        pdu ->
            Optional.of(
                pdu.getType() == PDU.GETBULK
                    ? SnmpResponder.error(pdu, PDU.genErr, 1)
                    : responder.answer(pdu)));
    SnmpDriver driver = driver();
    walk(driver, 90);
    walk(driver, 90);
    assertThat(walk(driver, 90)).allMatch(pdu -> pdu.getType() == PDU.GETNEXT);
  }

  /** The successor of a row in an order in which even numbers come first. */
  private PDU evenRowsFirst(PDU pdu, int rows) {
    PDU answer = new PDU();
    OID at = pdu.get(0).getOid();
    OID column = new OID(ENTRY + ".4");
    int row = at.equals(column) ? 0 : at.last();
    for (int i = 0; i < pdu.getMaxRepetitions(); i++) {
      row = row % 2 == 0 && row + 2 > rows ? 1 : row + 2;
      if (row > rows) {
        answer.add(new VariableBinding(new OID(ENTRY + ".5.1"), new Integer32(7)));
        return answer;
      }
      answer.add(new VariableBinding(new OID(ENTRY + ".4." + row), new Integer32(1)));
    }
    return answer;
  }

  @Test
  void rowsOutOfOrderAreAllRead() {
    responder.script(
        pdu ->
            Optional.of(
                pdu.getType() == PDU.GETBULK ? evenRowsFirst(pdu, 90) : responder.answer(pdu)));
    walk(driver(), 90);
  }

  @Test
  void aWalkThatComesToARowAgainEndsAndKeepsWhatItHas() {
    responder.script(
        pdu -> {
          PDU answer = responder.answer(pdu);
          if (pdu.getType() == PDU.GETBULK && answer.size() > 20) {
            answer.set(20, new VariableBinding(new OID(ENTRY + ".4.3"), new Integer32(9)));
          }
          return Optional.of(answer);
        });
    List<Reading> readings = driver().read(List.of(UP));
    assertThat(readings.stream().filter(r -> r.outcome() instanceof Reading.Value)).hasSize(20);
    assertThat(missing(readings.get(20)).cause()).isEqualTo(Cause.GARBAGE);
  }

  @Test
  void answersThatComeInAnotherOrderThanTheRequestsReachTheirOwn() throws Exception {
    responder.script(pdu -> Optional.empty());
    SnmpDriver first = driver("public", Duration.ofSeconds(60));
    CompletableFuture<List<Reading>> one =
        CompletableFuture.supplyAsync(() -> first.read(List.of(UP)));
    while (responder.requests.isEmpty()) {
      Thread.onSpinWait();
    }
    responder.answerAll();
    rows(90);
    assertThat(driver("public", Duration.ofSeconds(60)).read(List.of(UP))).hasSize(90);
    assertThat(one).isNotDone();
    responder.answerLate(responder.requests.get(0));
    assertThat(one.get(60, TimeUnit.SECONDS)).hasSize(90);
  }

  @Test
  void tenDeadTargetsOfFiftyHoldUpNoneOfTheOthers() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<CompletableFuture<List<Reading>>> dead = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        SnmpDriver driver = driver("wrong", Duration.ofHours(1));
        dead.add(CompletableFuture.supplyAsync(() -> driver.read(List.of(UP)), threads));
      }
      List<CompletableFuture<Integer>> live = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        SnmpDriver driver = driver("public", Duration.ofMinutes(1));
        live.add(
            CompletableFuture.supplyAsync(
                () -> {
                  int values = 0;
                  for (int round = 0; round < 20; round++) {
                    values += driver.read(List.of(UP)).size();
                  }
                  return values;
                },
                threads));
      }
      // Twenty polls of each live one end before the first timeout of a dead one.
      for (CompletableFuture<Integer> device : live) {
        assertThat(device.get(5, TimeUnit.MINUTES)).isEqualTo(20 * 90);
      }
      assertThat(dead).noneMatch(CompletableFuture::isDone);
      assertThat(engine.pendingRequests()).isEqualTo(10);
      assertThat(engine.sockets()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }
}
