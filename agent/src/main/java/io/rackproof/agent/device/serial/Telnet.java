package io.rackproof.agent.device.serial;

import java.io.ByteArrayOutputStream;

/**
 * The bytes of RFC 854 (Telnet), as far as RFC 2217 needs them; no input or output.
 *
 * <pre>
 * IAC IAC                        the byte 0xFF
 * IAC WILL|WONT|DO|DONT option   an option is offered, refused, asked for
 * IAC SB option … IAC SE         what belongs to an option; IAC in it is doubled
 * IAC command                    anything else is passed over
 * </pre>
 */
final class Telnet {

  static final int IAC = 255;
  static final int DONT = 254;
  static final int DO = 253;
  static final int WONT = 252;
  static final int WILL = 251;
  static final int SB = 250;
  static final int SE = 240;

  /** Options. */
  static final int BINARY = 0;

  static final int SUPPRESS_GO_AHEAD = 3;
  static final int COM_PORT = 44;

  /** No answer that belongs to an option is longer. */
  private static final int MOST_CONTENT = 1024;

  private enum State {
    DATA,
    COMMAND,
    OPTION,
    CONTENT,
    CONTENT_COMMAND
  }

  private final Commands commands;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private State state = State.DATA;
  private int verb;

  /** What comes beside data. */
  interface Commands {
    /**
     * @param verb one of WILL, WONT, DO, DONT
     */
    void negotiated(int verb, int option);

    /**
     * @param content the option's number first
     */
    void told(byte[] content);
  }

  Telnet(Commands commands) {
    this.commands = commands;
  }

  /** Takes bytes; what is data of them moves to the front of the array. How many these are. */
  int decode(byte[] bytes, int count) {
    int data = 0;
    for (int i = 0; i < count; i++) {
      int octet = bytes[i] & 0xFF;
      switch (state) {
        case DATA -> {
          if (octet == IAC) {
            state = State.COMMAND;
          } else {
            bytes[data++] = (byte) octet;
          }
        }
        case COMMAND -> {
          state = State.DATA;
          if (octet == IAC) {
            bytes[data++] = (byte) IAC;
          } else if (octet >= WILL) {
            verb = octet;
            state = State.OPTION;
          } else if (octet == SB) {
            content.reset();
            state = State.CONTENT;
          }
        }
        case OPTION -> {
          state = State.DATA;
          commands.negotiated(verb, octet);
        }
        case CONTENT -> {
          if (octet == IAC) {
            state = State.CONTENT_COMMAND;
          } else {
            keep(octet);
          }
        }
        case CONTENT_COMMAND -> {
          state = octet == IAC ? State.CONTENT : State.DATA;
          if (octet == IAC) {
            keep(octet);
          } else if (octet == SE) {
            commands.told(content.toByteArray());
          }
        }
      }
    }
    return data;
  }

  private void keep(int octet) {
    if (content.size() < MOST_CONTENT) {
      content.write(octet);
    }
  }

  /** Data with every 0xFF doubled. */
  static byte[] escape(byte[] data) {
    ByteArrayOutputStream escaped = new ByteArrayOutputStream(data.length + 8);
    for (byte octet : data) {
      if ((octet & 0xFF) == IAC) {
        escaped.write(IAC);
      }
      escaped.write(octet);
    }
    return escaped.toByteArray();
  }

  static byte[] negotiation(int verb, int option) {
    return new byte[] {(byte) IAC, (byte) verb, (byte) option};
  }

  /** What belongs to an option, such as a command of RFC 2217 with its value. */
  static byte[] telling(int option, byte[] content) {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    told.write(IAC);
    told.write(SB);
    told.write(option);
    told.writeBytes(escape(content));
    told.write(IAC);
    told.write(SE);
    return told.toByteArray();
  }
}
