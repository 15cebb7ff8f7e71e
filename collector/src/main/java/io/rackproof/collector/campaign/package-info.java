/**
 * Campaigns: one run of a plan on racks, with its phase marks, annotations and end, kept in SQLite.
 * May import {@code plan}.
 */
@NullMarked
package io.rackproof.collector.campaign;

import org.jspecify.annotations.NullMarked;
