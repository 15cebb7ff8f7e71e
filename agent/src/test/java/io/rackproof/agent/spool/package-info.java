/** What a spool promises, over each implementation and over files that crashed or broke. */
@NullMarked
package io.rackproof.agent.spool;

import org.jspecify.annotations.NullMarked;
