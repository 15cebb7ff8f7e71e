package io.rackproof.simulator;

import io.rackproof.simulator.device.CduRegisters;
import io.rackproof.simulator.device.MeterQueries;
import io.rackproof.simulator.device.PduObjects;
import io.rackproof.simulator.device.PsuRegisters;
import io.rackproof.simulator.device.SwitchObjects;
import io.rackproof.simulator.modbus.ModbusRtuSlave;
import io.rackproof.simulator.modbus.ModbusTcpSlave;
import io.rackproof.simulator.modbus.ModbusUnits;
import io.rackproof.simulator.model.Layout;
import io.rackproof.simulator.model.Rack;
import io.rackproof.simulator.model.Script;
import io.rackproof.simulator.serial.ScpiInstrument;
import io.rackproof.simulator.snmp.SnmpAgent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;

/** The rack twin at work: one model behind Modbus TCP, Modbus RTU, SNMP and SCPI endpoints. */
public final class Twin implements AutoCloseable {

  /** The CDU's unit id. */
  public static final int CDU_UNIT = 12;

  /** Community of the SNMP agents. */
  public static final String COMMUNITY = "public";

  static final List<String> BUSES = List.of("shelves-a", "shelves-b");

  private final Rack rack;
  private final DoubleSupplier seconds;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Map<String, String> buses = new LinkedHashMap<>();
  private final Map<String, InetSocketAddress> snmp = new LinkedHashMap<>();
  private InetSocketAddress cdu = new InetSocketAddress(0);
  private String meter = "";

  private Twin(Rack rack, DoubleSupplier seconds) {
    this.rack = rack;
    this.seconds = seconds;
  }

  /**
   * Opens all endpoints on free ports of loopback and new pseudo-terminals.
   *
   * @param seconds of the run, asked once for each request
   * @throws UnsupportedOperationException where there are no pseudo-terminals
   */
  public static Twin start(Script script, DoubleSupplier seconds) throws IOException {
    Twin twin = new Twin(new Rack(script), seconds);
    try {
      twin.open();
      return twin;
    } catch (IOException | RuntimeException e) {
      twin.close();
      throw e;
    }
  }

  private void open() throws IOException {
    ModbusUnits.Unit cduUnit =
        new ModbusUnits.Unit(CduRegisters.of(rack), t -> rack.answers(Layout.CDU, t))
            .identifiedAs("Rackproof", "Simulated RPU", "1.0");
    ModbusTcpSlave cduSlave =
        keep(new ModbusTcpSlave(new ModbusUnits(Map.of(CDU_UNIT, cduUnit), seconds), 0));
    cdu = cduSlave.address();
    for (int bus = 0; bus < BUSES.size(); bus++) {
      Map<Integer, ModbusUnits.Unit> units = new LinkedHashMap<>();
      for (Layout.Psu psu : Layout.psus()) {
        if (bus(psu).equals(BUSES.get(bus))) {
          units.put(
              PsuRegisters.unit(psu),
              new ModbusUnits.Unit(PsuRegisters.of(rack, psu), t -> rack.answers(psu.device(), t))
                  .identifiedAs("Rackproof", "Simulated HPR PSU", "1.0"));
        }
      }
      ModbusRtuSlave slave = keep(new ModbusRtuSlave(new ModbusUnits(units, seconds)));
      buses.put(BUSES.get(bus), slave.device());
    }
    for (int i = 0; i < Layout.PDUS.size(); i++) {
      String name = Layout.PDUS.get(i);
      SnmpAgent agent =
          new SnmpAgent(PduObjects.of(rack, i), COMMUNITY, seconds, t -> rack.answers(name, t), 0);
      snmp.put(name, keep(agent).address());
    }
    for (int i = 0; i < Layout.SWITCHES.size(); i++) {
      String name = Layout.SWITCHES.get(i);
      SnmpAgent agent =
          new SnmpAgent(
              SwitchObjects.of(rack, i), COMMUNITY, seconds, t -> rack.answers(name, t), 0);
      snmp.put(name, keep(agent).address());
    }
    ScpiInstrument instrument =
        new ScpiInstrument(MeterQueries.of(rack), seconds, t -> rack.answers(Layout.METER, t));
    meter = keep(instrument).device();
  }

  private <T extends AutoCloseable> T keep(T endpoint) {
    open.push(endpoint);
    return endpoint;
  }

  /** The bus that a power supply is on. */
  static String bus(Layout.Psu psu) {
    return BUSES.get(psu.shelf() <= Layout.SHELVES / 2 ? 0 : 1);
  }

  /** The model. */
  public Rack rack() {
    return rack;
  }

  /** Where the CDU answers Modbus TCP. */
  public InetSocketAddress cdu() {
    return cdu;
  }

  /** The terminal of a Modbus RTU line of power supplies: {@code shelves-a}, {@code shelves-b}. */
  public String line(String bus) {
    return Objects.requireNonNull(buses.get(bus), bus);
  }

  /** Where a PDU or a switch answers SNMP. */
  public InetSocketAddress snmp(String device) {
    return Objects.requireNonNull(snmp.get(device), device);
  }

  /** The terminal of the meter. */
  public String meter() {
    return meter;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("an endpoint does not close: " + e.getMessage(), e);
      }
    }
  }
}
