package io.rackproof.agent.device.serial;

import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A serial device server that speaks Telnet with COM port control (RFC 2217): it is told the speed,
 * data bits, parity and stop bits, and says which it has set.
 */
final class Rfc2217Channel implements SerialChannel {

  /** RFC 2217, 3: commands; the server answers with its number and 100 more. */
  private static final int SET_BAUD = 1;

  private static final int SET_DATA_BITS = 2;
  private static final int SET_PARITY = 3;
  private static final int SET_STOP_BITS = 4;
  private static final int SET_CONTROL = 5;
  private static final int NO_FLOW_CONTROL = 1;
  private static final int SERVER = 100;

  /** Servers that open a port first need longer than an instrument does for an answer. */
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(3);

  private final SerialLink.Rfc2217 link;
  private final Duration patience;
  private final Ticker ticker;
  private final TcpChannel tcp;
  private final Set<Integer> theirs = new HashSet<>();
  private final Set<Integer> ours = new HashSet<>();
  private final Map<Integer, Long> set = new HashMap<>();
  private final byte[] received = new byte[1024];
  private Telnet telnet;
  private boolean refused;
  private boolean open;
  private IOException fault = new IOException("none");
  private boolean failed;

  Rfc2217Channel(SerialLink.Rfc2217 link, Duration timeout, Ticker ticker) {
    this.link = link;
    this.patience = timeout.compareTo(LEAST_PATIENCE) > 0 ? timeout : LEAST_PATIENCE;
    this.ticker = ticker;
    this.tcp = new TcpChannel(link.host(), link.port(), timeout, ticker);
    this.telnet = telnet();
  }

  private Telnet telnet() {
    return new Telnet(
        new Telnet.Commands() {
          @Override
          public void negotiated(int verb, int option) {
            answer(verb, option);
          }

          @Override
          public void told(byte[] content) {
            note(content);
          }
        });
  }

  private static boolean wanted(int option) {
    return option == Telnet.BINARY
        || option == Telnet.SUPPRESS_GO_AHEAD
        || option == Telnet.COM_PORT;
  }

  @Override
  public void open() throws IOException {
    if (open) {
      return;
    }
    tcp.open();
    try {
      negotiate();
      open = true;
    } finally {
      if (!open) {
        close();
      }
    }
  }

  private void negotiate() throws IOException {
    for (int option : new int[] {Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD}) {
      ours.add(option);
      theirs.add(option);
      tcp.send(Telnet.negotiation(Telnet.WILL, option));
      tcp.send(Telnet.negotiation(Telnet.DO, option));
    }
    tcp.send(Telnet.negotiation(Telnet.WILL, Telnet.COM_PORT));
    long deadline = ticker.nanos().getAsLong() + patience.toNanos();
    while (!ours.contains(Telnet.COM_PORT)) {
      if (refused || ticker.nanos().getAsLong() >= deadline) {
        throw new IOException(
            "the device server "
                + link.bus()
                + " does not speak RFC 2217: write 'server: raw', or set it up for RFC 2217");
      }
      pump(deadline);
    }
    SerialLink.Line line = link.line();
    ask(SET_BAUD, ByteBuffer.allocate(4).putInt(line.baud()).array());
    ask(SET_DATA_BITS, (byte) line.dataBits());
    ask(SET_PARITY, (byte) parity(line.parity()));
    ask(SET_STOP_BITS, (byte) line.stopBits());
    ask(SET_CONTROL, (byte) NO_FLOW_CONTROL);
    confirm(SET_BAUD, line.baud(), "baud", deadline);
    confirm(SET_DATA_BITS, line.dataBits(), "data bits", deadline);
    confirm(SET_PARITY, parity(line.parity()), "as parity (1 none, 2 odd, 3 even)", deadline);
    confirm(SET_STOP_BITS, line.stopBits(), "stop bits", deadline);
  }

  private static int parity(SerialLink.Parity parity) {
    return switch (parity) {
      case NONE -> 1;
      case ODD -> 2;
      case EVEN -> 3;
    };
  }

  private void ask(int command, byte... value) throws IOException {
    tcp.send(
        Telnet.telling(
            Telnet.COM_PORT,
            ByteBuffer.allocate(1 + value.length).put((byte) command).put(value).array()));
  }

  private void confirm(int command, long wanted, String what, long deadline) throws IOException {
    while (!set.containsKey(command)) {
      if (ticker.nanos().getAsLong() >= deadline) {
        throw new IOException(
            "the device server " + link.bus() + " does not say that it has set the " + what);
      }
      pump(deadline);
    }
    long is = set.getOrDefault(command, wanted);
    if (is != wanted) {
      throw new IOException(
          "the device server "
              + link.bus()
              + " has set "
              + is
              + " "
              + what
              + " rather than "
              + wanted);
    }
  }

  /** Takes what comes; data before the line is set is from another setting. */
  private void pump(long deadline) throws IOException {
    int count = tcp.receive(received, deadline);
    telnet.decode(received, count);
    throwFault();
  }

  private void answer(int verb, int option) {
    switch (verb) {
      case Telnet.DO -> {
        if (!wanted(option)) {
          reply(Telnet.WONT, option);
        } else if (option == Telnet.COM_PORT) {
          // The answer to our offer.
          ours.add(option);
        } else if (ours.add(option)) {
          reply(Telnet.WILL, option);
        }
      }
      case Telnet.DONT -> {
        ours.remove(option);
        refused |= option == Telnet.COM_PORT;
      }
      case Telnet.WILL -> {
        if (!wanted(option)) {
          reply(Telnet.DONT, option);
        } else if (theirs.add(option)) {
          reply(Telnet.DO, option);
        }
      }
      default -> theirs.remove(option);
    }
  }

  private void reply(int verb, int option) {
    try {
      tcp.send(Telnet.negotiation(verb, option));
    } catch (IOException e) {
      fault = e;
      failed = true;
    }
  }

  private void throwFault() throws IOException {
    if (failed) {
      failed = false;
      throw fault;
    }
  }

  /** Keeps the server's answers; its notices of the line's and modem's state are passed over. */
  private void note(byte[] content) {
    if (content.length < 3 || (content[0] & 0xFF) != Telnet.COM_PORT) {
      return;
    }
    long value = 0;
    for (int i = 2; i < content.length; i++) {
      value = value << 8 | (content[i] & 0xFF);
    }
    set.put((content[1] & 0xFF) - SERVER, value);
  }

  @Override
  public int receive(byte[] into, long deadline) throws IOException {
    while (true) {
      int count = tcp.receive(into, deadline);
      int data = telnet.decode(into, count);
      throwFault();
      if (data > 0 || count == 0) {
        return data;
      }
    }
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    tcp.send(Telnet.escape(bytes));
  }

  @Override
  public void close() {
    tcp.close();
    open = false;
    ours.clear();
    theirs.clear();
    set.clear();
    refused = false;
    failed = false;
    telnet = telnet();
  }
}
