package io.rackproof.agent.device.modbus;

import java.time.Duration;

/**
 * One request that a driver sends in each round.
 *
 * @param what is read: {@code holding 0x0000+12}
 * @param frame the bytes that are sent, as hexadecimal digits
 * @param sources points' places that it reads
 * @param registers or bits that come back, those that are read along included
 * @param requestBytes of the frame
 * @param answerBytes of the frame that answers
 * @param wire the time that both take on a serial line with the silence before; zero on a network
 * @param cost what it takes in all, measured where requests were answered before; else {@code wire}
 *     and the pause
 */
public record PlannedRead(
    String what,
    String frame,
    int sources,
    int registers,
    int requestBytes,
    int answerBytes,
    Duration wire,
    Duration cost) {}
