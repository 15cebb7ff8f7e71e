package io.rackproof.collector.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.simulator.snmp.ObjectTree;
import io.rackproof.simulator.snmp.SnmpAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.snmp4j.smi.OctetString;

/**
 * From the LLDP neighbours that switches tell over SNMP to the verdict on a rack's cabling: the
 * agent and the collector as they are shipped.
 */
@Execution(ExecutionMode.CONCURRENT)
class WiringIT {

  private static final String LLDP = "1.0.8802.1.1.2.1.";
  private static final int INTERFACE_NAME = 5;
  private static final int MAC = 3;
  private static final int CHASSIS_MAC = 4;

  private static final String PLAN =
      """
      plan: cabling
      version: 1
      requires: {coverage: 50 %, max-gap: 20s}
      phases:
        look: {when: "count by (rack) (switch_uptime_seconds) >= 3", for: 1s}
      criteria:
        - id: W-1
          title: Cables of switch-1
          signal: switch_lldp_neighbor_info
          phase: look
          wiring:
            port: [device, port]
            links:
              - {device: switch-1, port: Ethernet1, neighbor: node-1, neighbor_port: eth0}
              - {device: switch-1, port: Ethernet2, neighbor: node-2, neighbor_port: eth0}
        - id: W-2
          title: Cables of switch-2
          signal: switch_lldp_neighbor_info
          phase: look
          wiring:
            port: [device, port]
            links:
              - {device: switch-2, port: Ethernet1, neighbor: node-1, neighbor_port: eth1}
              - {device: switch-2, port: Ethernet2, neighbor: node-2, neighbor_port: eth1}
        - id: W-3
          title: Cables of switch-3
          signal: switch_lldp_neighbor_info
          phase: look
          wiring:
            port: [device, port]
            links:
              - {device: switch-3, port: Ethernet1, neighbor: node-1, neighbor_port: eth2}
        - id: W-4
          title: Cables of switch-3, by its series alone
          signal: switch_lldp_neighbor_info{device="switch-3"}
          phase: look
          wiring:
            port: [device, port]
            links:
              - {device: switch-3, port: Ethernet1, neighbor: node-1, neighbor_port: eth2}
      """;

  @TempDir Path directory;

  /** A switch of two ports that hears these neighbours, written {@code node-1 eth0}; else none. */
  private static SnmpAgent hearing(String... neighbours) throws IOException {
    ObjectTree.Builder objects = new ObjectTree.Builder().ticks("1.3.6.1.2.1.1.3.0", t -> 100);
    for (int port = 1; port <= 2; port++) {
      objects
          .text("1.3.6.1.2.1.2.2.1.2." + port, "Ethernet" + port)
          .integer("1.3.6.1.2.1.2.2.1.8." + port, 1)
          .integer(LLDP + "3.7.1.2." + port, INTERFACE_NAME)
          .text(LLDP + "3.7.1.3." + port, "Ethernet" + port);
    }
    for (int port = 1; port <= neighbours.length; port++) {
      String[] end = neighbours[port - 1].split(" ", -1);
      String row = ".0." + port + ".1";
      objects
          .integer(LLDP + "4.1.1.4" + row, CHASSIS_MAC)
          .constant(LLDP + "4.1.1.5" + row, new OctetString(new byte[] {2, 0, 0, 0, 0, 1}))
          .integer(LLDP + "4.1.1.6" + row, MAC)
          .constant(LLDP + "4.1.1.7" + row, new OctetString(new byte[] {2, 0, 0, 0, 1, 1}))
          .text(LLDP + "4.1.1.8" + row, end[1])
          .text(LLDP + "4.1.1.9" + row, end[0]);
    }
    return new SnmpAgent(objects.build(), "public", () -> 0, t -> true, 0);
  }

  private static String device(String name, SnmpAgent agent) {
    return "  - {name: %s, role: switch, profile: generic-switch, snmp: {address: \"127.0.0.1:%d\", community: public}}\n"
        .formatted(name, agent.address().getPort());
  }

  private static JsonNode criterion(JsonNode report, String id) {
    for (JsonNode criterion : report.path("criteria")) {
      if (criterion.path("id").asText().equals(id)) {
        return criterion;
      }
    }
    throw new AssertionError("no " + id + " in " + report);
  }

  @Test
  void cablesAsPlannedPassCrossedOnesFailBySayingWhereAndSilenceDecidesNothing() throws Exception {
    Path plan = Files.writeString(directory.resolve("plan.yaml"), PLAN);
    try (SnmpAgent planned = hearing("node-1 eth0", "node-2 eth0");
        SnmpAgent crossed = hearing("node-2 eth1", "node-1 eth1");
        SnmpAgent silent = hearing();
        WholeSystem system =
            WholeSystem.polling(
                directory,
                device("switch-1", planned)
                    + device("switch-2", crossed)
                    + device("switch-3", silent))) {
      String campaign =
          system.rackproof(
              "campaign",
              "start",
              "--plan",
              plan.toString(),
              "--rack",
              WholeSystem.RACK,
              "--quiet");
      system.rackproof("campaign", "wait", campaign, "--for", "phase", "look", "--timeout", "90s");
      system.rackproof("campaign", "watch", campaign, "--for", "5s", "--every", "5s");
      system.rackproof("campaign", "finish", campaign, "--quiet");
      Path out = directory.resolve("report");
      system.rackproof("report", campaign, "--format", "json", "--out", out.toString());
      JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());

      assertThat(criterion(report, "W-1").path("verdict").asText())
          .as("%s", criterion(report, "W-1"))
          .isEqualTo("PASS");
      assertThat(criterion(report, "W-2").path("verdict").asText()).isEqualTo("FAIL");
      assertThat(criterion(report, "W-2").toString())
          .contains(
              "FAIL: device=switch-2 port=Ethernet1: expected neighbor=node-1 neighbor_port=eth1,"
                  + " found neighbor=node-2 neighbor_port=eth1; what was expected is at"
                  + " device=switch-2 port=Ethernet2");
      for (String id : List.of("W-3", "W-4")) {
        assertThat(criterion(report, id).path("verdict").asText()).isEqualTo("INCONCLUSIVE");
      }
      assertThat(criterion(report, "W-3").toString())
          .contains("no neighbour was seen there, expected neighbor=node-1 neighbor_port=eth2");
    }
  }
}
