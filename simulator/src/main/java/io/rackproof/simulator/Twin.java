package io.rackproof.simulator;

import io.rackproof.simulator.device.CduRegisters;
import io.rackproof.simulator.device.MeterQueries;
import io.rackproof.simulator.device.PduObjects;
import io.rackproof.simulator.device.PsuRegisters;
import io.rackproof.simulator.device.SwitchObjects;
import io.rackproof.simulator.modbus.ModbusSlave;
import io.rackproof.simulator.modbus.ModbusUnits;
import io.rackproof.simulator.modbus.Transport;
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

/** The rack twin at work: one model behind Modbus, SNMP and SCPI endpoints. */
public final class Twin implements AutoCloseable {

  /** The CDU's unit id. */
  public static final int CDU_UNIT = 12;

  /** Community of the SNMP agents. */
  public static final String COMMUNITY = "public";

  static final List<String> BUSES = List.of("shelves-a", "shelves-b");

  private final Rack rack;
  private final DoubleSupplier seconds;
  private final Transports transports;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Map<String, String> buses = new LinkedHashMap<>();
  private final Map<String, InetSocketAddress> snmp = new LinkedHashMap<>();
  private String cdu = "";
  private String meter = "";

  /** How the Modbus devices are reached. */
  public record Transports(Transport cdu, Transport shelves) {
    /** As in the rack that it is a twin of. */
    public static final Transports USUAL = new Transports(Transport.TCP, Transport.RTU);
  }

  private Twin(Rack rack, DoubleSupplier seconds, Transports transports) {
    this.rack = rack;
    this.seconds = seconds;
    this.transports = transports;
  }

  /**
   * Opens all endpoints on free ports of loopback and new pseudo-terminals.
   *
   * @param seconds of the run, asked once for each request
   * @throws UnsupportedOperationException where there are no pseudo-terminals
   */
  public static Twin start(Script script, DoubleSupplier seconds) throws IOException {
    return start(script, seconds, Transports.USUAL);
  }

  /** The same with Modbus devices that are reached otherwise. */
  public static Twin start(Script script, DoubleSupplier seconds, Transports transports)
      throws IOException {
    Twin twin = new Twin(new Rack(script), seconds, transports);
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
    cdu = serve(Map.of(CDU_UNIT, cduUnit), transports.cdu());
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
      buses.put(BUSES.get(bus), serve(units, transports.shelves()));
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

  private String serve(Map<Integer, ModbusUnits.Unit> units, Transport transport)
      throws IOException {
    return keep(ModbusSlave.serve(new ModbusUnits(units, seconds), transport, 0)).place();
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

  /** How the Modbus devices are reached. */
  Transports transports() {
    return transports;
  }

  /** Where the CDU answers Modbus: {@code HOST:PORT}, or a terminal. */
  public String cdu() {
    return cdu;
  }

  /** Where power supplies answer Modbus, by their bus: {@code shelves-a}, {@code shelves-b}. */
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
