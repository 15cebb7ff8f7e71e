package io.rackproof.agent.device.modbus;

import com.ghgande.j2mod.modbus.ModbusIOException;
import com.ghgande.j2mod.modbus.io.ModbusTCPTransport;
import com.ghgande.j2mod.modbus.msg.ExceptionResponse;
import com.ghgande.j2mod.modbus.msg.ModbusRequest;
import com.ghgande.j2mod.modbus.msg.ModbusResponse;
import com.ghgande.j2mod.modbus.msg.ReadCoilsResponse;
import com.ghgande.j2mod.modbus.msg.ReadInputDiscretesResponse;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersResponse;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersResponse;
import com.ghgande.j2mod.modbus.util.BitVector;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Modbus TCP over one connection: j2mod's transport without its transactions, which retry, sleep
 * and share one transaction id in the whole process.
 *
 * <pre>
 *   2 bytes        2 bytes    2 bytes       1 byte  1 byte    length - 2 bytes
 * +--------------+----------+-------------+-------+---------+-----------------+
 * | transaction  | 0        | length      | unit  |function | data            |
 * +--------------+----------+-------------+-------+---------+-----------------+
 * </pre>
 */
final class TcpTransport implements ModbusTransport {

  private static final int MAX_TRANSACTION = 0xFFFF;

  private final ModbusConfig.Tcp link;
  private final Ticker ticker;
  private @Nullable Connection connection;
  private int transaction;

  /** A socket with j2mod's transport over it. */
  private record Connection(WatchedSocket socket, ModbusTCPTransport transport) {}

  TcpTransport(ModbusConfig.Tcp link, Ticker ticker) {
    this.link = link;
    this.ticker = ticker;
  }

  @Override
  public synchronized Answer read(Request request, Duration timeout) throws ModbusFault {
    Connection open = connect(timeout);
    transaction = transaction % MAX_TRANSACTION + 1;
    long deadline = ticker.nanos().getAsLong() + timeout.toNanos();
    ModbusRequest message = ReadRequests.of(request);
    message.setTransactionID(transaction);
    try {
      open.transport().writeRequest(message);
    } catch (ModbusIOException e) {
      close();
      throw new ModbusFault(Cause.UNREACHABLE, link.bus() + ": the connection was lost");
    }
    while (true) {
      ModbusResponse response = receive(open, deadline, timeout);
      // Another transaction is the late answer to a request that was given up.
      if (response.getTransactionID() == transaction) {
        return check(request, response);
      }
    }
  }

  private Connection connect(Duration timeout) throws ModbusFault {
    Connection open = connection;
    if (open != null) {
      return open;
    }
    WatchedSocket socket = new WatchedSocket(ticker.nanos());
    try {
      socket.connect(
          new InetSocketAddress(link.host(), link.port()), (int) Math.max(1, timeout.toMillis()));
      socket.setTcpNoDelay(true);
      open = new Connection(socket, new ModbusTCPTransport(socket));
      connection = open;
      return open;
    } catch (IOException | IllegalStateException e) {
      closeQuietly(socket);
      throw new ModbusFault(Cause.UNREACHABLE, link.bus() + ": no connection: " + reason(e));
    }
  }

  private ModbusResponse receive(Connection open, long deadline, Duration timeout)
      throws ModbusFault {
    open.socket().expect(deadline);
    try {
      return open.transport().readResponse();
    } catch (ModbusIOException e) {
      if (open.socket().ended()) {
        close();
        throw new ModbusFault(Cause.UNREACHABLE, link.bus() + ": the connection was lost");
      }
      if (open.socket().late() && !open.socket().received()) {
        throw new ModbusFault(
            Cause.TIMEOUT, link.bus() + ": no answer within " + timeout.toMillis() + " ms");
      }
      // Nobody knows where in the stream the next frame begins: only a new connection does.
      close();
      throw new ModbusFault(
          Cause.GARBAGE,
          link.bus()
              + (open.socket().late() ? ": the answer is cut off" : ": the answer is no frame"));
    }
  }

  private Answer check(Request request, ModbusResponse response) throws ModbusFault {
    int unit = response.getUnitID() & 0xFF;
    int function = response.getFunctionCode() & 0x7F;
    if (response.getProtocolID() != 0) {
      throw garbage("protocol " + response.getProtocolID() + " is not Modbus");
    }
    if (unit != request.unit()) {
      throw garbage("unit " + unit + " answered instead of unit " + request.unit());
    }
    if (function != request.table().function()) {
      throw garbage("function " + function + " answered " + request.table().function());
    }
    if (response instanceof ExceptionResponse exception) {
      return new Refused(exception.getExceptionCode() & 0xFF);
    }
    if (response instanceof ReadInputRegistersResponse registers) {
      return values(registers.getByteCount(), request, registers::getRegisterValue);
    }
    if (response instanceof ReadMultipleRegistersResponse registers) {
      return values(registers.getByteCount(), request, registers::getRegisterValue);
    }
    if (response instanceof ReadCoilsResponse bits) {
      return values(bits.getCoils().byteSize(), request, bits(bits.getCoils()));
    }
    if (response instanceof ReadInputDiscretesResponse bits) {
      return values(bits.getDiscretes().byteSize(), request, bits(bits.getDiscretes()));
    }
    throw garbage("the answer is no read");
  }

  private Values values(int bytes, Request request, IntUnaryOperator at) throws ModbusFault {
    int expected = request.table().isBits() ? (request.count() + 7) / 8 : 2 * request.count();
    if (bytes != expected) {
      throw garbage(bytes + " bytes of data instead of " + expected);
    }
    return new Values(IntStream.range(0, request.count()).map(at).toArray());
  }

  private static IntUnaryOperator bits(BitVector vector) {
    return i -> vector.getBit(i) ? 1 : 0;
  }

  private ModbusFault garbage(String what) {
    return new ModbusFault(Cause.GARBAGE, link.bus() + ": " + what);
  }

  @Override
  public synchronized void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      closeQuietly(open.socket());
    }
  }

  private static void closeQuietly(WatchedSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is given up in any case.
    }
  }

  private static String reason(Exception e) {
    if (e instanceof UnknownHostException) {
      return "no such host";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
