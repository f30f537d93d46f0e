"""The arithmetic of the bench: percentiles by nearest rank, ratios to the limit, goals."""

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import client
from bench.timing import Result, percentile, ratio, table

TIMES = st.lists(st.floats(min_value=0, max_value=1e6), min_size=1, max_size=60)
SHARES = st.floats(min_value=0.01, max_value=1)


def result(p50: float, limit: float, goal: float | None, *, errors: int = 0) -> Result:
    return Result("work", p50, p50, limit, goal, errors=errors)


def of_rate(rate: float, limit_rate: float, goal: float) -> Result:
    return Result("work", 1, 1, 1, goal, rate=rate, limit_rate=limit_rate, is_rate=True)


@given(TIMES, SHARES)
def test_a_percentile_is_the_smallest_measured_value_that_the_share_does_not_exceed(
    times: list[float], share: float
) -> None:
    found = percentile(times, share)
    assert found in times
    assert sum(time <= found for time in times) >= share * len(times)
    assert sum(time < found for time in times) < share * len(times)


@given(TIMES)
def test_percentiles_grow_with_the_share_and_end_at_the_slowest(times: list[float]) -> None:
    assert percentile(times, 0.5) <= percentile(times, 0.95) <= percentile(times, 1) == max(times)


def test_the_median_of_an_even_number_is_the_lower_one() -> None:
    assert percentile([4, 1, 3, 2], 0.5) == 2
    assert percentile(list(range(1, 101)), 0.95) == 95


def test_nothing_measured_has_no_percentile_and_no_limit_has_no_ratio() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 0.5)
    with pytest.raises(ValueError, match="share"):
        percentile([1], 0)
    with pytest.raises(ValueError, match="limit was not measured"):
        ratio(1, 0)


def test_a_time_meets_its_goal_from_below_and_a_rate_from_above() -> None:
    assert result(20, 10, 2).is_met
    assert not result(20.1, 10, 2).is_met
    assert of_rate(40, 100, 1 / 3).is_met
    assert not of_rate(30, 100, 1 / 3).is_met


def test_no_goal_is_met_with_an_error() -> None:
    assert not result(10, 10, 2, errors=1).is_met
    assert result(10, 1, None).is_met and not result(10, 1, None, errors=1).is_met


def test_a_worker_that_holds_more_than_its_memory_is_told_of() -> None:
    fits, grew = table([replace(result(1, 1, 2), peak_mb=peak) for peak in (150, 151)]).splitlines()[1:]
    assert "MISSED" not in fits and "151 MISSED" in grew


def test_a_missed_goal_is_called_missed() -> None:
    met, missed = table([result(10, 10, 2), result(30, 10, 2)]).splitlines()[1:]
    assert "1.00" in met and "≤ 2.00 met" in met
    assert "3.00" in missed and "≤ 2.00 MISSED" in missed


def test_a_page_is_asked_again_where_the_server_hung_up_between_two_and_a_form_never_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)  # who waits in vain would keep the whole run waiting

        def answer_once_each() -> None:
            for _ in range(3):
                connection, _ = listening.accept()
                connection.recv(1 << 16)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                connection.close()

        with ThreadPoolExecutor(1) as pool, client.Client(listening.getsockname()[1]) as asking:
            answering = pool.submit(answer_once_each)
            assert [asking.ask(client.get("/")).body for _ in range(2)] == [b"ok", b"ok"]
            with pytest.raises(ConnectionError):
                asking.ask(client.post("/", {}))
            assert asking.ask(client.post("/", {})).body == b"ok"
            answering.result(10)
