/** The stream with both of its real ends: agent's spool and uplink, collector's ingest. */
@NullMarked
package io.rackproof.collector.stream;

import org.jspecify.annotations.NullMarked;
