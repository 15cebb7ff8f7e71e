package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.serial.SerialConfig;
import io.rackproof.agent.device.serial.SerialLink;
import io.rackproof.agent.device.snmp.SnmpConfig;
import java.util.List;

/** How a device is reached: one of the protocols, with its settings. */
sealed interface Connection {

  /** For people: {@code modbus 192.0.2.10:502 unit 12}. */
  String describe();

  /** True when it takes a serial port of this machine. */
  boolean isSerial();

  record OverModbus(ModbusConfig config) implements Connection {
    @Override
    public String describe() {
      String mode = config.link().mode();
      boolean usual = mode.equals("tcp") || mode.equals("rtu") || mode.equals("udp");
      return "modbus " + config.link().bus() + (usual ? "" : " " + mode) + " unit " + config.unit();
    }

    @Override
    public boolean isSerial() {
      return config.link() instanceof ModbusConfig.SerialLine;
    }
  }

  /**
   * @param trapSenders addresses, beside its own, from which its notifications come
   */
  record OverSnmp(SnmpConfig config, List<String> trapSenders) implements Connection {
    public OverSnmp {
      trapSenders = List.copyOf(trapSenders);
    }

    public OverSnmp(SnmpConfig config) {
      this(config, List.of());
    }

    @Override
    public String describe() {
      String version = config.credentials().describe();
      return "snmp "
          + new Address(config.host(), config.port())
          + (version.equals("v2c") ? "" : " " + version);
    }

    @Override
    public boolean isSerial() {
      return false;
    }
  }

  record OverSerial(SerialConfig config) implements Connection {
    @Override
    public String describe() {
      String how = "";
      if (config.link() instanceof SerialLink.Raw) {
        how = " (raw)";
      } else if (config.link() instanceof SerialLink.Rfc2217) {
        how = " (rfc2217)";
      }
      return "serial " + config.link().bus() + how;
    }

    @Override
    public boolean isSerial() {
      return config.link().isLocal();
    }
  }
}
