"""A hook of MkDocs: what a page links to outside ``docs/`` comes onto the site, under ``repository/``.

A link like ``../results/priors.md`` works where the repository is browsed, and on the site. Markdown becomes a page,
source code a page that shows it, and any other file is copied. A link to a file that does not exist stays as it is,
so that the strict build fails.
"""

import os
import re

from mkdocs.structure.files import File

LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s#]+)((?:#[^)\s]*)?\))|((?:src|srcset|href)=\")([^\"#]+)(\")")
HIGHLIGHTED = {".py": "python", ".sh": "bash", ".h": "cpp", ".cpp": "cpp", ".json": "json", ".mk": "makefile"}
PLAIN = {
    "Makefile": "makefile",
    "Dockerfile": "docker",
    "LICENSE": "text",
    "CITATION.cff": "yaml",
    "setup.py": "python",
}
LARGEST = 200_000  # bytes of a file that is shown; a larger one is copied


def on_files(files, config):
    """Add every file that a page links to outside ``docs/``."""
    root = os.path.dirname(config.config_file_path)
    waiting = list(files.documentation_pages())
    while waiting:
        page = waiting.pop()
        for target in _outside(page, root):
            made = _made(target, root, config)
            if files.get_file_from_path(made.src_uri) is None:
                files.append(made)
                if target.endswith(".md"):
                    waiting.append(made)
    return files


def on_page_markdown(markdown, page, config, files):
    """Turn links that leave ``docs/`` into links to what `on_files` added."""
    root = os.path.dirname(config.config_file_path)

    def turned(match):
        before, link, after = match.group(1, 2, 3) if match.group(2) else match.group(4, 5, 6)
        target = _target(page.file, link, root)
        if target is None:
            return match.group()
        return before + os.path.relpath(_uri(target, root), os.path.dirname(page.file.src_uri) or ".") + after

    return LINK.sub(turned, markdown)


def _outside(file, root):
    """Return the files of the repository, outside ``docs/``, that a page links to."""
    found = (match.group(2) or match.group(5) for match in LINK.finditer(file.content_string))
    return [target for target in (_target(file, link, root) for link in found) if target]


def _target(file, link, root):
    """Return the path in the repository of a link that leaves the pages; None for any other link."""
    if re.match(r"[a-z]+:", link):
        return None
    home = file.src_uri[len("repository/") :] if file.src_uri.startswith("repository/") else "docs/" + file.src_uri
    target = os.path.normpath(os.path.join(os.path.dirname(home), link))
    outside = not target.startswith(("docs/", ".."))
    return target if outside and os.path.isfile(os.path.join(root, target)) else None


def _language(target, root):
    """Return the language in which a file is shown, or None if it is copied."""
    language = PLAIN.get(os.path.basename(target)) or HIGHLIGHTED.get(os.path.splitext(target)[1])
    return language if os.path.getsize(os.path.join(root, target)) <= LARGEST else None


def _uri(target, root):
    """Return where a file of the repository stands among the pages."""
    return f"repository/{target}" + (".md" if _language(target, root) else "")


def _made(target, root, config):
    """Return a file of the repository as one of the site."""
    path, language = os.path.join(root, target), _language(target, root)
    if not language:
        if not target.endswith(".md"):
            return File.generated(config, _uri(target, root), abs_src_path=path)
        with open(path, encoding="utf-8") as file:
            return File.generated(config, _uri(target, root), content=file.read())
    with open(path, encoding="utf-8") as file:
        shown = file.read()
    return File.generated(config, _uri(target, root), content=f"# {target}\n\n````{language}\n{shown}````\n")
