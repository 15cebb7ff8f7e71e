package io.rackproof.collector.recorded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Rows that wait on disk. A file is a row of blocks: the number n of rows and the number r of runs
 * (int each), then r places of series (int), r first rows (int, from 0 in each block), n times
 * (long), n values (double), n qualities (byte) and, where rows have an order, n orders (long), in
 * the machine's byte order.
 */
final class SliceFile {

  /** Takes the runs of a block before its rows are added. */
  interface Runs {
    void runs(int[] series, int[] starts, int count);
  }

  private SliceFile() {}

  static void append(Path path, SliceColumns rows, int[] series, int[] starts, int runs)
      throws IOException {
    ByteBuffer block =
        ByteBuffer.allocate(8 + 8 * runs + rows.size() * rows.width())
            .order(ByteOrder.nativeOrder());
    block.putInt(rows.size()).putInt(runs);
    block.asIntBuffer().put(series, 0, runs).put(starts, 0, runs);
    block.position(8 + 8 * runs);
    rows.write(block);
    block.flip();
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (block.hasRemaining()) {
        channel.write(block);
      }
    }
  }

  /** Adds everything to columns. */
  static void read(Path path, SliceColumns rows, Runs consumer) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (channel.position() < channel.size()) {
        ByteBuffer head = read(channel, 8);
        int count = head.getInt();
        int runs = head.getInt();
        int[] series = new int[runs];
        int[] starts = new int[runs];
        read(channel, 8 * runs).asIntBuffer().get(series).get(starts);
        consumer.runs(series, starts, runs);
        rows.read(read(channel, count * rows.width()), count);
      }
    }
  }

  private static ByteBuffer read(FileChannel channel, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("a scratch file is shorter than it was written");
      }
    }
    return buffer.flip();
  }
}
