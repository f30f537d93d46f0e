"""A name is found by its characters, its pinyin and its initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.names import LONGEST, MOST, normal, search_keys, tidy


def found(name: str, typed: str) -> bool:
    return any(key.startswith(normal(typed)) for key in search_keys(name))


@pytest.mark.parametrize("typed", ["王桂兰", "桂兰", "王", "wgl", "wg", "WANG", "wangguilan", "guilan", "王 桂兰"])
def test_a_name_is_found_by_its_ends_its_pinyin_and_its_initials(typed: str) -> None:
    assert found("王桂兰", typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄", "shan"),
        ("单雄", "dan"),
        ("解晓东", "xie"),
        ("解晓东", "jie"),
        ("解晓东", "xxd"),
        ("吕布", "lv"),
        ("吕布", "lu"),
    ],
)
def test_every_reading_of_a_character_leads_to_the_name(name: str, typed: str) -> None:
    assert found(name, typed)


def test_a_name_with_a_middle_dot_is_found_without_it() -> None:
    assert tidy("买买提・艾力") == "买买提·艾力"
    assert found("买买提·艾力", "买买提艾力")
    assert found("买买提·艾力", "艾力")


def test_spaces_inside_a_chinese_name_are_not_kept() -> None:
    assert tidy(" 王　桂 兰 ") == "王桂兰"
    assert tidy("John  Smith") == "John Smith"


@given(st.text(max_size=80))
def test_any_text_has_few_and_short_keys(text: str) -> None:
    keys = search_keys(text)
    assert len(keys) <= MOST
    assert all(0 < len(key) <= LONGEST for key in keys)
