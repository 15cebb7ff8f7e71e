@NullMarked
package io.rackproof.collector.access;

import org.jspecify.annotations.NullMarked;
