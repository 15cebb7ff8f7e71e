/**
 * Running campaigns judged while samples arrive, ended ones from the store. In: batches that are
 * durable ({@code LiveCampaigns.stored}). Out: {@code Judged} to whoever listens. Owns no thread:
 * the root package calls {@code round} and, once samples have come, {@code roundOfArrivals}. May
 * import {@code campaign}, {@code plan}, {@code score}, {@code wire}, and {@code store} for
 * reading; never {@code ingest}, {@code report} or {@code web}.
 */
@NullMarked
package io.rackproof.collector.live;

import org.jspecify.annotations.NullMarked;
