/**
 * How the files that people write are read: YAML with every mistake reported at once, each with
 * file, line, column, key and the nearest valid one.
 *
 * <p>Owns {@link io.rackproof.document.YamlMap}, the only way into {@code rack.yaml}, profiles,
 * plans, scenarios and {@code collector.yaml}. Knows nothing of what the keys mean. May import the
 * YAML parser and nothing of ours.
 */
@NullMarked
package io.rackproof.document;

import org.jspecify.annotations.NullMarked;
