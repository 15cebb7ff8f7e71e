/** Each statistic by itself, against its definition over all pieces. */
@NullMarked
package io.rackproof.collector.score.statistic;

import org.jspecify.annotations.NullMarked;
