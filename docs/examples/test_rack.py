"""Drives a campaign from pytest and asserts its verdicts.

    RACKPROOF_SERVER=http://127.0.0.1:8080 RACKPROOF_PLAN=plan.yaml RACKPROOF_RACKS=gen2-007 \
        pytest docs/examples/test_rack.py
"""

import os
import time

import pytest

from rackproof import Collector

RACKS = os.environ.get("RACKPROOF_RACKS", "gen2-007").split(",")
PLAN = os.environ.get("RACKPROOF_PLAN", "plan.yaml")
SECONDS = float(os.environ.get("RACKPROOF_SECONDS", "60"))


@pytest.fixture(scope="module")
def campaign():
    """One run for all tests of this file; what follows the yield is done when they are over."""
    collector = Collector(os.environ.get("RACKPROOF_SERVER", "http://127.0.0.1:8080"))
    with collector.campaign(PLAN, RACKS) as run:
        run.note("begun by pytest")
        with run.phase("failover"):
            time.sleep(SECONDS)  # here the script does to the rack what the phase is about
    run.wait_until_whole()
    return run


def test_run_ended_as_planned(campaign):
    assert campaign.state()["outcome"] == "COMPLETED"


@pytest.mark.parametrize("rack", RACKS)
def test_rack_passes(campaign, rack):
    card = campaign.scorecard(rack)
    failed = [c["id"] + " " + c["reason"] for c in card["criteria"] if c["verdict"] == "FAIL"]
    assert not failed, card["summary"]


@pytest.mark.parametrize("rack", RACKS)
def test_everything_is_decided(campaign, rack):
    card = campaign.scorecard(rack)
    undecided = [c["id"] for c in card["criteria"] if c["verdict"] == "INCONCLUSIVE"]
    assert not undecided, card["summary"]
