package io.rackproof.agent.device.snmp;

import java.util.Comparator;

/** The order of rows: index numbers compared one after the other, as SNMP sorts them. */
final class RowIndex {

  static final Comparator<String> ORDER = RowIndex::compare;

  private RowIndex() {}

  private static int compare(String left, String right) {
    String[] a = left.split("\\.", -1);
    String[] b = right.split("\\.", -1);
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      int order = Long.compare(Long.parseLong(a[i]), Long.parseLong(b[i]));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length, b.length);
  }
}
