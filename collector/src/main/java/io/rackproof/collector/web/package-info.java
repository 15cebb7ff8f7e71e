/**
 * The HTTP API and the live pages, on Vert.x. {@code WebServer} routes; {@code *Api} speak JSON;
 * {@code Pages} and the records {@code *View} make pages of the templates in {@code src/main/jte};
 * {@code LiveEvents} keeps open pages current; {@code SampledCampaigns} has what reports tell of
 * samples ready. Nothing is loaded from other hosts. May import all other packages of the collector
 * but the root, by their ports.
 */
@NullMarked
package io.rackproof.collector.web;

import org.jspecify.annotations.NullMarked;
