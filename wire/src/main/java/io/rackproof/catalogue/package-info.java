/**
 * The one list of metric names: {@code metrics.yaml} beside this package says for each what it
 * means, its unit, kind, labels and the roles of devices that have it.
 *
 * <p>Profiles, plans, {@code /metrics}, dashboards and docs read it; a name that is not here is an
 * error wherever it stands. May import {@code document}.
 */
@NullMarked
package io.rackproof.catalogue;

import org.jspecify.annotations.NullMarked;
