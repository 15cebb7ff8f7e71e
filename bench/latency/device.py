#!/usr/bin/env python3
"""Modbus TCP devices at COUNT ports from PORT on, 500 float32 values each (big-endian). The first value
of every EACHth device goes from 20 to 80 and back, each PERIOD seconds and at another moment for each; the
moment of the first reply that holds a new one is printed: time, port, value.

Usage: device.py PORT COUNT EACH PERIOD
"""
import random, selectors, socket, struct, sys, time

port, count, each, period = (int(a) for a in sys.argv[1:5])
rest = b"".join(struct.pack(">f", 20 + i * 0.05) for i in range(1, 500))
begun = time.monotonic()
shift = [random.Random(i).uniform(0, period) for i in range(count)]
told = [20.0] * count
selector = selectors.DefaultSelector()
for i in range(count):
    listening = socket.create_server(("127.0.0.1", port + i))
    listening.setblocking(False)
    selector.register(listening, selectors.EVENT_READ, (i, None))
print("ready", flush=True)
while True:
    for key, _ in selector.select():
        i, buffer = key.data
        if buffer is None:
            peer, _ = key.fileobj.accept()
            peer.setblocking(False)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(peer, selectors.EVENT_READ, (i, bytearray()))
            continue
        try:
            data = key.fileobj.recv(4096)
        except OSError:
            data = b""
        if not data:
            selector.unregister(key.fileobj)
            key.fileobj.close()
            continue
        buffer.extend(data)
        while len(buffer) >= 12:
            transaction, unit, function, address, words = struct.unpack(">H4xBBHH", bytes(buffer[:12]))
            del buffer[:12]
            now = 20.0
            if i % each == 0 and int((time.monotonic() - begun + shift[i]) / period) % 2:
                now = 80.0
            values = (struct.pack(">f", now) + rest)[2 * address : 2 * (address + words)]
            if function not in (3, 4) or len(values) != 2 * words or words > 125:
                body = struct.pack(">BB", function | 0x80, 2)
            else:
                body = struct.pack(">BB", function, len(values)) + values
            key.fileobj.sendall(struct.pack(">HHHB", transaction, 0, len(body) + 1, unit) + body)
            if address == 0 and now != told[i]:
                told[i] = now
                print(f"{time.time():.4f} {port + i} {now:.0f}", flush=True)
