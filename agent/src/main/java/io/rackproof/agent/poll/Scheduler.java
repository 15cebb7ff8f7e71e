package io.rackproof.agent.poll;

/**
 * Runs tasks at their times: those of one bus one after the other, different buses side by side.
 */
public interface Scheduler extends AutoCloseable {

  /** Monotonic time in nanoseconds, from any origin. */
  long nanos();

  /**
   * Runs a task once, not before its time and not while another task of the bus runs. Never blocks;
   * after {@link #close} it does nothing.
   *
   * @param bus tasks with the same bus never overlap
   * @param atNanos by {@link #nanos}; in the past means as soon as may be
   */
  void at(String bus, long atNanos, Runnable task);

  /** Gives up what is held for a bus on which there is nothing any more; it may come back. */
  default void release(String bus) {}

  /** Runs no further task, and waits for those that run until a task may take no longer. */
  @Override
  void close();
}
