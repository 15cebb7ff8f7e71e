"""What the benches share: starting and ending programs, waiting for what they say, reading what they
tell of themselves. Linux, Python 3.9 or newer, standard library alone."""
import os, pathlib, signal, socket, subprocess, sys, time, urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
RACKPROOF = str(ROOT / "collector/target/dist/bin/rackproof")
AGENT = str(ROOT / "agent/target/dist/bin/rackproof-agent")
SIMULATOR = str(ROOT / "simulator/target/dist/bin/rack-simulator")
TICKS = os.sysconf("SC_CLK_TCK")


class Programs:
    """Programs that a bench has started, in a folder with a log of each. Ends them, and no others."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.running = []
        self.started = 0
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.running:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self.running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        print(f"logs in {self.folder}", flush=True)

    def start(self, name, *command, env=None):
        self.started += 1
        log = self.folder / f"{name}-{self.started:04d}.log"
        with open(log, "wb") as out:
            process = subprocess.Popen([str(c) for c in command], cwd=self.folder, stdout=out, stderr=subprocess.STDOUT,
                                       env={**os.environ, **(env or {})})
        process.log = log
        self.running.append(process)
        return process

    def stop(self, process, seconds=90):
        process.send_signal(signal.SIGTERM)
        process.wait(seconds)
        self.running.remove(process)

    def kill(self, process):
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)


def said(process):
    return process.log.read_text(errors="replace")


def await_said(process, *words, seconds=180, after=0):
    """Waits until one of the words stands in the program's log, past `after` characters."""
    until(lambda: any(w in said(process)[after:] for w in words), seconds,
          lambda: f"{process.log.name} does not say {words}: …{said(process)[-600:]}",
          alive=process)


def until(condition, seconds, otherwise, alive=None, pause=0.05):
    """Waits for a condition and gives its value; ends the bench with a message when it does not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        if alive is not None and alive.poll() is not None:
            break
        time.sleep(pause)
    value = condition()
    if value:
        return value
    sys.exit(f"after {seconds} s: {otherwise() if callable(otherwise) else otherwise}")


def free_port(host="127.0.0.1"):
    with socket.socket() as s:
        s.bind((host, 0))
        return s.getsockname()[1]


def get(url, timeout=30):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=timeout) as answer:
        return answer.read().decode()


def metrics(text):
    """Prometheus' text as a map from name, labels included, to value."""
    values = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            values[name] = float(value)
    return values


def metric(text, name):
    """The sum of all series of that name, whatever their labels; None when there is none."""
    values = [value for key, value in metrics(text).items() if key.partition("{")[0] == name]
    return sum(values) if values else None


def memory_mb(pid, key="VmRSS"):
    """VmRSS now, VmHWM at most."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def files_open(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def machine():
    model = next((line.partition(": ")[2] for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    load = " ".join(open("/proc/loadavg").read().split()[:3])
    stamp = time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime())
    return f"{stamp}, {os.cpu_count()} processors ({model.strip()}), load {load}"
