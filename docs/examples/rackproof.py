"""A small client of the collector's HTTP API: standard library only.

    collector = Collector("http://127.0.0.1:8080")
    with collector.campaign("plan.yaml", ["gen2-007"]) as campaign:
        with campaign.phase("failover"):
            unplug_the_pump()
    print(campaign.scorecard("gen2-007")["summary"])
"""

import contextlib
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Refused(Exception):
    """The collector refused a request; the message says why and what to do."""


class Collector:
    def __init__(self, url, timeout=60, patience=3, token=None):
        """The token is that of RACKPROOF_TOKEN when none is given; none is fine where nobody signs in."""
        self.url = url.rstrip("/")
        self.timeout = timeout
        self.patience = patience
        # The collector is on this machine or network: no proxy between.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        token = token or os.environ.get("RACKPROOF_TOKEN", "")
        if token:
            opener.addheaders.append(("Authorization", "Bearer " + token.strip()))
        self._open = opener.open

    def get(self, path):
        return self._send(urllib.request.Request(self.url + path))

    def post(self, path, body, key=None):
        """Posts once, however often the connection breaks: repeats carry the same key."""
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": key or str(uuid.uuid4()),
            },
        )
        return self._send(request)

    def _send(self, request):
        for attempt in range(1, self.patience + 1):
            try:
                with self._open(request, timeout=self.timeout) as answer:
                    return json.loads(answer.read())
            except urllib.error.HTTPError as refusal:
                told = json.loads(refusal.read())
                lines = [told["error"]]
                for p in told.get("problems", []):
                    lines.append(f"{p['file']}:{p['line']}:{p['column']}: {p['key']}: {p['message']}")
                raise Refused("\n".join(lines)) from None
            except urllib.error.URLError:
                if attempt == self.patience:
                    raise
                time.sleep(attempt)

    def start(self, plan, racks, key=None):
        """Begins a campaign; the caller ends it."""
        with open(plan, encoding="utf-8") as file:
            text = file.read()
        body = {"racks": list(racks), "plan": text, "file": str(plan)}
        return Campaign(self, self.post("/api/campaigns", body, key)["id"])

    @contextlib.contextmanager
    def campaign(self, plan, racks, key=None):
        """Runs a campaign: finished at the end, aborted with the reason when something fails."""
        begun = self.start(plan, racks, key)
        try:
            yield begun
        except BaseException as failure:
            begun.abort(f"the script failed: {failure!r}")
            raise
        begun.finish()


class Campaign:
    def __init__(self, collector, identifier):
        self.collector = collector
        self.id = identifier

    def _path(self, part=""):
        return "/api/campaigns/" + urllib.parse.quote(self.id, safe="") + part

    def state(self):
        return self.collector.get(self._path())

    def enter(self, phase, rack=None):
        self.collector.post(self._path("/marks"), {"phase": phase, "entered": True, "rack": rack})

    def leave(self, phase, rack=None):
        self.collector.post(self._path("/marks"), {"phase": phase, "entered": False, "rack": rack})

    @contextlib.contextmanager
    def phase(self, name, rack=None):
        self.enter(name, rack)
        yield
        self.leave(name, rack)

    def note(self, text, author="script"):
        self.collector.post(self._path("/annotations"), {"text": text, "author": author})

    def inspect(self, criterion, passed, by, note="", rack=None):
        verdict = "PASS" if passed else "FAIL"
        body = {"criterion": criterion, "verdict": verdict, "by": by, "note": note, "rack": rack}
        self.collector.post(self._path("/entries"), body)

    def measure(self, criterion, value, by, uncertainty=None, note="", rack=None):
        body = {"criterion": criterion, "value": value, "uncertainty": uncertainty}
        body.update({"by": by, "note": note, "rack": rack})
        self.collector.post(self._path("/entries"), body)

    def finish(self):
        return self.collector.post(self._path("/finish"), {})

    def abort(self, reason):
        return self.collector.post(self._path("/abort"), {"reason": reason})

    def scorecard(self, rack=None):
        query = "?rack=" + urllib.parse.quote(rack) if rack else ""
        return self.collector.get(self._path("/scorecard" + query))

    def wait_until_whole(self, seconds=30, every=0.5):
        """Waits for the last samples of the run; gives up after a while and says so."""
        end = time.monotonic() + seconds
        while True:
            told = self.collector.get(self._path("/completeness"))
            if told["whole"]:
                return True
            if time.monotonic() > end:
                return False
            time.sleep(every)
