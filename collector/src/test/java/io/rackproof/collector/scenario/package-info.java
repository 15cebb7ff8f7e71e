/** Tests of plan tests. */
@NullMarked
package io.rackproof.collector.scenario;

import org.jspecify.annotations.NullMarked;
