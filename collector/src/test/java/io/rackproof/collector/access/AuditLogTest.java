package io.rackproof.collector.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.access.AuditEvent.Kind;
import io.rackproof.collector.live.SetClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays in the audit log, and what does not get into it without end. */
class AuditLogTest {

  @TempDir Path directory;

  private final SetClock clock = new SetClock(1_000_000_000_000L);

  private static List<AuditEvent> all(AuditLog log) throws IOException {
    return log.read(Long.MAX_VALUE, 0, "", 1_000_000);
  }

  private static void refuse(AuditLog log, String from) {
    log.note(Kind.REFUSAL, "-", from, "GET /", "", 401, "");
  }

  @Test
  void lineStaysWhatItIsWhoeverOpensTheFile() throws Exception {
    try (AuditLog log = AuditLog.open(directory, clock)) {
      log.note(Kind.CHANGE, "ann", "192.0.2.1", "POST /api/campaigns", "c-1", 201, "");
      assertThat(all(log)).hasSize(1);
    }
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("audit.sqlite"));
        Statement statement = file.createStatement()) {
      assertThatThrownBy(() -> statement.execute("UPDATE event SET who = 'bob'"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("only grows");
      assertThatThrownBy(() -> statement.execute("DELETE FROM event"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("only grows");
    }
    try (AuditLog log = AuditLog.open(directory, clock)) {
      assertThat(all(log)).extracting(AuditEvent::who).containsExactly("ann");
    }
  }

  @Test
  void floodOfRefusalsIsCountedAndOthersAreToldAllTheSame() throws IOException {
    try (AuditLog log = AuditLog.open(directory, clock)) {
      for (int i = 0; i < 500; i++) {
        refuse(log, "192.0.2.66");
      }
      refuse(log, "192.0.2.7");
      clock.set(clock.millis() + 60_000);
      refuse(log, "192.0.2.7");
      List<AuditEvent> events = all(log);
      assertThat(events).filteredOn(e -> e.from().equals("192.0.2.7")).hasSize(2);
      assertThat(events)
          .filteredOn(e -> e.from().equals("192.0.2.66") && e.kind() == Kind.REFUSAL)
          .hasSize(30);
      assertThat(events)
          .filteredOn(e -> e.kind() == Kind.NOTICE)
          .extracting(AuditEvent::from, AuditEvent::detail)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("192.0.2.66", "470 more refusals"));
    }
  }

  @Test
  void oldestRefusalsGoAndWhatWasDoneStays() throws IOException {
    try (AuditLog log = AuditLog.open(directory, clock, 100)) {
      log.note(Kind.CHANGE, "ann", "192.0.2.1", "POST /api/campaigns", "c-1", 201, "");
      for (int i = 0; i < 300; i++) {
        refuse(log, "192.0.2." + i);
      }
      List<AuditEvent> events = all(log);
      assertThat(events).filteredOn(e -> e.kind() == Kind.REFUSAL).hasSizeLessThanOrEqualTo(100);
      assertThat(events).filteredOn(e -> e.kind() == Kind.CHANGE).hasSize(1);
      assertThat(events).anyMatch(e -> e.detail().startsWith("the oldest "));
    }
  }

  @Test
  void whatStrangersWriteCannotBreakALineOrBeEndless() throws IOException {
    try (AuditLog log = AuditLog.open(directory, clock)) {
      log.note(
          Kind.REFUSAL,
          "-",
          "192.0.2.1",
          "GET /\n2026 ann \u001b[2J" + "x".repeat(5_000),
          "",
          404,
          "");
      AuditEvent event = all(log).get(0);
      assertThat(event.what()).startsWith("GET /?2026 ann ?[2J").hasSize(301);
    }
  }

  @Test
  void linesCanBeReadByPageByUserAndByTime() throws IOException {
    try (AuditLog log = AuditLog.open(directory, clock)) {
      for (int i = 0; i < 6; i++) {
        log.note(Kind.CHANGE, i % 2 == 0 ? "ann" : "bob", "x", "POST /" + i, "", 200, "");
        clock.set(clock.millis() + 1_000);
      }
      List<AuditEvent> page = log.read(Long.MAX_VALUE, 0, "", 2);
      assertThat(page).extracting(AuditEvent::what).containsExactly("POST /5", "POST /4");
      assertThat(log.read(page.get(1).id(), 0, "ann", 9))
          .extracting(AuditEvent::what)
          .containsExactly("POST /2", "POST /0");
      assertThat(log.read(Long.MAX_VALUE, clock.millis() - 1_500, "", 9)).hasSize(1);
    }
  }
}
