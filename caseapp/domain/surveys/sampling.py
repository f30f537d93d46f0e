"""Who is asked: a size from confidence and margin, quotas in proportion, and a draw that anybody can repeat."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from caseapp.domain.errors import N_, Invalid

Z = {90: Decimal("1.644854"), 95: Decimal("1.959964"), 99: Decimal("2.575829")}
"""Confidence in percent -> how many standard errors to each side."""


@dataclass(frozen=True, order=True)
class Stratum:
    """People of one category in one unit; "" where a frame knows no category, 0 where it knows no unit."""

    category: str = ""
    unit_id: int = 0


@dataclass(frozen=True)
class Candidate:
    """One who may be asked; `key` stays the same from one draw to the next."""

    key: str
    stratum: Stratum


def sample_size(population: int, *, confidence: int, margin: Decimal) -> int:
    """How many answers give the margin (percent) at the confidence (percent) when half say yes, the least sure case;
    with the correction for a finite population."""
    if confidence not in Z:
        raise Invalid.one("confidence", N_("Choose 90, 95 or 99 percent."))
    if not margin.is_finite() or not 1 <= margin <= 20:
        raise Invalid.one("margin", N_("The margin lies between 1 and 20 percent."))
    if population <= 0:
        return 0
    endless = Z[confidence] ** 2 / 4 / (margin / 100) ** 2
    needed = endless / (1 + (endless - 1) / population)
    return min(population, int(needed.to_integral_value(ROUND_CEILING)))


def quotas(strata: Mapping[Stratum, int], size: int) -> dict[Stratum, int]:
    """How many to draw from each stratum: in proportion, the largest remainders rounded up, `size` in all."""
    population = sum(strata.values())
    size = min(size, population)
    if not population:
        return {}
    whole = {stratum: count * size // population for stratum, count in strata.items()}
    left = size - sum(whole.values())
    by_remainder = sorted(strata, key=lambda stratum: (-(strata[stratum] * size % population), stratum))
    for stratum in by_remainder[:left]:
        whole[stratum] += 1
    return whole


def draw(frame: Sequence[Candidate], size: int, seed: str) -> list[Candidate]:
    """`size` candidates within their quotas, in the order of the draw. Frame and seed decide it, nothing else."""
    wanted = quotas(Counter(candidate.stratum for candidate in frame), size)
    strata: dict[Stratum, list[Candidate]] = defaultdict(list)
    for candidate in ordered(frame, seed):
        strata[candidate.stratum].append(candidate)
    chosen = {candidate for stratum, count in wanted.items() for candidate in strata[stratum][:count]}
    return [candidate for candidate in ordered(frame, seed) if candidate in chosen]


def replacement(frame: Iterable[Candidate], taken: Collection[str], stratum: Stratum, seed: str) -> Candidate | None:
    """Who comes next in the stratum's order of the draw; None when it is used up."""
    left = (candidate for candidate in ordered(frame, seed) if candidate.key not in taken)
    return next((candidate for candidate in left if candidate.stratum == stratum), None)


def ordered(frame: Iterable[Candidate], seed: str) -> list[Candidate]:
    """The frame shuffled by the seed: by a digest of seed and key, the same on every machine."""
    return sorted(frame, key=lambda candidate: (_lot(seed, candidate.key), candidate.key))


def frame_digest(frame: Iterable[Candidate]) -> str:
    """Tells whether the frame is still the one that was drawn from."""
    lines = sorted(f"{one.key} {one.stratum.category} {one.stratum.unit_id}" for one in frame)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lot(seed: str, key: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{key}".encode()).digest()
