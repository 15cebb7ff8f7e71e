package io.rackproof.simulator.modbus;

/** The checksum of Modbus RTU: polynomial 0x8005 reflected, start 0xFFFF, sent low byte first. */
final class Crc16 {

  private Crc16() {}

  static int of(byte[] bytes, int length) {
    int crc = 0xFFFF;
    for (int i = 0; i < length; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0xA001 : crc >>> 1;
      }
    }
    return crc;
  }
}
