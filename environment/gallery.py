"""Writes FOLDER/index.html: each notebook's page, with its first lines and its first chart.

Usage: gallery.py FOLDER [NOTEBOOK PAGE]…   PAGE is empty where the notebook has failed.
"""

import html
import html.parser
import json
import os
import re
import sys
import tempfile
import urllib.parse
from pathlib import Path

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 1080px; margin: 2em auto; padding: 0 1em; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(320px, 1fr)); gap: 1.2em; }
article { border: 1px solid #8886; border-radius: 6px; padding: 1em; overflow: hidden; }
article h2 { font-size: 1.1em; margin: 0 0 .5em; }
article p { margin: .5em 0; }
img { width: 100%; height: 170px; object-fit: contain; background: #fff; border-radius: 4px; }
.failed { color: #d55e00; font-weight: bold; }
"""
SMALLEST_CHART = 10_000  # characters: filters and pictures of 32 × 32 are smaller


class Charts(html.parser.HTMLParser):
    """Collects the images of a page that are large enough to be charts, as (alt, src)."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        image = dict(attrs)
        if tag == "img" and len(image.get("src", "")) > SMALLEST_CHART:
            self.found.append((html.escape(image.get("alt", "")), image["src"]))

    handle_startendtag = handle_starttag


def introduction(notebook):
    """Returns the title and the first paragraph."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    prose = (cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    title, _, rest = "".join(next(prose, "")).partition("\n")
    return title.lstrip("# ") or notebook.stem, re.sub(r"[`*]", "", rest.strip().split("\n\n")[0])


def card(folder, notebook, page):
    title, first = map(html.escape, introduction(Path(notebook)))
    if not page:
        return f'<article><h2>{title}</h2><p>{first}</p><p class="failed">It did not run.</p></article>'
    charts = Charts(Path(page).read_text(encoding="utf-8")).found
    image = '<img alt="%s" src="%s">' % charts[0] if charts else ""
    address = urllib.parse.quote(os.path.relpath(page, folder))
    return f'<article><h2><a href="{address}">{title}</a></h2>{image}<p>{first}</p></article>'


def main(folder, *names):
    cards = "\n".join(card(folder, *pair) for pair in zip(names[::2], names[1::2]))
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Cellwise</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>
<body><h1>Cellwise</h1>
<p>TensorFlow's CIFAR-10 tutorial, one notebook cell at a time. Each page is a notebook as it ran.</p>
<main>
{cards}
</main></body></html>
"""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False) as aside:
        aside.write(page)
    os.chmod(aside.name, 0o644)
    os.replace(aside.name, os.path.join(folder, "index.html"))


if __name__ == "__main__":
    main(*sys.argv[1:])
