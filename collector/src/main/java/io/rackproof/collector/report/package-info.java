/**
 * Verdicts to files that people and tools read: self-contained HTML, JSON, JUnit XML. May import
 * {@code score}, {@code plan}, {@code campaign}, and {@code store} for reading.
 */
@NullMarked
package io.rackproof.collector.report;

import org.jspecify.annotations.NullMarked;
