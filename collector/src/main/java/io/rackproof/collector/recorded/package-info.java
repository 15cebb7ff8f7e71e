/**
 * Samples that were recorded, read again to be judged without a server. In: CSV and Parquet files
 * and store folders, and what a person wrote of the course of events ({@code TimelineFile}). Out:
 * {@code Recording}, which hands samples out in stretches of time, each series sorted and each time
 * once, in bounded memory whatever the order of the files. May import {@code wire}, {@code
 * document}, {@code plan}, {@code score} (for the timeline) and {@code store} for reading; never
 * {@code live}, {@code report} or {@code web}.
 */
@NullMarked
package io.rackproof.collector.recorded;

import org.jspecify.annotations.NullMarked;
