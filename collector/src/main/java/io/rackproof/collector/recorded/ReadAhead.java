package io.rackproof.collector.recorded;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows on one thread while those before are sorted and judged on another: the next stretch of
 * time is read when the one before is done.
 */
final class ReadAhead {

  /** Reads, and hands over each stretch of time that is whole. */
  interface Reader {
    void read(TimeSlices.Consumer slices) throws IOException;
  }

  private ReadAhead() {}

  /** What the reading thread has to say: a slice, or the end, perhaps by a failure. */
  private record Word(TimeSlices.@Nullable Slice slice, @Nullable Throwable failure) {}

  /** Runs the reader on a thread of its own and the consumer on this one. */
  static void run(Reader reader, SampleChunks.Consumer consumer) throws IOException {
    BlockingQueue<Word> queue = new ArrayBlockingQueue<>(1);
    Thread thread = new Thread(() -> read(reader, queue), "read-ahead");
    thread.setDaemon(true);
    thread.start();
    try {
      Word word = queue.take();
      for (TimeSlices.Slice slice = word.slice(); slice != null; slice = word.slice()) {
        consumer.chunk(slice.fromMillis(), slice.toMillis(), slice.samples());
        word = queue.take();
      }
      Failures.rethrow(word.failure());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      stop(thread, queue);
    }
  }

  private static void read(Reader reader, BlockingQueue<Word> queue) {
    Throwable failure = null;
    try {
      reader.read(slice -> put(queue, new Word(slice, null)));
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
    try {
      put(queue, new Word(null, failure));
    } catch (IOException e) {
      // Nobody listens any more.
    }
  }

  private static void put(BlockingQueue<Word> queue, Word word) throws IOException {
    try {
      queue.put(word);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("nobody wants the samples any more", e);
    }
  }

  /** The source must not be in use when the caller closes it. */
  private static void stop(Thread reader, BlockingQueue<Word> queue) {
    reader.interrupt();
    queue.clear();
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
