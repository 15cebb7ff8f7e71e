package io.rackproof.collector.recorded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Rows of several files, decoded by two threads and handed on in the files' order: while the rows
 * of one file are taken, the next is decoded already. Each thread has an engine's connection of its
 * own.
 */
final class FilesInTurn {

  private static final int THREADS = 2;

  /** Blocks of about 2,000 rows that wait of one thread: some 17 MB. */
  private static final int MOST_WAITING = 256;

  /** One file. */
  interface File {
    /**
     * Decodes all of it.
     *
     * @param columnar that no other thread uses
     */
    void read(Columnar columnar, Blocks blocks) throws IOException;
  }

  /** Where a file's rows go. */
  interface Blocks {
    /** A block to be filled. */
    RowBlock empty();

    /** Hands a block on; whoever filled it forgets it. */
    void full(RowBlock block) throws IOException;
  }

  /** Takes what was decoded, on the thread that called. */
  interface Consumer {
    /** The rows that follow are of this file. */
    void file(int index) throws IOException;

    /** The block is not kept. */
    void rows(RowBlock block) throws IOException;
  }

  /** What a thread has to say: rows, or the end of a file, perhaps by a failure. */
  private record Word(@Nullable RowBlock rows, @Nullable Throwable failure) {}

  private static final Word END = new Word(null, null);

  private final List<File> files;
  private final List<BlockingQueue<Word>> queues = new ArrayList<>();
  private final Queue<RowBlock> used = new ConcurrentLinkedQueue<>();

  private FilesInTurn(List<File> files) {
    this.files = files;
  }

  /** Decodes all files. */
  static void read(List<File> files, Columnar columnar, Consumer consumer) throws IOException {
    new FilesInTurn(files).run(columnar, consumer);
  }

  private void run(Columnar columnar, Consumer consumer) throws IOException {
    List<Thread> threads = new ArrayList<>();
    List<Columnar> connections = new ArrayList<>();
    try {
      for (int t = 0; t < Math.min(THREADS, files.size()); t++) {
        Columnar own = columnar.another();
        connections.add(own);
        queues.add(new ArrayBlockingQueue<>(MOST_WAITING));
        threads.add(start(t, own));
      }
      for (int f = 0; f < files.size(); f++) {
        consumer.file(f);
        take(queues.get(f % queues.size()), consumer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      stop(threads);
      for (Columnar connection : connections) {
        connection.close();
      }
    }
  }

  private void take(BlockingQueue<Word> queue, Consumer consumer)
      throws IOException, InterruptedException {
    Word word = queue.take();
    for (RowBlock rows = word.rows(); rows != null; rows = word.rows()) {
      consumer.rows(rows);
      used.add(rows);
      word = queue.take();
    }
    Failures.rethrow(word.failure());
  }

  private Thread start(int first, Columnar columnar) {
    BlockingQueue<Word> queue = queues.get(first);
    Thread thread = new Thread(() -> decode(first, columnar, queue), "decode-" + first);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void decode(int first, Columnar columnar, BlockingQueue<Word> queue) {
    try {
      Blocks blocks = new Handing(queue);
      for (int f = first; f < files.size(); f += THREADS) {
        try {
          files.get(f).read(columnar, blocks);
        } catch (IOException | RuntimeException | Error e) {
          queue.put(new Word(null, e));
          return;
        }
        queue.put(END);
      }
    } catch (InterruptedException e) {
      // Nobody wants more.
      Thread.currentThread().interrupt();
    }
  }

  /** Hands blocks on to the queue of a thread. */
  private final class Handing implements Blocks {
    private final BlockingQueue<Word> queue;

    Handing(BlockingQueue<Word> queue) {
      this.queue = queue;
    }

    @Override
    public RowBlock empty() {
      RowBlock block = used.poll();
      return block == null ? new RowBlock() : block;
    }

    @Override
    public void full(RowBlock block) throws IOException {
      try {
        queue.put(new Word(block, null));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("nobody wants the samples any more", e);
      }
    }
  }

  /** The engine must not be in use when it is closed. */
  private static void stop(List<Thread> threads) {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
