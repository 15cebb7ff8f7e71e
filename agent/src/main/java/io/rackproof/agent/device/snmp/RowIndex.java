package io.rackproof.agent.device.snmp;

import java.util.Comparator;

/** The order of rows: index numbers compared one after the other, as SNMP sorts them. */
final class RowIndex {

  static final Comparator<String> ORDER = RowIndex::compare;

  private RowIndex() {}

  private static int compare(String left, String right) {
    int a = 0;
    int b = 0;
    while (a < left.length() && b < right.length()) {
      int endOfA = end(left, a);
      int endOfB = end(right, b);
      int order =
          Long.compare(Long.parseLong(left, a, endOfA, 10), Long.parseLong(right, b, endOfB, 10));
      if (order != 0) {
        return order;
      }
      a = endOfA + 1;
      b = endOfB + 1;
    }
    return Boolean.compare(a < left.length(), b < right.length());
  }

  private static int end(String index, int from) {
    int dot = index.indexOf('.', from);
    return dot < 0 ? index.length() : dot;
  }
}
