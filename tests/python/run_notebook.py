"""run_notebook.py NOTEBOOK: runs the cells in their order, as `Run all` does; nothing of Jupyter is needed."""

import json
import pathlib
import sys

notebook = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
if len(cells) < 5:
    sys.exit(f"{sys.argv[1]}: {len(cells)} cells of code; expected at least 5")
names: dict = {"__name__": "__main__"}
for number, cell in enumerate(cells, 1):
    exec(compile(cell, f"{sys.argv[1]} cell {number}", "exec"), names)
