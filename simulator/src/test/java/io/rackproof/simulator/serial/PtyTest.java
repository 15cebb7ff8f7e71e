package io.rackproof.simulator.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PtyTest {

  @BeforeEach
  void linux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux pseudo-terminals");
  }

  @Test
  void everyByteGoesThroughUnchangedInBothDirections() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    try (Pty pty = Pty.open();
        RandomAccessFile port = new RandomAccessFile(pty.device(), "rw")) {
      port.write(all);
      assertThat(readAll(pty, 256)).isEqualTo(all);
      pty.write(all);
      byte[] back = new byte[256];
      port.readFully(back);
      assertThat(back).isEqualTo(all);
    }
  }

  private static byte[] readAll(Pty pty, int wanted) {
    byte[] all = new byte[wanted];
    int length = 0;
    while (length < wanted) {
      byte[] piece = new byte[64];
      int count = pty.read(piece, 10_000);
      assertThat(count).isPositive();
      System.arraycopy(piece, 0, all, length, count);
      length += count;
    }
    return all;
  }

  @Test
  void readGivesNothingWhenNothingComes() {
    try (Pty pty = Pty.open()) {
      assertThat(pty.read(new byte[8], 0)).isZero();
    }
  }

  @Test
  void closedPortIsNoErrorAndCanBeOpenedAgain() throws Exception {
    try (Pty pty = Pty.open()) {
      for (byte i = 0; i < 3; i++) {
        try (RandomAccessFile port = new RandomAccessFile(pty.device(), "rw")) {
          port.write(new byte[] {i});
        }
        byte[] bytes = new byte[8];
        assertThat(pty.read(bytes, 10_000)).isEqualTo(1);
        assertThat(bytes[0]).isEqualTo(i);
        assertThat(pty.read(bytes, 0)).isZero();
      }
    }
  }

  @Test
  void unreadBytesAreDropped() throws Exception {
    try (Pty pty = Pty.open();
        RandomAccessFile port = new RandomAccessFile(pty.device(), "rw")) {
      pty.write(new byte[] {1, 2, 3});
      pty.dropUnread();
      pty.write(new byte[] {4});
      assertThat(port.read()).isEqualTo(4);
    }
  }

  @Test
  void nobodyWhoReadsDoesNotBlockTheWriter() {
    try (Pty pty = Pty.open()) {
      byte[] much = new byte[200_000];
      Arrays.fill(much, (byte) 7);
      pty.write(much);
      pty.dropUnread();
      assertThat(pty.read(new byte[8], 0)).isZero();
    }
  }
}
