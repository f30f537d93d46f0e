"""Curves over a logarithmic number, as SVG that reads on light and dark ground. Plain text, no library."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDE, HIGH = 760, 380
LEFT, RIGHT, TOP, BOTTOM = 56, 200, 28, 52
APART = 15
"""Pixels between the names at the right end."""
COLOURS = ("#c2410c", "#2563eb", "#15803d", "#9333ea", "#b8860b", "#0e7490")
STYLE = """text{font:12px system-ui,sans-serif;fill:#57606a}.grid{stroke:#8b949e;stroke-opacity:.3}
.line{fill:none;stroke-width:2}.ground{stroke:#8b949e;stroke-dasharray:5 4}
@media (prefers-color-scheme:dark){text{fill:#adbac7}}"""


@dataclass(frozen=True)
class Curve:
    """(number, milliseconds) in rising order; the ground is what the others stand on."""

    name: str
    points: Sequence[tuple[int, float]]
    is_ground: bool = False


@dataclass(frozen=True)
class _Frame:
    low: float
    high: float
    top: float

    def x(self, number: float) -> float:
        span = math.log(self.high) - math.log(self.low)
        return LEFT + (WIDE - LEFT - RIGHT) * (math.log(number) - math.log(self.low)) / span

    def y(self, value: float) -> float:
        return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * value / self.top


def drawing(curves: Sequence[Curve], along: str) -> str:
    """Raises ValueError with fewer than two sizes."""
    numbers = sorted({number for curve in curves for number, _ in curve.points})
    if len(numbers) < 2:
        raise ValueError("a curve has two points at least")
    step = _step(max(value for curve in curves for _, value in curve.points))
    top = step * math.ceil(max(value for curve in curves for _, value in curve.points) / step)
    frame = _Frame(numbers[0], numbers[-1], top)
    title = f"Milliseconds (p50) over {along}"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escape(title)}">',
        f"<style>{STYLE}</style>",
        f'<text x="{LEFT}" y="16">{escape(title)}</text>',
        *_grid(frame, numbers, step),
        f'<text x="{(LEFT + WIDE - RIGHT) / 2:.0f}" y="{HIGH - 10}" text-anchor="middle">{escape(along)}</text>',
        *_lines(frame, curves),
        "</svg>\n",
    ])  # fmt: skip


def _step(most: float) -> float:
    """A round step that gives four to ten lines."""
    power = 10 ** math.floor(math.log10(most / 4))
    return max(times * power for times in (1, 2, 5) if times * power <= most / 4)


def _grid(frame: _Frame, numbers: Sequence[int], step: float) -> list[str]:
    lines = []
    for turn in range(round(frame.top / step) + 1):
        y = frame.y(turn * step)
        lines += [
            f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDE - RIGHT}"/>',
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{turn * step:g}</text>',
        ]
    return lines + [
        f'<text x="{frame.x(number):.1f}" y="{HIGH - BOTTOM + 18}" text-anchor="middle">{number:,}</text>'
        for number in numbers
    ]


def _lines(frame: _Frame, curves: Sequence[Curve]) -> list[str]:
    drawn, lowest = [], float("inf")
    colours = dict(zip((curve.name for curve in curves if not curve.is_ground), COLOURS, strict=False))
    for curve in sorted(curves, key=lambda one: one.points[-1][1]):
        style = 'class="line ground"' if curve.is_ground else f'class="line" stroke="{colours[curve.name]}"'
        path = "L".join(f"{frame.x(number):.1f} {frame.y(value):.1f}" for number, value in curve.points)
        lowest = min(lowest - APART, frame.y(curve.points[-1][1]))
        name = f"{escape(curve.name)} {curve.points[-1][1]:.1f}"
        drawn += [f'<path {style} d="M{path}"/>', f'<text x="{WIDE - RIGHT + 10}" y="{lowest + 4:.1f}">{name}</text>']
    return drawn
