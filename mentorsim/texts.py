"""Texts as people keep them: from bytes in any encoding that can be detected, with invisible differences removed."""

import io
import re
import unicodedata
import zipfile

from mentorsim.errors import BadInput

MARKS = (  # of byte order, the longer before the shorter
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
OLE, ZIP, PDF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-"
WORKBOOK = "an Excel workbook"
SAVE_AS_XLSX = "save it as .xlsx or as CSV UTF-8"
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")  # of no width


def clean(text: str) -> str:
    """The text with composed letters (NFC), single blanks, none around it, and nothing that has no width."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", UNSEEN.sub("", text)).split())


def shown(text: str, beside: str = "") -> str:
    """A text in quotes; in escapes where what it differs in from `beside` cannot be seen."""
    same = unicodedata.normalize("NFKC", text) == unicodedata.normalize("NFKC", beside)
    return ascii(text) if beside and (same or scripts(text) != scripts(beside)) else repr(text)


def scripts(text: str) -> set:
    """What kinds of letters and signs beyond ASCII a text has, Latin letters aside: CYRILLIC, NON-BREAKING, …"""
    kinds = {unicodedata.name(letter, "?").split()[0] for letter in text if not letter.isascii()}
    return kinds - {"LATIN"}


def kind_of(content: bytes) -> str:
    """What a file is that is no text, as far as it is known; else an empty string."""
    if content.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        return f"{WORKBOOK} with a password" if locked else "an old Excel workbook"
    if content.startswith(PDF):
        return "a PDF"
    return kind_of_archive(content) if content.startswith(ZIP) else ""


def kind_of_archive(content: bytes) -> str:
    """What a ZIP archive is."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = set(archive.namelist())
        if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype"):
            return "an OpenDocument spreadsheet"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return "a broken ZIP archive"
    if "xl/vbaProject.bin" in names:
        return f"{WORKBOOK} with macros"
    if "xl/workbook.bin" in names:
        return "a binary Excel workbook"
    return WORKBOOK if any(name.startswith("xl/") for name in names) else "a ZIP archive"


def decoded(content: bytes, source) -> str:
    """The text in a file's bytes, which are UTF-8 or say by a mark that they are UTF-16 or UTF-32.

    Line ends become `\\n`. Raises BadInput, with the line where something is no text. source: the file in messages.
    """
    kind = kind_of(content)
    if kind:
        raise BadInput(f"{source}: found {kind}, expected a UTF-8 text")
    marked = next(((mark, encoding) for mark, encoding in MARKS if content.startswith(mark)), None)
    if not marked and b"\0" in content[:4]:
        raise BadInput(f"{source}:1: found UTF-16 without a byte-order mark, expected a UTF-8 text; save it as UTF-8")
    encoding = marked[1] if marked else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found, hint = (
            (
                "bytes that are not UTF-8",
                "; if it is in Latin-1 or a Windows encoding, save it as UTF-8 (in Excel: CSV UTF-8)",
            )
            if encoding == "utf-8"
            else (f"broken {encoding.upper()}", "")
        )
        raise BadInput(f"{source}:{line}: found {found}, expected a UTF-8 text{hint}") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadInput(f"{source}:{line}: found a NUL, expected a text; save it as UTF-8 (in Excel: CSV UTF-8)")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
