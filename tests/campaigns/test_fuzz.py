"""Readers raise documented errors only, whatever the bytes; `NLPMAP_MINUTES` makes the campaign longer."""

from __future__ import annotations

import os

import pytest

from tests.campaigns import fuzz

SECONDS = 60 * float(os.environ.get("NLPMAP_MINUTES", "0.3")) / len(fuzz.names())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", fuzz.names())
def test_no_bytes_make_a_reader_fail_in_a_way_that_is_not_documented(name: str) -> None:
    *found, (_, tried) = fuzz.findings(name, SECONDS)
    assert found == [], found[0]
    print(tried)
