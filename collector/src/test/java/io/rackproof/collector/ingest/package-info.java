/** Ingest against clients that speak byte by byte what the test says. */
@NullMarked
package io.rackproof.collector.ingest;

import org.jspecify.annotations.NullMarked;
