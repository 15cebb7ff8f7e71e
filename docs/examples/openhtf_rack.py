"""A campaign as phases of an OpenHTF test: the limits stand in Rackproof's plan.

    pip install openhtf
    RACKPROOF_SERVER=http://127.0.0.1:8080 python openhtf_rack.py plan.yaml gen2-007
"""

import os
import sys
import time

import openhtf as htf
from openhtf.plugs import BasePlug

from rackproof import Collector


class RackCampaign(BasePlug):
    """The campaign of this run; aborted when the test is torn down before it has finished."""

    def __init__(self):
        url = os.environ.get("RACKPROOF_SERVER", "http://127.0.0.1:8080")
        self.run = Collector(url).start(sys.argv[1], [sys.argv[2]])
        self._done = False

    def finish(self):
        self.run.finish()
        self._done = True
        self.run.wait_until_whole()
        return self.run.scorecard(sys.argv[2])

    def tearDown(self):
        if not self._done:
            self.run.abort("the OpenHTF test ended early")


@htf.plug(rack=RackCampaign)
def failover(test, rack):
    with rack.run.phase("failover"):
        test.logger.info("pull the pump's plug now")
        time.sleep(60)


@htf.plug(rack=RackCampaign)
@htf.measures(
    htf.Measurement("verdict").equals("PASS"),
    htf.Measurement("score").in_range(90, 100),
    htf.Measurement("decided").in_range(0.95, 1),
)
def verdict(test, rack):
    card = rack.finish()
    test.measurements.verdict = card["verdict"]
    test.measurements.score = card["score"] if card["score"] is not None else -1
    test.measurements.decided = card["decided"]
    for criterion in card["criteria"]:
        test.logger.info("%(verdict)s %(id)s %(reason)s", criterion)


def main():
    test = htf.Test(failover, verdict, test_name="rack acceptance")
    test.execute(test_start=lambda: sys.argv[2])


if __name__ == "__main__":
    main()
