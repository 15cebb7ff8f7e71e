package io.rackproof.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogOutputTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now = 1_000_000_000_000L;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return Instant.ofEpochMilli(now);
        }
      };

  private Logger logger(boolean journal) {
    LogOutput output = new LogOutput(new PrintStream(bytes, true, UTF_8), journal, clock);
    return new EventLogger("io.rackproof.agent.Agent", Level.INFO.toInt(), output);
  }

  private String told() {
    String text = bytes.toString(UTF_8);
    bytes.reset();
    return text;
  }

  @Test
  void eachEventIsOneLineWithItsPriorityForTheJournal() {
    Logger log = logger(true);
    log.info("Rack {}: polling {} devices", "r1", 3);
    log.warn("first\n  second\n");
    log.error("a defect", new IllegalStateException("scripted"));
    log.debug("not told");
    String[] lines = told().split("\n");
    assertThat(lines).hasSize(3);
    assertThat(lines[0]).isEqualTo("<6>Agent: Rack r1: polling 3 devices");
    assertThat(lines[1]).isEqualTo("<4>Agent: first | second");
    assertThat(lines[2])
        .startsWith(
            "<3>Agent: a defect | java.lang.IllegalStateException: scripted | at io.rackproof.log.");
  }

  @Test
  void elsewhereALineBeginsWithTimeAndLevel() {
    logger(false).warn("lost");
    assertThat(told())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:40\\.000\\S+ WARN Agent - lost\n");
  }

  @Test
  void fieldsStandAtTheEndAndAreQuotedWhenTheyHaveSpaces() {
    logger(true)
        .atWarn()
        .addKeyValue("device", "pdu-a")
        .addKeyValue("why", "no \"answer\"")
        .log("{}: lost", "pdu-a");
    assertThat(told()).isEqualTo("<4>Agent: pdu-a: lost device=pdu-a why=\"no \\\"answer\\\"\"\n");
  }

  @Test
  void whatRepeatsItselfIsToldFiveTimesAMinuteAndThenCounted() {
    Logger log = logger(true);
    for (int i = 0; i < 1_000; i++) {
      log.error("the same");
      now += 10;
    }
    assertThat(told().lines()).hasSize(Repeats.MOST).allMatch("<3>Agent: the same"::equals);
    log.error("another");
    assertThat(told()).isEqualTo("<3>Agent: another\n");
    now += Repeats.SPAN_MILLIS;
    log.error("the same");
    assertThat(told())
        .isEqualTo("<3>Agent: the same (and 995 like it since this was told before)\n");
    now -= 10 * Repeats.SPAN_MILLIS;
    log.error("the same");
    assertThat(told()).as("the clock was set back").isEqualTo("<3>Agent: the same\n");
  }

  @Test
  void onlyAStreamOfTheJournalIsTakenForOne() {
    assertThat(LogOutput.isJournal(null)).isFalse();
    assertThat(LogOutput.isJournal("1:1")).isFalse();
    assertThat(LogOutput.isJournal("nonsense")).isFalse();
  }

  @Test
  void librariesTellWarningsOrNothing() {
    assertThat(LoggerFactory.getLogger("io.netty.channel.X").isInfoEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger("io.netty.channel.X").isWarnEnabled()).isTrue();
    assertThat(LoggerFactory.getLogger("org.snmp4j.X").isErrorEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger("io.rackproof.X").isInfoEnabled()).isTrue();
  }
}
