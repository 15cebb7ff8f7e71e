@NullMarked
package io.rackproof.collector.remotewrite;

import org.jspecify.annotations.NullMarked;
