package io.rackproof.document;

/**
 * One mistake in a file.
 *
 * @param file as the user named it
 * @param line counts from 1; 0 when the mistake has no place, such as a file that is not there
 * @param column counts from 1
 * @param key the path of the key, {@code devices[2].modbus.unit}; empty at the root
 * @param message what is wrong and what to write instead
 */
public record Problem(String file, int line, int column, String key, String message) {

  /** {@code rack.yaml:12:9: devices[2].modbus.unit: …}, which editors and terminals can follow. */
  @Override
  public String toString() {
    String place = line > 0 ? file + ":" + line + ":" + column : file;
    return key.isEmpty() ? place + ": " + message : place + ": " + key + ": " + message;
  }
}
