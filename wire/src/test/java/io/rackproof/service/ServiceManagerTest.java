package io.rackproof.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ServiceManagerTest {

  private static final long PID = ProcessHandle.current().pid();

  @TempDir private Path folder;

  private static ServiceManager manager(String socket, Map<String, String> more) {
    Map<String, String> environment = new java.util.HashMap<>(more);
    environment.put("NOTIFY_SOCKET", socket);
    return ServiceManager.of(environment, PID, () -> 5_000_000);
  }

  private String path() {
    return folder.resolve("notify").toString();
  }

  @Test
  void eachStateIsOneDatagramOfLines() {
    try (NotifySocket socket = new NotifySocket(path())) {
      ServiceManager manager = manager(path(), Map.of());
      manager.ready("Polling 3 devices");
      assertThat(socket.next()).isEqualTo("READY=1\nSTATUS=Polling 3 devices");
      manager.reloading();
      assertThat(socket.next()).isEqualTo("RELOADING=1\nMONOTONIC_USEC=5000");
      manager.status("two\nlines");
      assertThat(socket.next()).isEqualTo("STATUS=two lines");
      manager.alive();
      assertThat(socket.next()).isEqualTo("WATCHDOG=1");
      manager.stopping("Stopping");
      assertThat(socket.next()).isEqualTo("STOPPING=1\nSTATUS=Stopping");
      assertThat(socket.isEmpty()).isTrue();
    }
  }

  @Test
  void abstractSocketsAreReachedByTheirName() {
    String name = "@rackproof-test-" + PID;
    try (NotifySocket socket = new NotifySocket(name)) {
      manager(name, Map.of()).alive();
      assertThat(socket.next()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void pathOfTheGreatestLengthIsReached() {
    String longest = path() + "x".repeat(107 - path().length());
    try (NotifySocket socket = new NotifySocket(longest)) {
      manager(longest, Map.of()).alive();
      assertThat(socket.next()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void managerThatIsGoneCostsNothingButALine() {
    manager(path(), Map.of()).ready("nobody listens");
    manager(path() + "x".repeat(200), Map.of()).ready("no such name may be");
  }

  @Test
  void withoutOneNothingIsTold() {
    assertThat(ServiceManager.of(Map.of(), PID, () -> 0).isThere()).isFalse();
    assertThat(manager("vsock:2:1234", Map.of()).isThere()).isFalse();
    ServiceManager.of(Map.of(), PID, () -> 0).ready("");
  }

  @Test
  void watchdogOfAnotherProcessIsNotOurs() {
    assertThat(manager(path(), Map.of("WATCHDOG_USEC", "90000000")).watchdog())
        .contains(Duration.ofSeconds(90));
    assertThat(
            manager(path(), Map.of("WATCHDOG_USEC", "90000000", "WATCHDOG_PID", "" + PID))
                .watchdog())
        .isPresent();
    assertThat(manager(path(), Map.of("WATCHDOG_USEC", "90000000", "WATCHDOG_PID", "1")).watchdog())
        .isEmpty();
    assertThat(manager(path(), Map.of("WATCHDOG_USEC", "soon")).watchdog()).isEmpty();
  }

  @Test
  void watchdogIsFedWhileTheWorkGoesOnAndNotWhenAPartOfItHangs() {
    try (NotifySocket socket = new NotifySocket(path())) {
      AtomicLong overdue = new AtomicLong();
      Watchdog.Part part = new Watchdog.Part("writing", Duration.ofMinutes(2), overdue::get);
      Watchdog.Part other = new Watchdog.Part("polling", Duration.ofMinutes(5), () -> 0);
      ServiceManager manager = manager(path(), Map.of("WATCHDOG_USEC", "90000000"));
      try (Watchdog watchdog = new Watchdog(manager, List.of(other, part), () -> "all well")) {
        watchdog.beat();
        assertThat(socket.next()).isEqualTo("WATCHDOG=1");
        assertThat(socket.next()).isEqualTo("STATUS=all well");
        overdue.set(Duration.ofMinutes(2).toNanos());
        watchdog.beat();
        assertThat(socket.next()).isEqualTo("WATCHDOG=1");
        assertThat(socket.isEmpty()).isTrue();
        overdue.incrementAndGet();
        watchdog.beat();
        watchdog.beat();
        assertThat(socket.next()).isEqualTo("STATUS=writing hangs");
        assertThat(socket.isEmpty()).isTrue();
        overdue.set(0);
        watchdog.beat();
        assertThat(socket.next()).isEqualTo("WATCHDOG=1");
        assertThat(socket.next()).isEqualTo("STATUS=all well");
      }
    }
  }

  @Test
  void watchdogBeatsByItselfWithinHalfItsTime() {
    try (NotifySocket socket = new NotifySocket(path())) {
      ServiceManager manager = manager(path(), Map.of("WATCHDOG_USEC", "20000"));
      Watchdog.Part part = new Watchdog.Part("writing", Duration.ofMinutes(2), () -> 0);
      try (Watchdog watchdog = new Watchdog(manager, List.of(part), () -> "all well")) {
        watchdog.start();
        assertThat(socket.next()).isEqualTo("WATCHDOG=1");
        assertThat(socket.next()).isEqualTo("STATUS=all well");
        assertThat(socket.next()).isEqualTo("WATCHDOG=1");
      }
    }
  }

  @Test
  void partThatCannotTellIsNotTakenForOneThatGoesOn() {
    try (NotifySocket socket = new NotifySocket(path())) {
      ServiceManager manager = manager(path(), Map.of("WATCHDOG_USEC", "90000000"));
      Watchdog.Part part =
          new Watchdog.Part(
              "writing",
              Duration.ofMinutes(2),
              () -> {
                throw new IllegalStateException("scripted");
              });
      try (Watchdog watchdog = new Watchdog(manager, List.of(part), () -> "all well")) {
        watchdog.beat();
        assertThat(socket.isEmpty()).isTrue();
      }
    }
  }
}
