// What the page of several runs has beyond that of one (html_style.hpp), and the script that sorts
// its tables.
#pragma once

namespace serhost::report {

inline constexpr char kPageStyle[] = R"css(
:root { --c5:#a8324a; --c6:#5b6b1f; --better:#14713f; --worse:#b3261e; --band:.16; }
@media (prefers-color-scheme: dark) { :root { --c5:#ff8fa3; --c6:#c3d46b; --better:#6fdc9f;
  --worse:#ff9c94; --band:.22; } }
caption,figcaption { text-align:left; font-weight:600; padding:0 0 8px; caption-side:top; }
figure { margin:0; }
section > * + .card, section > .card + * { margin-top:12px; }
.figures { display:grid; grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));
  gap:12px; margin:12px 0; align-items:start; }
.figures > :only-child { max-width:600px; }
.wide { overflow-x:auto; } .wide svg { max-width:100%; height:auto; }
thead th button { all:unset; cursor:pointer; font:inherit; color:inherit; white-space:nowrap; }
thead th button:focus-visible { outline:2px solid var(--c1); outline-offset:2px; border-radius:3px;
  }
thead th[aria-sort=ascending] button::after { content:" ↑"; }
thead th[aria-sort=descending] button::after { content:" ↓"; }
tbody th { color:var(--ink); font-size:inherit; } tbody tr:last-child th { border-bottom:0; }
table.sortable th:first-child { position:sticky; left:0; background:var(--card); }
table.sortable td { overflow-wrap:break-word; } wbr { display:none; }
.below { display:block; font-size:12px; color:var(--soft); font-weight:400; }
td.n .below { white-space:nowrap; } .long { min-width:22em; }
.better { color:var(--better); font-weight:650; } .worse { color:var(--worse); font-weight:650; }
.spoken { position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%);
  white-space:nowrap; }
a.data { color:var(--c1); white-space:nowrap; }
header .mono { font-family:ui-monospace,Menlo,Consolas,monospace; font-size:12.5px;
  overflow-wrap:anywhere; }
svg .band { stroke:none; fill-opacity:var(--band); } svg .bar { stroke:none; }
svg .f1{fill:var(--c1)} svg .f2{fill:var(--c2)} svg .f3{fill:var(--c3)} svg .f4{fill:var(--c4)}
svg .f5{fill:var(--c5)} svg .f6{fill:var(--c6)}
svg .line.c5,svg .dot.c5{stroke:var(--c5)} svg .line.c6,svg .dot.c6{stroke:var(--c6)}
svg .dot.c5{fill:var(--c5)} svg .dot.c6{fill:var(--c6)}
svg .chance { stroke:var(--soft); stroke-dasharray:2 3; fill:none; }
svg .error { stroke:var(--ink); stroke-width:1.2; fill:none; }
svg .point { fill-opacity:.55; stroke:none; }
svg .ring { stroke:var(--ink); stroke-width:.9; stroke-opacity:.8; }
svg .mid { stroke:var(--ink); stroke-width:2; }
@media (max-width:520px) { main { padding:20px 12px 40px; } .card { padding:12px; }
th,td { padding:5px 8px 5px 0; } h1 { font-size:22px; } tbody td,tbody th { font-size:14px; }
  table.sortable tbody th { white-space:normal; min-width:6.5em; overflow-wrap:normal; }
  wbr { display:inline; } }
)css";

/// A click or Enter on a heading sorts by that column, a second one the other way round; rows that
/// are equal keep their order.
inline constexpr char kSortScript[] = R"js(
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const value = (row, i) => {
    const cell = row.cells[i], text = cell ? cell.dataset.sort ?? cell.textContent.trim() : '';
    const number = Number(text.replace('−', '-'));
    return text !== '' && !Number.isNaN(number) ? number : text;
  };
  const empty = x => x === '' || x === '–';
  heads.forEach((head, i) => head.querySelector('button').addEventListener('click', () => {
    const down = head.getAttribute('aria-sort') === 'ascending';
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const rows = [...body.rows].sort((a, b) => {
      const x = value(a, i), y = value(b, i);
      if (empty(x) || empty(y)) return empty(x) - empty(y);
      const order = typeof x === 'number' && typeof y === 'number'
        ? x - y
        : String(x).localeCompare(String(y), 'en', { numeric: true });
      return down ? -order : order;
    });
    body.append(...rows);
  }));
}
)js";

}  // namespace serhost::report
