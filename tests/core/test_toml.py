"""TOML with the line of every mistake: what does not parse is refused in plain Swedish, what parses knows its lines."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunkt.core.identity_numbers import holds_identity_number
from servicepunkt.core.toml import MOST_BYTES, Document, FileRefused, did_you_mean
from servicepunkt.core.toml_lines import Path, lines_of


@pytest.mark.parametrize(
    ("raw", "line", "told"),
    [
        (b"a = 1\nb = 2\na = 3\n", 3, "Samma nyckel står två gånger."),
        (b"[a]\n\n[a]\n", 3, "Samma tabell står två gånger."),
        (b"a = 1\nb = 'nej\nc = 2", 3, "börjar här eller tidigare är inte avslutad med citattecken"),
        (b"a = 1\nb = 'nej\nc = '2'", 2, "inte avslutad med citattecken på sin rad"),
        (b"a = {b = 1}\na.c = 2\n", 2, "redan avslutad"),
        (b'a = 1\nb = "nej\nc = 2', 2, "tecken som inte får stå här"),
        (b"a = 1\nb = '''nej\nc = 2", 3, "inte avslutad med citattecken"),
        (b"a = 1\n\nb = [1, 2\n", 3, "inte avslutad med hakparentes"),
        (b"a\n", 1, "saknas ett likhetstecken"),
        (b"a = 1\nb = hej\n", 2, "text ska stå inom citattecken"),
        (b"a = 1 2\n", 1, "något mer på samma rad"),
        (b'a = "C:\\q"\n', 1, "snedstreck"),
        (b"a = 1\n\nb = '\xe5'\n", 3, "byte 12 räknat från 0 (0xE5)"),
        (b"\xef\xbb\xbfa = '\xe5'\n", 1, "byte 8 räknat från 0 (0xE5)"),
        (b"a = " + b"[" * 5000, None, "för många nivåer"),
        (b"a = " + b"9" * 5000, None, "orimligt långt"),
        (b"#" * (MOST_BYTES + 1), None, "för stor"),
        (b"a = 'x' # 19811218-9876\n", 1, "personnummer"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(raw: bytes, line: int | None, told: str) -> None:
    with pytest.raises(FileRefused) as refused:
        Document(raw).raise_problems()
    (problem,) = refused.value.problems
    assert problem.line == line
    assert told in problem.message
    assert str(refused.value) == (problem.message if line is None else f"Rad {line}: {problem.message}")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    document = Document(b"\xef\xbb\xbfa = 1\r\n[b]\r\nc = 2\r\n")
    assert document.data == {"a": 1, "b": {"c": 2}}
    assert document.line_of(("b", "c")) == 3


EVERY_FORM = '''a = 1
"b c" . d = """x
y"" """  # a comment
[[s]]
k = [ # a comment with ] and "
 "x ] y",
 [1,
  2], {p = 'q', r.z = 3},
]
[[s.t]]
m = 2010-01-01 10:00:00
[[s.t]]
m = \'\'\'a
b\'\'\'
[s.u]
v = ""
[[s]]
[[s.t]]
m=1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1),
        (("b c", "d"), 2),
        (("s", 0), 4),
        (("s", 0, "k"), 5),
        (("s", 0, "k", 0), 6),
        (("s", 0, "k", 1, 1), 8),
        (("s", 0, "k", 2, "r", "z"), 8),
        (("s", 0, "t", 0, "m"), 11),
        (("s", 0, "t", 1, "m"), 13),
        (("s", 0, "u", "v"), 16),
        (("s", 1, "t", 0, "m"), 19),
    ],
)
def test_every_form_of_value_knows_its_line(path: Path, line: int) -> None:
    tomllib.loads(EVERY_FORM)
    assert lines_of(EVERY_FORM)[path] == line


def test_what_is_missing_has_the_line_of_what_is_around_it() -> None:
    document = Document(EVERY_FORM.encode())
    assert document.line_of(("s", 1, "t", 0, "missing")) == 18
    assert document.line_of(("missing",)) is None


texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x7f"), max_size=20)
values = st.recursive(
    st.integers(0, 10**6).map(str)
    | st.booleans().map(lambda one: str(one).lower())
    | texts.map(lambda one: '"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"')
    | texts.map(lambda one: "'" + one.replace("'", "") + "'")
    | texts.map(lambda one: '"""\n' + one.replace("\\", "\\\\").replace('"', '\\"') + '"""'),
    lambda inner: st.lists(inner, max_size=3).map(lambda some: "[\n" + ",\n".join(some) + "\n]"),
    max_leaves=6,
)


@given(st.lists(values, min_size=1, max_size=6))
def test_lines_hold_for_any_values(written: list[str]) -> None:
    text = "".join(f"[[t]] # number {at}\nkey = {value}\n" for at, value in enumerate(written))
    assert len(tomllib.loads(text)["t"]) == len(written)
    found = lines_of(text)
    lines = text.split("\n")
    for at in range(len(written)):
        assert lines[found[("t", at)] - 1].startswith("[[t]]")
        assert lines[found[("t", at, "key")] - 1].startswith("key = ")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("19811218-9876", True),
        ("811218 9876", True),
        ("8112189876", True),
        ("född 811218-9876.", True),
        ("811278-9873", True),  # samordningsnummer: the day plus 60
        ("811218-9877", False),  # wrong check digit
        ("811318-9874", False),  # no thirteenth month
        ("556430-0142", False),  # an organisation number
        ("2010-06-01 till 2011-09-30", False),
        ("12345678112189876", False),
        ("0885TB109 215 57.3242, 17.0083", False),
    ],
)
def test_identity_numbers_are_recognised(text: str, holds: bool) -> None:
    assert holds_identity_number(text) is holds


def test_a_near_word_is_suggested_and_a_far_one_is_not() -> None:
    assert did_you_mean("titel", ["title", "key"]) == " Menade du ”title”?"
    assert did_you_mean("zzz", ["title", "key"]) == ""
