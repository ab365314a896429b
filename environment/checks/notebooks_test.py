"""Checks how the notebooks are kept.

Usage: notebooks_test.py PROJECT

They have no outputs, cells that fit on a page, figures that every kernel of IJava's family shows, and
in notebooks/zh/ the same code. Every section that docs/questions.md names is there.
"""

import json
import re
import sys
from pathlib import Path

WIDEST = 100
LONGEST = 12
SHOW = 'void show(Figure figure) { display(figure.html(), "text/html"); }'
REFERENCE = re.compile(r"\]\((\.\./notebooks/[^)]+)\)((?:,? § \d+)+)")


def cells(notebook):
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def code(notebook):
    return ["".join(cell["source"]) for cell in cells(notebook) if cell["cell_type"] == "code"]


def kept(notebook):
    """Yields what is wrong with a notebook."""
    for cell in cells(notebook):
        if cell.get("outputs") or cell.get("execution_count"):
            yield "has outputs; cleared by: jupyter nbconvert --clear-output --inplace " + str(notebook)
            break
    for source in code(notebook):
        lines = source.split("\n")
        if len(lines) > LONGEST:
            yield f"has a cell of {len(lines)} lines, must have at most {LONGEST}: {lines[0]}"
        for line in lines:
            if len(line) > WIDEST:
                yield f"has a line of {len(line)} characters, must have at most {WIDEST}: {line}"
            if re.search(r"\b(class|record|interface) \w+.*\{", line):
                yield f"defines a class: {line}"


def figures(notebook):
    """Yields the figures that only some kernels would show."""
    lines = "\n".join(code(notebook)).split("\n")
    if SHOW not in lines and any(re.search(r"\bshow\(", line) for line in lines):
        yield f"shows figures, so its first cell must have the line: {SHOW}"
    for line in lines:
        if ".html()" in line and line != SHOW:
            yield f"shows HTML by hand, must be show(figure): {line}"


def solutions(notebook):
    """Yields the folded code that a page made by an older nbconvert would show as one paragraph."""
    for cell in cells(notebook):
        for folded in re.findall(r"<details>.*?</details>", "".join(cell["source"]), re.S):
            if cell["cell_type"] == "markdown" and "```" in folded:
                yield "has ``` in <details>, must be <pre><code>, in which &lt; stands for <"


def translated(notebook):
    original = notebook.parent.parent / notebook.name
    if not original.exists():
        yield f"translates nothing: there is no {original}"
    elif code(original) != code(notebook):
        yield f"has other code than {original}: copy the cells"


def questions(page):
    for path, sections in REFERENCE.findall(page.read_text(encoding="utf-8")):
        notebook = page.parent / path
        headings = re.findall(r"^## (\d+)\.", "\n".join("".join(c["source"]) for c in cells(notebook)), re.M)
        for section in re.findall(r"\d+", sections):
            if section not in headings:
                yield f"names § {section} of {path}, which has {headings}"


def main(project):
    originals = sorted((project / "notebooks").glob("*.ipynb"))
    translations = sorted((project / "notebooks" / "zh").glob("*.ipynb"))
    wrong = [(n, w) for n in originals + translations for rule in (kept, figures, solutions) for w in rule(n)]
    wrong += [(n, w) for n in translations for w in translated(n)]
    page = project / "docs" / "questions.md"
    wrong += [(page, w) for w in questions(page)]
    for file, what in wrong:
        print(f"{file} {what}", file=sys.stderr)
    return 1 if wrong or not originals else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
