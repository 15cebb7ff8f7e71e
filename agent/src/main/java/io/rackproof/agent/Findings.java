package io.rackproof.agent;

import io.rackproof.agent.device.modbus.ModbusConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scan has found so far: told to people at once, and written as a {@code rack.yaml} once, at
 * the scan's end or when it is interrupted. Safe to be used by several threads.
 */
final class Findings {

  /** Every so many questions a word is said, so that a long scan does not look as if it hung. */
  private static final int ASKS_UNTOLD = 32;

  private final ScanFile file;
  private final @Nullable Path out;
  private final PrintWriter to;
  private final PrintWriter people;
  private final Map<String, ModbusConfig.Rtu> buses = new LinkedHashMap<>();
  private final List<Found> found = new ArrayList<>();
  private boolean written;
  private int asks;
  private volatile boolean stopped;

  /**
   * @param out where the file goes; null for {@code to}
   * @param people are told here what is found
   */
  Findings(ScanFile file, @Nullable Path out, PrintWriter to, PrintWriter people) {
    this.file = file;
    this.out = out;
    this.to = to;
    this.people = people;
  }

  /** The scan is to end: nothing more is asked, and nothing more is added. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Adds a device. */
  synchronized void add(Found device) {
    if (written) {
      return;
    }
    found.add(device);
    tell(
        device.place()
            + ": "
            + device.profile().map(p -> "likely " + p).orElse("no profile is known for it")
            + (device.says().isEmpty() ? "" : ", says " + device.says()));
  }

  /** Adds a device on a serial line, which gets a name with its first device. */
  synchronized void add(ModbusConfig.Rtu line, int unit, ModbusScan.Present present) {
    String name =
        buses.entrySet().stream()
            .filter(bus -> bus.getValue().equals(line))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("bus-" + (buses.size() + 1));
    buses.put(name, line);
    String reach = "modbus: {bus: " + name + ", unit: " + unit + "}";
    add(new Found(line.device() + " unit " + unit, reach, present.says(), present.profile()));
  }

  /** Takes devices back: they are others of those that were found. */
  synchronized void retract(Collection<Found> devices) {
    found.removeAll(devices);
  }

  /** Puts devices that were found into this order, after the others. */
  synchronized void arrange(List<Found> devices) {
    found.removeAll(devices);
    found.addAll(devices);
  }

  /** One more question is asked; told now and then. */
  void asking(String what) {
    synchronized (this) {
      asks++;
      if (asks % ASKS_UNTOLD != 0 || written) {
        return;
      }
    }
    tell("… " + what);
  }

  void tell(String line) {
    people.println(line);
    people.flush();
  }

  /**
   * Writes the file, if that has not been done.
   *
   * @return the exit status: 0, or 1 when nothing was found or the file cannot be written
   */
  synchronized int write() {
    if (found.isEmpty()) {
      return 1;
    }
    if (written) {
      return 0;
    }
    written = true;
    String text = file.text(buses, found);
    if (out != null) {
      try {
        Files.writeString(out, text);
        tell(out + ": " + devices() + "; check it with 'rackproof-agent check -c " + out + "'");
        return 0;
      } catch (IOException e) {
        tell(out + " cannot be written, so here is what it would hold: " + e.getMessage());
      }
    }
    to.print(text);
    to.flush();
    return out == null ? 0 : 1;
  }

  private String devices() {
    return found.size() == 1 ? "1 device" : found.size() + " devices";
  }
}
