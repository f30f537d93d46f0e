"""Small readings of printed Chinese figures: one width, numerals, units. Nothing here raises."""

import re

NUMBER = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"

_ONE_WIDTH = {full: full - 0xFEE0 for full in (*range(0xFF10, 0xFF1A), *map(ord, "％＜＝＞＋－／．～"))}
_ONE_WIDTH |= {ord(odd): "-" for odd in "—–−﹣‐‑―─"} | {ord(odd): "~" for odd in "〜∼∽"}
_ONE_WIDTH |= {ord("﹪"): "%", ord("≧"): "≥", ord("⩾"): "≥", ord("≦"): "≤", ord("⩽"): "≤", ord("﹥"): ">"}
_ONE_WIDTH |= {ord("﹤"): "<", ord("﹢"): "+", ord("﹦"): "="}
_INCLUDED = re.compile(r"[（(]包?含[^（()）]{0,6}[）)]")
_HOUR = re.compile("(?<=[日号])[0-9]{1,2}[时点](?=前|止|之前|以前)")
_ENDS = "。.；;，,、！!：:"

_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[零〇一二两三四五六七八九十百千]+"

_COUNTED = (
    "人次|户次|场次|件次|批次|项次|台次|家次|人员|人|户|名|位|家|次|场|项|个|份|套|期|篇|件|条|部|册|台|批|辆|处|座|张|幅|"
    "本|组|支|班|瓶|箱|袋|盒|床|宗|起|例|吨|公斤|千克|斤|公里|平方米|平米|米|亩|课时|学时|小时|分钟|个工作日|工作日|"
    "个自然日|天|日|周|个季度|季度|季|个月|月|年|分|万元|亿元|千元|百元|元|个百分点|百分点|%|‰"
)
_BRACKETED_UNIT = re.compile(rf"([0-9])[（(]({_COUNTED})[）)]")
_CHINESE_DAY = re.compile(f"({NUMERAL})月({NUMERAL})[日号]")
_CHINESE_MONTH = re.compile(f"(?<!个)({NUMERAL})月(?=[底末前上中下份]|$)")
_CHINESE_BY = re.compile(f"({NUMERAL})[日号](?=前|之前|以前)")
_PER = r"(?:[/每·][^0-9，。；、：≥≤<>=±~%以内起]{1,6})*"
_KNOWN_UNIT = re.compile(
    rf"(?:[十百千万亿]{{0,2}}(?:{_COUNTED})"
    rf"(?:[（(][^（()）0-9]{{1,6}}[）)](?:{_COUNTED})?|(?:人|户|次){{0,2}}){_PER}|[A-Za-zμ㎡㎞㎏°℃²³/]{{1,8}})"
)
_SHORT_UNIT = re.compile(r"[\u4e00-\u9fff]{1,4}")
_NOT_A_UNIT = re.compile(
    "以上|以下|以内|之内|内$|起$|左右|上下|^余|^多|^级|^类|^等|完成|提高|提升|保障|达到|达成|增强|改善|落实|低于|高于|超过|"
    "少于|大于|小于|等于|至少|最多|控制|封顶|为限|以前|之前|前$|不|月|年"
)


def one_width(text: str) -> str:
    """Half-width digits and signs, no spaces, no closing stop, no “（含）”; brackets stay as printed."""
    plain = _INCLUDED.sub("", re.sub(r"\s", "", text.translate(_ONE_WIDTH)))
    plain = re.sub(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))", ",", plain)
    plain = plain.replace(">=", "≥").replace("=>", "≥").replace("<=", "≤").replace("=<", "≤")
    plain = plain.replace("+-", "±").replace("+/-", "±").replace("正负", "±").replace("──", "-").replace("--", "-")
    plain = plain.strip("“”\"'‘’").rstrip(_ENDS)
    if re.fullmatch(r"[（(][^（()）]+[）)]", plain):
        plain = plain[1:-1]
    plain = _HOUR.sub("", _BRACKETED_UNIT.sub(r"\1\2", plain))
    return arabic(plain)


def arabic(text: str) -> str:
    """百分之九十 → 90%, and a Chinese numeral that counts a known unit (不少于两场 → 不少于2场)."""
    text = re.sub(f"百分之({NUMERAL})", lambda found: f"{numeral(found[1])}%", text)
    text = re.sub("([一二三四五六七八九])成(?=以上|以下|左右|$)", lambda found: f"{numeral(found[1])}0%", text)
    text = _CHINESE_DAY.sub(lambda found: f"{numeral(found[1])}月{numeral(found[2])}日", text)
    text = _CHINESE_MONTH.sub(lambda found: f"{numeral(found[1])}月", text)
    text = _CHINESE_BY.sub(lambda found: f"{numeral(found[1])}日", text)
    text = re.sub(r"百分之([0-9.]+)", r"\1%", text)
    counted = re.fullmatch(
        rf"([^0-9零〇一二两三四五六七八九十百千]*)({NUMERAL})({_COUNTED})(及?以上|以内|以下|左右)?", text
    )
    if counted and not counted[1].endswith("第") and counted[3] not in ("季度", "季", "月", "年"):
        return f"{counted[1]}{numeral(counted[2])}{counted[3]}{counted[4] or ''}"
    return re.sub("^零(?=(?:投诉|事故|差错|违规|伤亡|死亡|上访|起|次|件|例)$)", "0", text)


def numeral(text: str) -> int:
    """一百二十 → 120, 二零 → 20, 十五 → 15."""
    if not any(word in _TENS for word in text):
        return int("".join(str(_DIGITS[word]) for word in text))
    total = pending = 0
    for word in text:
        if word in _TENS:
            total += (pending or 1) * _TENS[word]
            pending = 0
        else:
            pending = _DIGITS[word]
    return total + pending


def is_known_unit(text: str) -> bool:
    """A unit people count or pay in, brackets and “per” allowed: 人次, 户（人）次, 元/人·次, %."""
    return bool(_KNOWN_UNIT.fullmatch(text))


def is_unit(text: str) -> bool:
    """A known unit, none, or a short word that says nothing but what is counted."""
    if not text or is_known_unit(text):
        return True
    return bool(_SHORT_UNIT.fullmatch(text)) and not _NOT_A_UNIT.search(text)
