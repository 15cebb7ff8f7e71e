/**
 * Campaigns: runs of a plan on racks, with their phase marks, annotations, entries by hand,
 * waivers, decisions, attempts and ends, kept in SQLite ({@code CampaignStore}). What is refused
 * comes as {@code CampaignRefusedException} with a sentence for people. May import {@code plan};
 * knows nothing of samples and verdicts.
 */
@NullMarked
package io.rackproof.collector.campaign;

import org.jspecify.annotations.NullMarked;
