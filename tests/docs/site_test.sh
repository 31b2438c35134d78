#!/usr/bin/env bash
# site_test.sh SOURCE WORK: the site is built without a warning; search knows its pages; nothing in it is fetched from elsewhere.
set -euo pipefail
source=$1 work=$2
ended_wrong() {
  printf 'site_test: %s\n' "$*" >&2
  exit 1
}
rm -rf "$work"
"$source/scripts/site.sh" --out "$work" >/dev/null || ended_wrong "the site has warnings"
pages=$(find "$source/docs" -maxdepth 1 -name '*.md' | wc -l)
[ "$(find "$work" -maxdepth 1 -name '*.html' | wc -l)" -ge $((pages + 1)) ] || ended_wrong "pages are missing: $pages are in docs/"
grep -q 'jackknife' "$work/search/search_index.json" || ended_wrong "search does not know the word jackknife"
grep -q 'poly1' "$work/examples/own_loss/index.html" || ended_wrong "the example of a loss is not shown"
asked=$(grep -rhoE '(src|href)="(https?:)?//[^"]*' "$work"/*.html | grep -E 'src=|\.(css|js|woff2?)$|fonts\.' || true)
[ -z "$asked" ] || ended_wrong "pages load from other hosts: $asked"
# A link that leads nowhere is found.
copy=$work.copy
rm -rf "$copy"
mkdir -p "$copy"
cp -r "$source/docs" "$source/README.md" "$source/scripts" "$source/experiments" "$source/core" "$source/plugins" "$source/CONTRIBUTING.md" "$source/benchmarks" "$copy/"
mkdir "$copy/build"
ln -s "$source/build/site-venv" "$copy/build/site-venv"
printf '\nSee [nothing](no-such-page.md).\n' >>"$copy/docs/resume.md"
if "$copy/scripts/site.sh" --out "$work.broken" >/dev/null 2>"$work.txt"; then ended_wrong "a link that leads nowhere was not found"; fi
grep -q 'no-such-page.md' "$work.txt" || ended_wrong "the broken link is not named: $(cat "$work.txt")"
rm -rf "$copy" "$work.broken"
