"""From a page to a PDF, by WeasyPrint. It is imported only here and only when asked: without Pango that import fails.

A PDF fetches nothing: of all addresses that a page could name, it gets our own font files and no other.
"""

from types import ModuleType

from django.contrib.staticfiles import finders

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
WHY_NOT = (
    "PDFs cannot be made on this machine: WeasyPrint needs Pango "
    f"(on Debian: apt-get install {PACKAGES}). The print view works without it."
)
# The desk's font, which has macrons and glottal stops; for all other scripts the machine's fonts follow it.
FONTS = {
    "prism-font:400": "unfold/fonts/inter/Inter-Regular.woff2",
    "prism-font:600": "unfold/fonts/inter/Inter-SemiBold.woff2",
}


class PdfUnavailable(RuntimeError):
    """Says in a sentence why there are no PDFs here."""


def unavailable() -> str:
    """Why no PDF can be made on this machine, as a sentence; "" where one can."""
    try:
        _weasyprint()
    except PdfUnavailable as missing:
        return str(missing)
    return ""


def pdf(page: str) -> tuple[bytes, int]:
    """The page as a PDF, and on how many sheets. PdfUnavailable without Pango."""
    made = render(page)
    return made.write_pdf(), len(made.pages)


def render(page: str):
    """The page laid out on sheets, as WeasyPrint has it: its `pages` can be counted before it is written."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetcher = FontConfiguration(), _fetcher(weasyprint)
    faces = weasyprint.CSS(string=_faces(), font_config=fonts, url_fetcher=fetcher)
    html = weasyprint.HTML(string=page, url_fetcher=fetcher)
    return html.render(stylesheets=[faces], font_config=fonts)


def _weasyprint() -> ModuleType:
    try:
        import weasyprint
    except OSError as error:  # a system library that it loads is not there
        raise PdfUnavailable(WHY_NOT) from error
    return weasyprint


def _faces() -> str:
    weights = {address: address.rpartition(":")[2] for address, path in FONTS.items() if finders.find(path)}
    return "".join(
        f'@font-face {{ font-family: "Inter"; font-weight: {weight}; src: url("{address}") }}'
        for address, weight in weights.items()
    )


def _fetcher(weasyprint: ModuleType):
    """Hands out our fonts and refuses every address else, on the web, on this machine or in the text itself."""

    from weasyprint.urls import URLFetcherResponse

    class Ours(weasyprint.URLFetcher):
        def fetch(self, url, headers=None):
            if url not in FONTS:
                raise ValueError("A PDF fetches nothing.")
            with open(finders.find(FONTS[url]), "rb") as font:
                return URLFetcherResponse(url, font.read(), {"Content-Type": "font/woff2"})

    return Ours()
