# shellcheck shell=bash
# Sourced: tools from PyPI, pinned, in an environment of their own below the build folder.

# python_tools FOLDER PACKAGE==VERSION...: makes FOLDER a Python environment with just these, unless it is one. Two at once wait for each
# other; what pip said is in FOLDER.log. Returns 1 where pip could not install them.
python_tools() {
  local folder pins
  folder=$(realpath -m "$1")
  shift
  pins="$* $folder"  # an environment that was moved does not work any more
  mkdir -p "$(dirname "$folder")"
  (
    flock 8
    if [ "$(cat "$folder/.complete" 2>/dev/null)" = "$pins" ]; then exit 0; fi
    echo "serhost: fetching $* into $folder" >&2
    rm -rf "$folder"
    { python3 -m venv "$folder" && "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; } \
      >"$folder.log" 2>&1 </dev/null || exit 1
    printf '%s' "$pins" >"$folder/.complete"
  ) 8>"$folder.lock"
}
