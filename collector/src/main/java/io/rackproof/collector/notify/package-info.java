/**
 * Tells other programs what needs a person: a gate has failed, a device is lost, a campaign has
 * finished. {@code Watch} compares verdicts and racks with what was told; {@code Outbox} keeps what
 * is open and what still has to be sent, on disk, in one transaction; a {@code Courier} for each
 * target sends it, at least once. Owns no thread: the root package calls the rounds. May import
 * {@code live}, {@code campaign}, {@code score}, {@code store} for reading, and {@code wire}.
 */
@NullMarked
package io.rackproof.collector.notify;

import org.jspecify.annotations.NullMarked;
