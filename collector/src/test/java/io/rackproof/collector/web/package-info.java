/** Pages and API over real HTTP. */
@NullMarked
package io.rackproof.collector.web;

import org.jspecify.annotations.NullMarked;
