/** Tests of the reports. */
@NullMarked
package io.rackproof.collector.report;

import org.jspecify.annotations.NullMarked;
