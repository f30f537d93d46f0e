"""Text for XlsxWriter's shared strings, which takes a text in the shape of its own markup for markup."""

from html import escape


def literal(text: str) -> str:
    """What shows as just this text: one that looks like markup is given as the markup of itself."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
    return text
