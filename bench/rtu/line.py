#!/usr/bin/env python3
"""A Modbus RTU line on a pseudo-terminal that keeps the pace of its baud rate.

usage: line.py BAUD UNITS DEAD [LOSES]

Units 1 to UNITS answer functions 3 and 4, the DEAD units after them stay silent. The first answer of
the unit LOSES does not come. Prints the terminal's path, then serves until standard input ends. Each
line "start" on it begins a measured window, "first" begins one with the next request and prints
"first" then; each line "stop" ends it and prints what the line saw, as JSON.

A character takes 11 bits. A request is over 8 characters after its first byte came; the unit waits
for 3.5 characters of silence (1.75 ms above 19,200 baud), as the standard asks it to, and answers;
each byte is handed over when its last bit would have come, the whole frame no earlier than its end.
"""

import json
import os
import select
import struct
import sys
import time
import tty

SPIN = 0.0003


def crc(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return struct.pack("<H", value)


def wait_until(moment):
    """Sleeps, and turns in place for the last moment: a sleep alone comes late."""
    while (left := moment - time.monotonic()) > 0:
        if left > SPIN:
            time.sleep(left - SPIN)


class Line:
    def __init__(self, baud, units, dead, loses):
        self.char = 11 / baud
        self.gap = 0.00175 if baud > 19200 else 3.5 * self.char
        self.units = units
        self.dead = dead
        self.loses = loses
        self.lost_at = None
        self.asked_again = None
        self.waits = False
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.answers = {}
        self.quiet = 0.0
        self.clear()

    def clear(self):
        self.began = time.monotonic()
        self.busy = 0.0
        self.requests = {}
        self.registers = 0
        self.silences = []
        self.broken = 0
        self.dead_since = None
        self.on_dead = 0.0

    def answer(self, frame):
        count = struct.unpack(">H", frame[4:6])[0]
        key = frame[0], frame[1], count
        if key not in self.answers:
            data = bytes(i & 0x7F for i in range(2 * count))
            body = bytes((frame[0], frame[1], len(data))) + data
            self.answers[key] = body + crc(body)
        return self.answers[key], count

    def serve(self, frame, came):
        if len(frame) != 8 or crc(frame[:6]) != frame[6:]:
            self.broken += 1
            return
        unit = frame[0]
        if self.waits:
            self.waits = False
            self.clear()
            print("first", flush=True)
        if unit == self.loses and self.lost_at is not None and self.asked_again is None:
            self.asked_again = came - self.lost_at
        lost = unit == self.loses and self.lost_at is None
        self.requests[unit] = self.requests.get(unit, 0) + 1
        self.silences.append(came - self.quiet)
        if self.dead_since is not None:
            self.on_dead += came - self.dead_since
            self.dead_since = None
        over = came + 8 * self.char
        if unit > self.units:
            self.quiet = over
            self.dead_since = came
            return
        if lost:
            self.quiet = over
            self.lost_at = came
            return
        answer, count = self.answer(frame)
        first = over + self.gap
        sent = 0
        # In pieces of a few milliseconds, as an adapter hands them over; the last byte to the moment.
        step = max(1, int(0.002 / self.char))
        while sent < len(answer):
            upto = min(len(answer), sent + step)
            wait_until(first + upto * self.char)
            os.write(self.master, answer[sent:upto])
            sent = upto
        self.quiet = first + len(answer) * self.char
        self.busy += (8 + len(answer)) * self.char + 2 * self.gap
        self.registers += count

    def report(self):
        seconds = time.monotonic() - self.began
        live = sum(n for unit, n in self.requests.items() if unit <= self.units)
        answered = sorted(self.silences[1:])
        return {
            "seconds": round(seconds, 3),
            "answered": live,
            "unanswered": sum(self.requests.values()) - live,
            "registers_per_second": round(self.registers / seconds, 1),
            "share_of_what_frames_allow": round(self.busy / seconds, 4),
            "share_spent_on_the_dead": round(self.on_dead / seconds, 4),
            "least_silence_ms": round(1000 * answered[0], 3) if answered else None,
            "median_silence_ms": round(1000 * answered[len(answered) // 2], 3) if answered else None,
            "required_silence_ms": round(1000 * self.gap, 3),
            "broken_requests": self.broken,
            "lost_asked_again_s": None if self.asked_again is None else round(self.asked_again, 3),
        }


def main():
    baud, units, dead, loses = (int(argument) for argument in (*sys.argv[1:], 0)[:4])
    line = Line(baud, units, dead, loses)
    print(os.ttyname(line.slave), flush=True)
    pending = b""
    while True:
        ready, _, _ = select.select([line.master, sys.stdin], [], [], 0.05)
        if line.master in ready:
            came = time.monotonic()
            pending += os.read(line.master, 256)
            while len(pending) >= 8:
                line.serve(pending[:8], came)
                pending = pending[8:]
        elif pending:
            line.broken += 1
            pending = b""
        if sys.stdin in ready:
            command = sys.stdin.readline().strip()
            if command == "start":
                line.clear()
            elif command == "first":
                line.waits = True
            elif command == "stop":
                print(json.dumps(line.report()), flush=True)
            elif not command:
                return


main()
