"""Texts in files that a spreadsheet opens: what somebody typed must never be run as a formula."""

_BEGINNINGS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula, perhaps after white space or a line break (OWASP, "CSV
    Injection"). In a workbook such a text is written as a string with the cell's quote mark on."""
    return text.lstrip().startswith(_BEGINNINGS) or text[:1] in ("\t", "\r", "\n")


def harmless(text: str) -> str:
    """The text for a CSV file: with an apostrophe before it where a spreadsheet might take it for a formula."""
    return f"'{text}" if starts_a_formula(text) else text
