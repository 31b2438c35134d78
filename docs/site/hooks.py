"""What MkDocs is told beside mkdocs.yml: the README is the first page, and files outside docs/ that pages link to come along."""

import pathlib
import posixpath
import re

from mkdocs.structure.files import File

DOCS = pathlib.Path(__file__).resolve().parent.parent
ROOT = DOCS.parent
LINK = re.compile(r"(\]\()([^)#\s:]+)(#[^)\s]*)?(\))")
MADE_BY_DOXYGEN = ROOT / "build/docs/api/html"  # cmake --build build --target docs_api


def _outside(page: str, target: str):
    """The path below the root of what `target` on `page` names, where that lies outside docs/."""
    path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), target))
    return None if path.startswith(("docs/", "..")) else path


def _index() -> str:
    """README.md, its links as they are from docs/."""
    def link(match: re.Match) -> str:
        target = match[2]
        moved = target.removeprefix("docs/") if target.startswith("docs/") else "../" + target
        return match[1] + moved + (match[3] or "") + match[4]

    return LINK.sub(link, (ROOT / "README.md").read_text(encoding="utf-8"))


def _is_folder(page: str, target: str) -> bool:
    return (DOCS / posixpath.dirname(page) / target).is_dir()


def _listing(folder: pathlib.Path) -> str:
    """A page for a folder that pages link to: its pages, or its files as they are."""
    lines = [f"# {folder.relative_to(DOCS).as_posix()}", ""]
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".md" and not name.startswith("README"):
            lines.append(f"- [{text.splitlines()[0].lstrip('# ')}]({name})")
        else:
            language = {".cpp": "cpp", ".hpp": "cpp", ".toml": "toml", ".txt": "cmake"}.get(file.suffix, "text")
            lines += [f"## {name}", "", f"````{language}", text, "````", ""]
    return "\n".join(lines) + "\n"


def on_files(files, config):
    files.append(File.generated(config, "index.md", content=_index()))
    if (MADE_BY_DOXYGEN / "index.html").exists():
        for file in sorted(path for path in MADE_BY_DOXYGEN.rglob("*") if path.is_file()):
            files.append(File.generated(config, "sdk/" + file.relative_to(MADE_BY_DOXYGEN).as_posix(), abs_src_path=str(file)))
    else:
        files.append(File.generated(config, "sdk/index.html", content="<p>Made by doxygen: cmake --build build --target docs_api"))
    for file in list(files.documentation_pages()):
        for _, target, _, _ in LINK.findall(file.content_string):
            outside = _outside(file.src_uri, target)
            folder = posixpath.normpath(posixpath.join(posixpath.dirname(file.src_uri), target))
            if outside is not None and (ROOT / outside).is_file():
                name, content = f"files/{outside}.txt", {"abs_src_path": str(ROOT / outside)}
            elif outside is None and _is_folder(file.src_uri, target):
                name, content = f"{folder}/index.md", {"content": _listing(DOCS / folder)}
            else:
                continue  # a page, or nothing: MkDocs says so
            if name not in files.src_uris:
                files.append(File.generated(config, name, **content))
    return files


def on_page_markdown(markdown, page, config, files):
    def link(match: re.Match) -> str:
        path = _outside(page.file.src_uri, match[2])
        if path is not None:
            return f"{match[1]}{'../' * page.file.src_uri.count('/')}files/{path}.txt{match[4]}"
        if _is_folder(page.file.src_uri, match[2]):
            return f"{match[1]}{match[2].rstrip('/')}/index.md{match[4]}"
        return match[0]

    return LINK.sub(link, markdown)
