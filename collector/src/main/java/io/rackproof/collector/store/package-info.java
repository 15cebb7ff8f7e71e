/**
 * Durable samples, each exactly once: a log in front (SQLite; another engine fits the same
 * interface) and sealed Parquet files behind. Reads by range and the latest of each series. May
 * import {@code wire}.
 */
@NullMarked
package io.rackproof.collector.store;

import org.jspecify.annotations.NullMarked;
