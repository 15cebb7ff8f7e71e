package io.rackproof.agent.device.serial;

import java.time.Duration;

/**
 * How a serial instrument is reached and talked to.
 *
 * @param timeout for one answer; for a device server also for its connection
 */
public record SerialConfig(SerialLink link, SerialDialogue dialogue, Duration timeout) {}
