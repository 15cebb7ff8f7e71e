package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.serial.SerialConfig;
import io.rackproof.agent.device.serial.SerialLink;
import io.rackproof.agent.device.snmp.SnmpConfig;

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

  record OverSnmp(SnmpConfig config) implements Connection {
    @Override
    public String describe() {
      return "snmp " + new Address(config.host(), config.port());
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
