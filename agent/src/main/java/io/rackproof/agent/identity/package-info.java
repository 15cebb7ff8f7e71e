/**
 * Who this agent is: its key, its certificate and the authority of its collector, as files; how a
 * token becomes the first certificate; how each gets its successor. The key is made here and never
 * leaves. May import {@code wire} and {@code io.rackproof.identity}; knows no Netty.
 */
@NullMarked
package io.rackproof.agent.identity;

import org.jspecify.annotations.NullMarked;
