#!/usr/bin/env python3
"""SNMP v2c switches that count: one at each of COUNT UDP ports from PORT on, 50 ports with ten counters
each, and their names; community "public". GET, GETNEXT and GETBULK, an answer of at most 1,400 bytes of
bindings. It prints "begun" at the first request, and on SIGUSR1 the requests, the bytes received and sent since the last time, the mean
time from the first to the last answer of a cycle (requests less than 0.3 s apart), and the time of the
first request.

Usage: snmp_device.py PORT COUNT
"""
import bisect
import selectors
import signal
import socket
import sys
import time

PORTS = 50
IF, IFX, DOT3 = "1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.1.1.1.", "1.3.6.1.2.1.10.7.2.1."
COUNTERS = [(IFX + "6", 0x46), (IFX + "10", 0x46)] + [
    (IF + c, 0x41) for c in ("13", "14", "19", "20")] + [(DOT3 + c, 0x41) for c in ("2", "3", "13", "18")]
BULK_BYTES = 1_400
started = time.time()


def tlv(tag, body):
    size = len(body)
    head = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
    return bytes([tag]) + head + body


def oid(arcs):
    out = bytearray([arcs[0] * 40 + arcs[1]])
    for arc in arcs[2:]:
        part = [arc & 127]
        while arc > 127:
            arc >>= 7
            part.append(arc & 127 | 128)
        out += bytes(reversed(part))
    return bytes(out)


def number(tag, value):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def parse(data, at):
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 128:
        count = size & 127
        size, at = int.from_bytes(data[at : at + count], "big"), at + count
    return tag, data[at : at + size], at + size


def arcs(body):
    out, arc = [body[0] // 40, body[0] % 40], 0
    for byte in body[1:]:
        arc = arc << 7 | byte & 127
        if not byte & 128:
            out.append(arc)
            arc = 0
    return tuple(out)


def split(text):
    return tuple(int(arc) for arc in text.split("."))


# Identifier to the bytes of its value; counters grow with time and are made when asked for.
objects = {split("1.3.6.1.2.1.1.3.0"): lambda: number(0x43, int((time.time() - started) * 100))}
for port in range(1, PORTS + 1):
    objects[split(IFX + "1.%d" % port)] = lambda p=port: tlv(4, b"swp%d" % p)
    for n, (column, tag) in enumerate(COUNTERS):
        objects[split("%s.%d" % (column, port))] = (
            lambda t=tag, p=port, n=n: number(t, int((time.time() - started) * 1000) * p + n))
order = sorted(objects)
encoded = {name: tlv(6, oid(name)) for name in order}


def binding(name):
    return tlv(0x30, encoded[name] + objects[name]())


def following(name):
    at = bisect.bisect_right(order, name)
    return order[at] if at < len(order) else None


def bindings(tag, asked, skip, most):
    if tag == 0xA0:
        return [binding(n) if n in objects else tlv(0x30, tlv(6, oid(n)) + b"\x80\x00") for n in asked]
    out, size = [], 0
    for row in range(most if tag == 0xA5 else 1):
        now = []
        for i, name in enumerate(asked):
            if row > 0 and i < skip:
                now.append(None)
                continue
            after = None if name is None else following(name)
            one = binding(after) if after else tlv(0x30, tlv(6, oid(name or order[-1])) + b"\x82\x00")
            size += len(one)
            if tag == 0xA5 and out and size > BULK_BYTES:
                return out
            out.append(one)
            now.append(after)
        if not any(now):
            break
        asked = now
    return out


def answer(message):
    _, body, _ = parse(message, 0)
    _, version, at = parse(body, 0)
    _, community, at = parse(body, at)
    tag, pdu, _ = parse(body, at)
    if community != b"public" or tag not in (0xA0, 0xA1, 0xA5):
        return None
    _, request, at = parse(pdu, 0)
    _, skip, at = parse(pdu, at)
    _, most, at = parse(pdu, at)
    _, asked, _ = parse(pdu, at)
    names, at = [], 0
    while at < len(asked):
        _, one, at = parse(asked, at)
        names.append(arcs(parse(one, 0)[1]))
    whole = b"".join(bindings(tag, names, int.from_bytes(skip, "big"), int.from_bytes(most, "big")))
    reply = tlv(2, request) + tlv(2, b"\0") + tlv(2, b"\0") + tlv(0x30, whole)
    return tlv(0x30, tlv(2, version) + tlv(4, community) + tlv(0xA2, reply))


counts = {"requests": 0, "received": 0, "sent": 0}
first = None
cycles, began, last = [], {}, {}


def tell(*_):
    mean = sum(cycles) / len(cycles) if cycles else 0
    print("first=%.3f" % (first or 0), *("%s=%d" % item for item in counts.items()), "cycle=%.1f" % (1000 * mean), flush=True)
    cycles.clear()
    for key in counts:
        counts[key] = 0


signal.signal(signal.SIGUSR1, tell)
selector = selectors.DefaultSelector()
for i in range(int(sys.argv[2])):
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", int(sys.argv[1]) + i))
    selector.register(listening, selectors.EVENT_READ, i)
print("ready", flush=True)
while True:
    for key, _ in selector.select():
        data, peer = key.fileobj.recvfrom(65535)
        now = time.time()
        if first is None:
            first = now
            print("begun", flush=True)
        device = key.data
        if now - last.get(device, 0) > 0.3:
            if device in began:
                cycles.append(last[device] - began[device])
            began[device] = now
        reply = answer(data)
        counts["requests"] += 1
        counts["received"] += len(data)
        if reply is not None:
            counts["sent"] += len(reply)
            key.fileobj.sendto(reply, peer)
        last[device] = time.time()
