package io.rackproof.collector.recorded;

import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads samples on one thread while they are judged on another: the next stretch of time is ready
 * when the one before is done.
 */
public final class ReadAhead implements SampleChunks {

  private final SampleChunks source;

  public ReadAhead(SampleChunks source) {
    this.source = source;
  }

  /** What the reading thread has to say: a stretch of samples, a failure, or the end. */
  private record Word(
      long from, long to, List<SeriesSamples> samples, @Nullable Throwable failure, boolean last) {}

  @Override
  public void forEach(long fromMillis, long toMillis, Consumer consumer) throws IOException {
    BlockingQueue<Word> queue = new ArrayBlockingQueue<>(1);
    Thread reader = new Thread(() -> read(fromMillis, toMillis, queue), "read-ahead");
    reader.setDaemon(true);
    reader.start();
    try {
      Word word = queue.take();
      while (!word.last()) {
        consumer.chunk(word.from(), word.to(), word.samples());
        word = queue.take();
      }
      fail(word.failure());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      stop(reader, queue);
    }
  }

  private void read(long fromMillis, long toMillis, BlockingQueue<Word> queue) {
    Throwable failure = null;
    try {
      source.forEach(
          fromMillis,
          toMillis,
          (from, to, samples) -> put(queue, new Word(from, to, samples, null, false)));
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
    try {
      put(queue, new Word(0, 0, List.of(), failure, true));
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

  private static void fail(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException("reading failed", failure);
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
