package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.modbus.ModbusSource.Table;
import io.rackproof.agent.device.modbus.ReadPlan.Block;
import io.rackproof.agent.device.modbus.ReadPlan.Cut;
import io.rackproof.agent.device.modbus.ReadPlan.Limits;
import io.rackproof.agent.device.modbus.ReadPlan.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was learnt of one unit: the addresses and functions that it lacks, where requests must not
 * reach over, how long they may be and what they cost. Counts rounds, not time.
 */
final class UnitKnowledge {

  /** A unit may learn new addresses, by new firmware for instance. */
  static final int ROUNDS_UNTIL_ASKED_AGAIN = 300;

  private static final int LONGEST_WAIT = 16 * ROUNDS_UNTIL_ASKED_AGAIN;
  private static final int ROUNDS_UNTIL_LONGER_IS_TRIED = 60;
  private static final int ROUNDS_UNTIL_COST_IS_LOOKED_AT = 30;
  private static final int LONGEST_BUSY_WAIT = 15;

  private final ModbusConfig config;
  private final Map<Span, Absence> absent = new LinkedHashMap<>();
  private final Map<Table, Absence> refusedTables = new HashMap<>();
  private final Set<Cut> cuts = new HashSet<>();
  private final LongestRead registers;
  private final LongestRead bits;
  private final RequestCost cost;
  private int gap;
  private int round;
  private int version;
  private int busyReads;
  private int busyUntil;

  /** What is not there, why, and when it is asked for again. */
  private static final class Absence {
    final Missing why;
    int wait = ROUNDS_UNTIL_ASKED_AGAIN;
    int due;

    Absence(Missing why, int round) {
      this.why = why;
      this.due = round + wait;
    }

    boolean isDue(int round) {
      return round >= due;
    }

    void again(int round) {
      wait = Math.min(2 * wait, LONGEST_WAIT);
      due = round + wait;
    }
  }

  UnitKnowledge(ModbusConfig config) {
    this.config = config;
    this.registers = new LongestRead(config.maxRegisters());
    this.bits = new LongestRead(config.maxRegisters() * ReadPlan.BITS_PER_REGISTER);
    this.cost = new RequestCost(config);
    this.gap = Math.min(config.maxGap(), cost.worthwhileGap());
  }

  /** Changes whenever requests that were planned before are to be planned anew. */
  int version() {
    return version;
  }

  Limits limits() {
    return new Limits(table -> longest(table).now(), gap, cuts, absent.keySet());
  }

  RequestCost cost() {
    return cost;
  }

  /** True when requests differ from those of the profile and the usual costs. */
  boolean isLearned() {
    return cost.isLearned() || registers.isLearned() || bits.isLearned() || !absent.isEmpty();
  }

  LongestRead longest(Table table) {
    return table.isBits() ? bits : registers;
  }

  /** A round begins. */
  void nextRound() {
    round++;
    if (round % ROUNDS_UNTIL_LONGER_IS_TRIED == 0) {
      version += registers.tryLonger() ? 1 : 0;
      version += bits.tryLonger() ? 1 : 0;
    }
    if (round % ROUNDS_UNTIL_COST_IS_LOOKED_AT == 0 && cost.isLearned()) {
      int now = Math.min(config.maxGap(), cost.worthwhileGap());
      if (Math.abs(now - gap) > 1 + gap / 4) {
        gap = now;
        version++;
      }
    }
  }

  /** Why nothing is asked in this round; empty when the unit is not said to be busy. */
  Optional<Missing> busy(Missing why) {
    return round < busyUntil ? Optional.of(why) : Optional.empty();
  }

  /** The unit was busy: the first time it is asked as always, then ever more rarely. */
  void wasBusy() {
    int skip = Math.min((1 << Math.min(busyReads, 5)) - 1, LONGEST_BUSY_WAIT);
    busyReads++;
    busyUntil = round + 1 + skip;
  }

  void answered(Block block, long nanos) {
    busyReads = 0;
    int before = longest(block.table()).now();
    longest(block.table()).answered(block.count());
    if (longest(block.table()).now() != before) {
      version++;
    }
    cost.observe(block.registers(), nanos);
    if (block.spans().size() == 1 && absent.remove(block.spans().get(0)) != null) {
      version++;
    }
    if (refusedTables.remove(block.table()) != null) {
      version++;
    }
  }

  /** What is remembered to be missing; not told where it is due to be asked for. */
  Map<Span, Missing> absentNow() {
    Map<Span, Missing> now = new LinkedHashMap<>();
    absent.forEach((span, absence) -> now.put(span, absence.why));
    return now;
  }

  /** One of what is absent and due, of some spans: one in a round, not to burden the bus. */
  Optional<Span> due(Set<Span> of) {
    return absent.entrySet().stream()
        .filter(entry -> entry.getValue().isDue(round) && of.contains(entry.getKey()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  void isAbsent(Span span, Missing why) {
    Absence before = absent.get(span);
    if (before == null) {
      absent.put(span, new Absence(why, round));
      version++;
    } else {
      before.again(round);
    }
  }

  /** Why a table is not asked for; empty when it may be. */
  Optional<Missing> refused(Table table) {
    Absence absence = refusedTables.get(table);
    return absence == null || absence.isDue(round) ? Optional.empty() : Optional.of(absence.why);
  }

  void isRefused(Table table, Missing why) {
    Absence before = refusedTables.get(table);
    if (before == null) {
      refusedTables.put(table, new Absence(why, round));
    } else {
      before.again(round);
    }
  }

  /**
   * A block was refused and both its parts were answered: it was too long, or what lies between
   * them cannot be read along.
   *
   * @param address true when the unit gave its addresses as the reason
   */
  void onlyInParts(Block block, List<Block> parts, boolean address) {
    int boundary = parts.get(1).address();
    boolean touching = parts.get(0).address() + parts.get(0).count() == boundary;
    LongestRead longest = longest(block.table());
    if (!address || (touching && !longest.knows(block.count()))) {
      longest.refuses(block.count(), address);
    } else {
      cuts.add(new Cut(block.table(), boundary));
      if (touching) {
        longest.wasNotTheLength();
      }
    }
    version++;
  }

  /** What comes back after a lost connection may have other firmware: all may be asked again. */
  void mayHaveChanged() {
    if (absent.isEmpty() && refusedTables.isEmpty() && cuts.isEmpty()) {
      return;
    }
    new ArrayList<>(absent.values()).forEach(absence -> absence.due = round);
    refusedTables.clear();
    cuts.clear();
    version++;
  }
}
