@NullMarked
package io.rackproof.collector.recorded;

import org.jspecify.annotations.NullMarked;
