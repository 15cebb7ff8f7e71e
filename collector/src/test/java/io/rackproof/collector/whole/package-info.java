/**
 * The three programs together, as users start them: distributions as separate processes over real
 * endpoints. Run by failsafe, after the distributions are built; and what is committed for them,
 * the dashboards, by surefire.
 */
@NullMarked
package io.rackproof.collector.whole;

import org.jspecify.annotations.NullMarked;
