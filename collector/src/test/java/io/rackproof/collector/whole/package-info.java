/**
 * The three programs together, as users start them: distributions as separate processes over real
 * endpoints. Run by failsafe, after the distributions are built.
 */
@NullMarked
package io.rackproof.collector.whole;

import org.jspecify.annotations.NullMarked;
