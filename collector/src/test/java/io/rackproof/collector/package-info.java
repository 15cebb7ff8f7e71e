/** The assembled collector, its configuration and its commands. */
@NullMarked
package io.rackproof.collector;

import org.jspecify.annotations.NullMarked;
