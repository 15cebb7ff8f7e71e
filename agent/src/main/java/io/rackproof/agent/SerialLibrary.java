package io.rackproof.agent;

import com.fazecast.jSerialComm.SerialPort;
import com.sun.jna.Function;
import com.sun.jna.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads jSerialComm, once a rack has serial ports, and mends what its loading does to a process. It
 * takes the ports away when the process ends, so the agent must end before; and it has the process
 * ignore SIGHUP (its issue 612), which the JVM then does not let Java code handle.
 */
final class SerialLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(SerialLibrary.class);

  /** The same on every Unix. */
  private static final int SIGHUP = 1;

  private final Thread atTheEnd;
  private final Runnable handleHangup;
  private boolean loaded;

  /**
   * @param atTheEnd ends the agent
   * @param handleHangup sets the handler of SIGHUP
   */
  SerialLibrary(Thread atTheEnd, Runnable handleHangup) {
    this.atTheEnd = atTheEnd;
    this.handleHangup = handleHangup;
  }

  /** Loads it when a device of these needs it and it is not loaded yet. */
  synchronized void loadFor(RackConfig config) {
    if (loaded || config.devices().stream().noneMatch(device -> device.connection().isSerial())) {
      return;
    }
    loaded = true;
    SerialPort.addShutdownHook(atTheEnd);
    try {
      Function.getFunction("c", "signal")
          .invoke(Pointer.class, new Object[] {SIGHUP, Pointer.NULL});
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      LOG.warn("rack.yaml is not read again on SIGHUP here: {}", String.valueOf(e.getMessage()));
      return;
    }
    handleHangup.run();
  }
}
