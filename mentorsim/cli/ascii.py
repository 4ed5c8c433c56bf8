"""Characters that a terminal cannot show, spelled in ASCII: −0.02 ±0.01 ▵ becomes -0.02 +/-0.01 (+)."""

import codecs
import unicodedata

SPELLED = "mentorsim.spelled"  # the name of the error handler of streams
MARKS = {"better": ("▲", "▵"), "worse": ("▼", "▿"), "differs": ("◆", "◇"), "unclear": ("·", "·"), "same": ("=", "=")}
IN_ASCII = {"better": ("+", "(+)"), "worse": ("-", "(-)"), "differs": ("*", "(*)"), "unclear": ("~", "~"),
            "same": ("=", "=")}  # of each verdict: if it stands for its whole table, or by itself  # fmt: skip
TEXT = {
    "−": "-", "–": "-", "—": "-", "±": "+/-", "×": "x", "→": "->", "←": "<-", "…": "...", "∞": "inf", "≤": "<=",
    "≥": ">=", "≠": "!=", "≈": "~", "Σ": "sum", "Π": "prod", "√": "sqrt", "∫": "int", "∈": "in", "“": '"', "”": '"',
    "‘": "'", "’": "'", "•": "*", "·": "*", "▲": "+", "▼": "-",
}  # fmt: skip


def can_show(encoding: str | None, text: str) -> bool:
    """Whether a stream of that encoding has all characters of a text."""
    try:
        text.encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def marks_for(encoding: str | None) -> dict:
    """{verdict: (mark where it stands for its whole table, mark where it stands by itself)}: all in ASCII, or none."""
    return MARKS if can_show(encoding, "".join(map("".join, MARKS.values()))) else IN_ASCII


def spelled(text: str, encoding: str | None) -> str:
    """A text, with what the encoding has not in ASCII."""
    if text.isascii() or can_show(encoding, text):
        return text
    return "".join(one if can_show(encoding, one) else in_ascii(one) for one in text)


def in_ascii(character: str) -> str:
    """One character in ASCII: by TEXT, without its accents, or a Greek letter's name; else a question mark."""
    if character in TEXT:
        return TEXT[character]
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if plain:
        return plain
    name = unicodedata.name(character, "")
    return name.split()[-1].lower() if name.startswith("GREEK") else "?"


def handle(error: UnicodeError):
    """Spell what a stream cannot encode; for `errors=` of a stream."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(in_ascii, error.object[error.start : error.end])), error.end


codecs.register_error(SPELLED, handle)
