/**
 * Campaigns: one run of a plan on a rack, with its phase marks, annotations and end, kept in SQLite
 * ({@code CampaignStore}). What is refused comes as {@code CampaignRefusedException} with a
 * sentence for people. May import {@code plan}; knows nothing of samples and verdicts.
 */
@NullMarked
package io.rackproof.collector.campaign;

import org.jspecify.annotations.NullMarked;
