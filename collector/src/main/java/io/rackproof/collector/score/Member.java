package io.rackproof.collector.score;

import java.util.SortedMap;

/** One member of a signal: a set of labels, the metric's name not among them, and what it holds. */
record Member(SortedMap<String, String> labels, StepFunction held) {}
