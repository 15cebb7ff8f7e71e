package io.rackproof.agent.device.modbus;

/**
 * The most registers (or bits) that a unit gives in one answer: what the profile allows, and less
 * once the unit refused long reads. Between the longest that worked and the shortest that was
 * refused, the middle is tried from time to time until they meet.
 */
final class LongestRead {

  private final int allowed;
  private int worked;
  private int refused;
  private boolean trying;
  private boolean byAddress;

  LongestRead(int allowed) {
    this.allowed = allowed;
    this.refused = allowed + 1;
  }

  int now() {
    if (refused > allowed) {
      return allowed;
    }
    return trying ? Math.max(1, (worked + refused) / 2) : Math.max(1, worked);
  }

  /** True when a read of so many was answered before. */
  boolean knows(int count) {
    return count <= worked;
  }

  boolean isLearned() {
    return refused <= allowed;
  }

  void answered(int count) {
    worked = Math.max(worked, Math.min(count, allowed));
    if (worked >= refused) {
      // A longer one has worked since: it was not the length.
      refused = allowed + 1;
    }
  }

  /**
   * A read was refused and worked in two parts.
   *
   * @param address true when the unit gave its addresses as the reason
   */
  void refuses(int count, boolean address) {
    if (count > worked) {
      refused = Math.min(refused, count);
      byAddress = address;
      trying = false;
    }
  }

  /** What was refused has shown to be refused for its addresses. */
  void wasNotTheLength() {
    if (byAddress) {
      refused = allowed + 1;
      byAddress = false;
    }
  }

  /** It is time to try a longer read; true when there is one left to try. */
  boolean tryLonger() {
    boolean open = refused <= allowed && refused - worked > 1;
    trying = open;
    return open;
  }
}
