#!/usr/bin/env python3
"""Modbus TCP devices that count: one at each of COUNT ports from PORT on, 1,000 holding registers
each, in pairs 500 float32 values (big-endian). Unit ids are not looked at. It prints "begun" at the first
request, and on SIGUSR1 the requests, the bytes received and sent since the last time, and the time of the first request.

Usage: device.py PORT COUNT
"""
import signal
import selectors
import socket
import struct
import sys
import time

REGISTERS = b"".join(struct.pack(">f", 20 + i * 0.25) for i in range(500))
counts = {"requests": 0, "received": 0, "sent": 0}
first = None


def answer(frame):
    transaction, unit, function, address, count = struct.unpack(">H4xBBHH", frame[:12])
    data = REGISTERS[2 * address : 2 * (address + count)]
    if function not in (3, 4) or not 1 <= count <= 125:
        body = struct.pack(">BB", function | 0x80, 1)
    elif len(data) != 2 * count:
        body = struct.pack(">BB", function | 0x80, 2)
    else:
        body = struct.pack(">BB", function, len(data)) + data
    return struct.pack(">HHHB", transaction, 0, len(body) + 1, unit) + body


def tell(*_):
    print("first=%.3f" % (first or 0), *("%s=%d" % item for item in counts.items()), flush=True)
    for key in counts:
        counts[key] = 0


signal.signal(signal.SIGUSR1, tell)
selector = selectors.DefaultSelector()
for i in range(int(sys.argv[2])):
    listening = socket.create_server(("127.0.0.1", int(sys.argv[1]) + i))
    listening.setblocking(False)
    selector.register(listening, selectors.EVENT_READ, None)
print("ready", flush=True)
while True:
    for key, _ in selector.select():
        if key.data is None:
            peer, _ = key.fileobj.accept()
            peer.setblocking(False)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(peer, selectors.EVENT_READ, bytearray())
            continue
        try:
            data = key.fileobj.recv(4096)
        except OSError:
            data = b""
        if not data:
            selector.unregister(key.fileobj)
            key.fileobj.close()
            continue
        key.data.extend(data)
        counts["received"] += len(data)
        while len(key.data) >= 12:
            if first is None:
                first = time.time()
                print("begun", flush=True)
            counts["requests"] += 1
            reply = answer(bytes(key.data[:12]))
            del key.data[:12]
            counts["sent"] += len(reply)
            key.fileobj.sendall(reply)
