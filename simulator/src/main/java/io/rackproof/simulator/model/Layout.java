package io.rackproof.simulator.model;

import java.util.ArrayList;
import java.util.List;

/** What stands in the rack, by the names that {@code rack.yaml} gives. */
public final class Layout {

  public static final String CDU = "cdu-1";
  public static final String METER = "meter-1";
  public static final List<String> PDUS = List.of("pdu-a", "pdu-b");
  public static final List<String> SWITCHES = List.of("switch-1", "switch-2");
  public static final int PHASES = 3;
  public static final int SHELVES = 6;
  public static final int MODULES = 4;
  public static final int PORTS = 32;

  /** Pumps 1 to 3 drive the coolant, pump 4 is the standby. */
  public static final int PUMPS = 4;

  public static final int STANDBY_PUMP = 4;

  /** A module of a power shelf, both counted from 1. */
  public record Psu(int shelf, int module) {

    public String device() {
      return "psu-" + shelf + "-" + module;
    }

    /** Its place among all modules, from 0. */
    public int index() {
      return (shelf - 1) * MODULES + module - 1;
    }
  }

  /**
   * What is at the other end of a cable.
   *
   * @param device such as {@code node-7}
   * @param port such as {@code eth0}
   */
  public record End(String device, String port) {}

  /**
   * The far end of the cable in a switch's port: each compute tray has one interface to each
   * switch.
   *
   * @param device the switch, from 0
   * @param port from 1
   */
  public static End end(int device, int port) {
    return new End("node-" + port, "eth" + device);
  }

  private Layout() {}

  /** All modules, shelf by shelf. */
  public static List<Psu> psus() {
    List<Psu> psus = new ArrayList<>();
    for (int shelf = 1; shelf <= SHELVES; shelf++) {
      for (int module = 1; module <= MODULES; module++) {
        psus.add(new Psu(shelf, module));
      }
    }
    return psus;
  }

  /** The names of all devices. */
  public static List<String> devices() {
    List<String> devices = new ArrayList<>(List.of(CDU));
    psus().forEach(psu -> devices.add(psu.device()));
    devices.addAll(PDUS);
    devices.addAll(SWITCHES);
    devices.add(METER);
    return devices;
  }
}
