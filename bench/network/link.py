"""A bad line between two network namespaces: a tun device in each, and this process between them,
which loses, delays and reorders packets as it is told on its standard input. It does what
`tc netem` does, for kernels that are built without it, and can do in one direction alone.

Usage: link.py NAMESPACE-A ADDRESS-A NAMESPACE-B ADDRESS-B SEED
Commands, one a line: `delay MS JITTER`, `loss SHARE`, `reorder SHARE`, `pass both|none|ab|ba`, `counts`.
Each is answered with a line. Both addresses are of one /30 network.
"""
import ctypes, fcntl, heapq, os, random, select, struct, subprocess, sys, time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def enter(path):
    fd = os.open(path, os.O_RDONLY)
    if libc.setns(fd, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), f"cannot enter {path}")
    os.close(fd)


def tun(namespace, address):
    enter(f"/run/netns/{namespace}")
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", b"line", IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "addr", "add", f"{address}/30", "dev", "line"], check=True)
    subprocess.run(["ip", "link", "set", "line", "up"], check=True)
    return fd


name_a, address_a, name_b, address_b, seed = sys.argv[1:6]
home = os.open("/proc/self/ns/net", os.O_RDONLY)
ends = [tun(name_a, address_a), tun(name_b, address_b)]
libc.setns(home, CLONE_NEWNET)
rnd = random.Random(int(seed))
delay = jitter = loss = reorder = 0.0
passes = [True, True]  # from A, from B
waiting = []  # (when, order, direction, packet)
due = [0.0, 0.0]  # when the last packet of each direction leaves: jitter alone changes no order
number = 0
counts = {"passed": 0, "lost": 0, "reordered": 0, "cut": 0}
print("ready", flush=True)
while True:
    wait = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
    readable, _, _ = select.select([*ends, sys.stdin], [], [], wait)
    now = time.monotonic()
    if sys.stdin in readable:
        words = sys.stdin.readline().split()
        if not words:
            break
        if words[0] == "delay":
            delay, jitter = float(words[1]) / 1e3, float(words[2]) / 1e3
        elif words[0] == "loss":
            loss = float(words[1])
        elif words[0] == "reorder":
            reorder = float(words[1])
        elif words[0] == "pass":
            passes = [words[1] in ("both", "ab"), words[1] in ("both", "ba")]
        print(counts if words[0] == "counts" else "ok", flush=True)
    for direction, end in enumerate(ends):
        if end not in readable:
            continue
        for _ in range(64):
            try:
                packet = os.read(end, 65_536)
            except BlockingIOError:
                break
            if not passes[direction]:
                counts["cut"] += 1
            elif rnd.random() < loss:
                counts["lost"] += 1
            else:
                number += 1
                if rnd.random() < reorder:
                    # Overtakes what waits, as a packet on a shorter path does.
                    counts["reordered"] += 1
                    when = now
                else:
                    when = due[direction] = max(due[direction], now + delay + rnd.uniform(-jitter, jitter))
                heapq.heappush(waiting, (when, number, direction, packet))
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        _, _, direction, packet = heapq.heappop(waiting)
        if not passes[direction]:
            counts["cut"] += 1
            continue
        try:
            os.write(ends[1 - direction], packet)
            counts["passed"] += 1
        except BlockingIOError:
            counts["lost"] += 1  # a full queue, as on a real line
