package io.rackproof.collector.store;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that is read on a thread of its own, beside what its asker does. */
public final class ReadAside<T> {

  private final FutureTask<T> task;

  private ReadAside(FutureTask<T> task) {
    this.task = task;
  }

  /**
   * Begins to read.
   *
   * @param name of the thread
   */
  public static <T> ReadAside<T> begin(String name, Callable<T> read) {
    FutureTask<T> task = new FutureTask<>(read);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return new ReadAside<>(task);
  }

  /**
   * What was read, once it is there.
   *
   * @throws IOException when it cannot be read, or the asker is interrupted
   */
  public T taken() throws IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it was read", e);
    }
  }
}
