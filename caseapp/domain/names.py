"""What a name can be found by: its characters, its pinyin and its initials, in every reading."""

import itertools
import os
import re
import unicodedata
from functools import lru_cache

LONGEST = 32
MOST = 48
_DOTS = re.compile(r"[•・]")
_GAPS = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_PLAIN = re.compile(r"[\u4e00-\u9fff]+")
"""A name that is stored as it is written."""
_NOISE = re.compile(r"[\s·•.\-'’]")


def normal(text: str) -> str:
    """A name or a search as it is compared: half-width, lower case, no spaces, dots or hyphens."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


def tidy(name: str) -> str:
    """A name as it is stored: half-width, single spaces, one kind of middle dot, none between Chinese characters."""
    if not name:
        return ""
    if _PLAIN.fullmatch(name):
        return name
    plain = " ".join(unicodedata.normalize("NFKC", _DOTS.sub("·", name)).split())
    return _GAPS.sub("", plain)


def masked(name: str) -> str:
    """A name as a public list shows it, 王*兰 or 王*: how long it is can still be seen, not who it is."""
    plain = tidy(name)
    return plain[:1] + "*" if len(plain) < 3 else plain[0] + "*" * (len(plain) - 2) + plain[-1]


def search_keys(name: str) -> frozenset[str]:
    """Every key of the name, at most MOST of them, none longer than LONGEST; a search is a prefix of one.

    王桂兰: 王桂兰 桂兰 兰, wangguilan guilan, wgl. A character with several readings (单 解 曾) gives a key for each.
    """
    plain = normal(name)
    if not plain:
        return frozenset()
    written = [plain[start:] for start in range(len(plain))]
    whole = list(itertools.islice(itertools.product(*map(_readings, plain)), MOST))
    initials = ["".join(sound[0] for sound in sounds) for sounds in whole]
    spelled = ["".join(sounds[start:]) for start in range(max(1, len(plain) - 1)) for sounds in whole]
    keys = (key[:LONGEST] for key in itertools.chain(written[:8], initials, spelled, written[8:]))
    return frozenset(itertools.islice(dict.fromkeys(keys), MOST))


@lru_cache(maxsize=8192)
def _readings(character: str) -> tuple[str, ...]:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # one character at a time: its phrases are only weight
    from pypinyin import Style, pinyin  # its dictionary takes a while: only who names people waits

    sounds: list[str] = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    with_u = [sound.replace("v", "u") for sound in sounds if sound.startswith(("lv", "nv"))]
    return tuple(dict.fromkeys([*(sound or character for sound in sounds), *with_u]))


def sounds(name: str) -> frozenset[str]:
    """The whole name in pinyin, in every reading."""
    plain = normal(name)
    return frozenset("".join(one) for one in itertools.islice(itertools.product(*map(_readings, plain)), MOST))
