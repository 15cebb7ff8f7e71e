@NullMarked
package io.rackproof.collector.evidence;

import org.jspecify.annotations.NullMarked;
