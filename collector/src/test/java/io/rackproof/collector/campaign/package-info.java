/** Campaigns in a real SQLite file. */
@NullMarked
package io.rackproof.collector.campaign;

import org.jspecify.annotations.NullMarked;
