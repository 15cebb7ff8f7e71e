package io.rackproof.collector.web;

import java.util.List;

/** The criteria of one area, such as cooling. */
public record AreaView(String name, List<CriterionView> criteria) {
  public AreaView {
    criteria = List.copyOf(criteria);
  }
}
