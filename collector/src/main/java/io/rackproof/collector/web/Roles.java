package io.rackproof.collector.web;

import io.rackproof.collector.access.Role;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who may ask for what: the one place where each route has its role. The server does not start with
 * a route that is not here.
 */
final class Roles {

  private static final String[] OPEN = {
    // Probes of what runs it; tells no more than that it is up.
    "GET /healthz",
    "GET /sign-in",
    "POST /api/sign-in",
    "GET " + OpenIdApi.BEGIN,
    "GET " + OpenIdApi.CALLBACK,
    // Asks for the token of its sender, which is none of a user.
    "POST " + RemoteWriteApi.PATH,
  };

  private static final String[] METRICS = {
    "GET /metrics",
    "GET /metrics/collector",
    "GET /metrics/racks/:rack",
    "GET /metrics/campaigns/:id",
    "GET /api/prometheus/targets",
    "GET /api/session",
    "POST /api/sign-out"
  };

  private static final String[] VIEWER = {
    "GET /",
    "GET /racks",
    "GET /racks/events",
    "GET /compare",
    "GET /campaigns/:id",
    "GET /campaigns/:id/events",
    "GET /campaigns/:id/racks/:rack",
    "GET /campaigns/:id/racks/:rack/criteria/:criterion",
    "GET /api/racks",
    "GET /api/racks/:rack/samples",
    "GET /api/compare",
    "GET /api/compare/:format",
    "GET /api/campaigns",
    "GET /api/campaigns/:id",
    "GET /api/campaigns/:id/attempts",
    "GET /api/campaigns/:id/scorecard",
    "GET /api/campaigns/:id/scorecards",
    "GET /api/campaigns/:id/traces",
    "GET /api/campaigns/:id/completeness",
    "GET /api/campaigns/:id/plan",
    "GET /api/campaigns/:id/report/:format",
    "GET /api/campaigns/:id/criteria/:criterion/excerpt",
    "GET /api/campaigns/:id/events",
    "GET /api/campaigns/:id/samples",
    "GET /api/campaigns/:id/evidence",
    "GET /api/campaigns/:id/bundle",
    "GET /api/v1/openapi.yaml",
  };

  private static final String[] ENGINEER = {
    "GET /campaigns/new",
    "POST /api/campaigns",
    "POST /api/campaigns/:id/marks",
    "POST /api/campaigns/:id/annotations",
    "POST /api/campaigns/:id/entries",
    "POST /api/campaigns/:id/waivers",
    "POST /api/campaigns/:id/finish",
    "POST /api/campaigns/:id/abort",
    "POST /api/campaigns/:id/error",
    "POST /api/campaigns/:id/retest",
  };

  private static final String[] APPROVER = {
    "POST /api/campaigns/:id/waivers/:number/sign-offs",
    "POST /api/campaigns/:id/decisions",
    "GET /audit",
    "GET /api/audit",
  };

  private Roles() {}

  /** Each route, as {@code GET /api/racks/:rack/samples}; empty for those that are open to all. */
  static Map<String, Optional<Role>> all() {
    Map<String, Optional<Role>> roles = new LinkedHashMap<>();
    Arrays.stream(OPEN).forEach(route -> roles.put(route, Optional.empty()));
    // Styles and scripts: the page for signing in needs them, and they are public with the program.
    StaticFiles.names().forEach(name -> roles.put("GET /static/" + name, Optional.empty()));
    put(roles, Role.METRICS, METRICS);
    put(roles, Role.VIEWER, VIEWER);
    put(roles, Role.ENGINEER, ENGINEER);
    put(roles, Role.APPROVER, APPROVER);
    return roles;
  }

  private static void put(Map<String, Optional<Role>> roles, Role role, String[] routes) {
    Arrays.stream(routes).forEach(route -> roles.put(route, Optional.of(role)));
  }
}
