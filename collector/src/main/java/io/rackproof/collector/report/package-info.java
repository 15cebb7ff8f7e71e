/**
 * Verdicts to files that people and tools read: HTML and PDF in each language, JSON, JUnit XML,
 * CSV, OCP JSONL. May import {@code score}, {@code plan}, {@code campaign}, and {@code store} for
 * reading.
 */
@NullMarked
package io.rackproof.collector.report;

import org.jspecify.annotations.NullMarked;
