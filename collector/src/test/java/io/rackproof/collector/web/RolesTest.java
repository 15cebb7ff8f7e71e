package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.access.Role;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route is for a role, and nobody of a lesser one gets anything from it. */
class RolesTest {

  @TempDir Path directory;
  private SignedIn site;

  @BeforeEach
  void start() throws Exception {
    site = new SignedIn(directory, WebConfig.loopback(0));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void allThatTheServerAnswersHasARoleAndTheOtherWayRound() {
    assertThat(Roles.all().keySet()).containsExactlyInAnyOrderElementsOf(site.collector.routes());
  }

  @Test
  void documentOfTheApiTellsTheSameRoles() {
    Map<String, String> told = new HashMap<>();
    OpenApi.document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            told.put(
                                method.getKey().toUpperCase(java.util.Locale.ROOT)
                                    + " "
                                    + path.getKey().replaceAll("\\{(\\w+)}", ":$1"),
                                method.getValue().path("x-role").asText(""))));
    told.forEach(
        (route, role) ->
            assertThat(
                    Roles.all().getOrDefault(route, Optional.empty()).map(Role::label).orElse(""))
                .as(route)
                .isEqualTo(role));
  }

  @Test
  void scrapesOfManyRacksAreNotTooManyRequests() throws Exception {
    String[] metrics = SignedIn.bearer(site.token("", Role.METRICS, Duration.ofDays(1)));
    for (int i = 0; i < 600; i++) {
      assertThat(ask("GET /metrics/collector", metrics).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void eachRouteIsRefusedToEveryLesserRole() throws Exception {
    Map<Role, String> tokens = new HashMap<>();
    tokens.put(Role.METRICS, site.token("", Role.METRICS, Duration.ofDays(1)));
    for (Role role : List.of(Role.VIEWER, Role.ENGINEER, Role.APPROVER)) {
      tokens.put(role, site.token("ann", role, Duration.ofDays(1)));
    }
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Optional<Role>> route : Roles.all().entrySet()) {
      if (route.getValue().isEmpty()) {
        continue;
      }
      Role needed = route.getValue().get();
      expect(wrong, 401, route.getKey());
      for (Role role : Role.values()) {
        String[] header = SignedIn.bearer(tokens.getOrDefault(role, ""));
        if (role.includes(needed)) {
          // A stream has no end to wait for, and is read elsewhere.
          if (!route.getKey().endsWith("/events")) {
            int status = ask(route.getKey(), header).statusCode();
            if (status == 401 || status == 403) {
              wrong.add(route.getKey() + " is refused to " + role);
            }
          }
        } else {
          expect(wrong, 403, route.getKey(), header);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private void expect(List<String> wrong, int status, String route, String... headers)
      throws Exception {
    int got = ask(route, headers).statusCode();
    if (got != status) {
      wrong.add(route + " gives " + got + ", not " + status);
    }
  }

  private HttpResponse<String> ask(String route, String... headers) throws Exception {
    String[] parts = route.split(" ", 2);
    String path = parts[1].replaceAll(":\\w+", "x");
    return parts[0].equals("GET")
        ? site.collector.get(path, headers)
        : site.collector.post(path, Map.of(), headers);
  }
}
