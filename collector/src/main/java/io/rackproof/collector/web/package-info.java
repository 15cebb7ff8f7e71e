/**
 * The HTTP API and the live pages. May import all other packages of the collector by their ports.
 */
@NullMarked
package io.rackproof.collector.web;

import org.jspecify.annotations.NullMarked;
