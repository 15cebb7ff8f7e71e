package io.rackproof.collector.report;

import java.util.Locale;

/**
 * What a device said of itself: its model, serial number, firmware…
 *
 * @param name as the device's profile calls it: {@code firmware}, {@code PSU_FW_Revision}
 * @param text as read
 * @param parts how many parts of the device said so: supplies of a shelf, units of a stack
 * @param firstMillis when it was first read in the campaign's time
 * @param lastMillis when it was last read
 * @param changed whether one of these parts said something else at another time
 */
public record DeviceIdentity(
    String name, String text, int parts, long firstMillis, long lastMillis, boolean changed) {

  /** Whether it is a version of software, by its name: profiles call it as the device does. */
  boolean isFirmware() {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("firmware") || lower.contains("fw_") || lower.contains("software");
  }

  /** Whether it is the serial number of the device itself, not of one of its parts. */
  boolean isSerial() {
    return parts == 1 && !changed && name.toLowerCase(Locale.ROOT).contains("serial");
  }
}
