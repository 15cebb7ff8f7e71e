/**
 * What a program tells the service manager that started it, by systemd's notification protocol:
 * that it is ready, reloads or stops, what it does, and that it still gets on with its work.
 *
 * <p>Environment variables come in, datagrams go out. Outside a service all of it does nothing. May
 * import nothing of ours.
 */
@NullMarked
package io.rackproof.service;

import org.jspecify.annotations.NullMarked;
