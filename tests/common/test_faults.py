"""Fault points do what the environment asks, once, and nothing otherwise."""

import pytest

from common import faults
from tests.stack import fault_points


@pytest.fixture
def asked(monkeypatch):
    monkeypatch.setattr(faults, "_FAULTS", faults.parsed("here:raise,there:sleep:0"))


def test_it_is_inert_unless_asked():
    faults.faultpoint("here")


@pytest.mark.usefixtures("asked")
def test_it_raises_where_asked():
    faults.faultpoint("elsewhere")
    faults.faultpoint("there")
    with pytest.raises(faults.InjectedError):
        faults.faultpoint("here")


@pytest.mark.usefixtures("asked")
def test_it_happens_once(monkeypatch, tmp_path):
    monkeypatch.setenv("FAULTS_ONCE", str(tmp_path))
    with pytest.raises(faults.InjectedError):
        faults.faultpoint("here")
    faults.faultpoint("here")


def test_it_refuses_an_unknown_act():
    with pytest.raises(ValueError, match="explode"):
        faults.parsed("here:explode")


def test_the_code_has_fault_points():
    assert "risk.evaluated" in fault_points()
