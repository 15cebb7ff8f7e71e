package io.rackproof.agent.device.modbus;

import com.ghgande.j2mod.modbus.msg.ModbusRequest;
import com.ghgande.j2mod.modbus.msg.ReadCoilsRequest;
import com.ghgande.j2mod.modbus.msg.ReadInputDiscretesRequest;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersRequest;
import io.rackproof.agent.device.modbus.ModbusTransport.Request;

/** The only requests that are ever sent: functions 1 to 4. */
final class ReadRequests {

  private ReadRequests() {}

  static ModbusRequest of(Request request) {
    int address = request.address();
    int count = request.count();
    ModbusRequest message =
        switch (request.table()) {
          case COIL -> new ReadCoilsRequest(address, count);
          case DISCRETE -> new ReadInputDiscretesRequest(address, count);
          case HOLDING -> new ReadMultipleRegistersRequest(address, count);
          case INPUT -> new ReadInputRegistersRequest(address, count);
        };
    message.setUnitID(request.unit());
    return message;
  }
}
