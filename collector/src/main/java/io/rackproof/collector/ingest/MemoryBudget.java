package io.rackproof.collector.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The bytes that frames of all connections may take until they are stored. Who finds none left
 * waits in line, with one frame at a time; and nobody holds more than a quarter, so that an agent
 * that sends without measure leaves room for the others. Thread safe.
 */
final class MemoryBudget {

  /** A frame counts so much beside its bytes. */
  static final long FRAME = 1_024;

  /** Decoded samples, and names, take so much more than their bytes on the wire. */
  static final long FACTOR = 8;

  /** No share is larger than one in so many. */
  private static final int SHARES = 4;

  private final long total;
  private final ArrayDeque<Claim> waiting = new ArrayDeque<>();
  private long used;

  /** What one connection holds. Guarded by the budget. */
  static final class Share {
    private long held;
  }

  /** Bytes for one frame, waited for or held, until they are given back. */
  final class Claim {
    private final Share share;
    private final long bytes;
    private final Runnable granted;
    private boolean held;
    private boolean over;

    private Claim(Share share, long bytes, Runnable granted) {
      this.share = share;
      this.bytes = bytes;
      this.granted = granted;
    }

    boolean isHeld() {
      synchronized (MemoryBudget.this) {
        return held;
      }
    }

    private boolean isWithinShare() {
      return share.held == 0 || share.held + bytes <= total / SHARES;
    }

    /** Gives the bytes back, or waits no longer. A second time does nothing. */
    void release() {
      List<Claim> next = new ArrayList<>();
      synchronized (MemoryBudget.this) {
        if (over) {
          return;
        }
        over = true;
        if (held) {
          used -= bytes;
          share.held -= bytes;
        } else {
          waiting.remove(this);
        }
        grant(next);
      }
      next.forEach(claim -> claim.granted.run());
    }
  }

  MemoryBudget(long total) {
    this.total = total;
  }

  /**
   * Asks for the bytes of a frame.
   *
   * @param granted is run once they are held, unless they are at once; on any thread
   */
  Claim claim(Share share, long frameBytes, Runnable granted) {
    Claim claim = new Claim(share, Math.min(total, FRAME + FACTOR * frameBytes), granted);
    List<Claim> others = new ArrayList<>();
    synchronized (this) {
      waiting.add(claim);
      grant(others);
      others.remove(claim);
    }
    others.forEach(other -> other.granted.run());
    return claim;
  }

  /** For what has its own bound: holds nothing. */
  Claim nothing() {
    Claim claim = new Claim(new Share(), 0, () -> {});
    claim.held = true;
    return claim;
  }

  private boolean fits(Claim claim) {
    return used + claim.bytes <= total;
  }

  private void take(Claim claim) {
    claim.held = true;
    used += claim.bytes;
    claim.share.held += claim.bytes;
  }

  /** In the order of asking; who holds a full share is passed over. */
  private void grant(List<Claim> granted) {
    Iterator<Claim> line = waiting.iterator();
    while (line.hasNext()) {
      Claim claim = line.next();
      if (!claim.isWithinShare()) {
        continue;
      }
      if (!fits(claim)) {
        return;
      }
      line.remove();
      take(claim);
      granted.add(claim);
    }
  }

  long total() {
    return total;
  }

  synchronized long used() {
    return used;
  }

  /** Connections whose next frame waits. */
  synchronized int waiting() {
    return waiting.size();
  }
}
