"""Numbers as people and spreadsheets write them: with a decimal point or comma, thousands apart or not."""

import re

NAN = float("nan")
DECIMAL = {  # by the decimal sign: a number without thousands apart, and one with
    sign: re.compile(
        rf"[+-]?(?:(?:\d+\{sign}?\d*|\{sign}\d+)(?:[eE][+-]?\d+)?"
        rf"|[1-9]\d{{0,2}}(?P<apart>[{other} '’])\d{{3}}(?:(?P=apart)\d{{3}})*(?:\{sign}\d*)?)",
        re.ASCII,
    )
    for sign, other in ((".", ","), (",", "."))
}
DOUBTFUL = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)  # thousands, or a fraction


def read_as(text: str, sign: str) -> float:
    """The number in a text that is one with this decimal sign."""
    return float(re.sub(rf"[^\d{sign}eE+-]", "", text).replace(sign, "."))


def signs_in(texts) -> set:
    """Which decimal signs, "." and ",", some of the texts have beyond doubt."""
    return {
        sign
        for sign, other in ((".", ","), (",", "."))
        if any(DECIMAL[sign].fullmatch(text) and not DECIMAL[other].fullmatch(text) for text in texts if sign in text)
    }


def is_doubtful(text: str, signs: set) -> bool:
    """Whether a text is one number with a decimal point and another with a comma, and `signs` do not tell which."""
    return bool(DOUBTFUL.fullmatch(text)) and signs != set(text) & {".", ","}


def number(text: str, signs: set) -> float:
    """The number in a text; NaN for none, or where it is doubtful. signs: the decimal signs used around it."""
    text = text.replace("−", "-")  # the minus that word processors write
    fitting = [sign for sign in DECIMAL if DECIMAL[sign].fullmatch(text)]
    if not fitting or is_doubtful(text, signs):
        return NAN
    return read_as(text, "," if fitting == [","] or (DOUBTFUL.fullmatch(text) and "," in text) else ".")
