// The style sheet of report.html: system fonts, light and dark by the reader's setting, printable.
#pragma once

namespace serhost::report {

inline constexpr char kReportStyle[] = R"css(
:root { color-scheme: light dark; --page:#f6f7f9; --card:#fff; --ink:#1b1f24; --soft:#5c6670;
  --rule:#e1e5ea; --fill:#eef1f5;
  --c1:#2458c5; --c2:#c2560c; --c3:#1a7f4b; --c4:#8a3ab9; --warn:#7a4b00; --warn-page:#fff3d6;
  --warn-rule:#e8c46a; }
@media (prefers-color-scheme: dark) { :root { --page:#14171b; --card:#1c2127; --ink:#e6e9ed;
  --soft:#9aa5b1; --rule:#303842; --fill:#252c34;
  --c1:#6ea0ff; --c2:#ff9e57; --c3:#5fd39a; --c4:#cf94f5; --warn:#ffd88a; --warn-page:#3a2e12;
  --warn-rule:#6b5520; } }
* { box-sizing: border-box; }
body { margin:0; background:var(--page); color:var(--ink);
  font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif; }
main { max-width:1120px; margin:0 auto; padding:32px 20px 64px; }
h1 { font-size:28px; line-height:1.2; margin:0 0 6px; overflow-wrap:anywhere; }
h2 { font-size:18px; margin:36px 0 12px; }
p { margin:6px 0; } .soft { color:var(--soft); }
.card { background:var(--card); border:1px solid var(--rule); border-radius:10px; padding:16px 18px;
  overflow-x:auto; }
.cards { display:grid; grid-template-columns:repeat(auto-fit,minmax(190px,1fr)); gap:12px;
  margin:20px 0; }
.figure { font-size:32px; font-weight:650; font-variant-numeric:tabular-nums; line-height:1.15; }
.figure small { font-size:16px; font-weight:400; color:var(--soft); }
.name { font-weight:600; } .cards .soft { font-size:13px; }
.stamp { background:var(--warn-page); color:var(--warn); border:1px solid var(--warn-rule);
  border-radius:10px; padding:10px 16px; margin:16px 0; font-weight:600; }
table { border-collapse:collapse; width:100%; font-variant-numeric:tabular-nums; }
th,td { text-align:left; padding:6px 12px 6px 0; border-bottom:1px solid var(--rule);
  vertical-align:middle; overflow-wrap:anywhere; }
tr:last-child td { border-bottom:0; }
th { font-weight:600; color:var(--soft); font-size:13px; white-space:nowrap; }
td.name { white-space:nowrap; }
td.n,th.n { text-align:right; white-space:nowrap; overflow-wrap:normal; }
td.mono { font-family:ui-monospace,Menlo,Consolas,monospace; font-size:12.5px; }
td.left-out { min-width:110px; } .tall { max-height:560px; overflow:auto; padding-top:0; }
.tall th { position:sticky; top:0; background:var(--card); padding-top:14px; }
.pair { display:grid; grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr)); gap:12px;
  align-items:start; }
.charts { display:grid; grid-template-columns:repeat(auto-fill,minmax(min(100%,316px),1fr));
  gap:12px;
  margin-top:10px; } .charts .card { padding:12px 14px; }
.charts svg { width:100%; max-width:380px; }
details summary { cursor:pointer; font-weight:600; } ul { margin:6px 0; padding-left:20px; }
dl { display:grid; grid-template-columns:max-content 1fr; gap:4px 18px; margin:0; }
dt { color:var(--soft); } dd { margin:0; overflow-wrap:anywhere; }
svg { display:block; max-width:100%; height:auto; font-family:inherit; }
svg text { fill:var(--ink); }
.axis { font-size:12.5px; font-weight:600; } .tick { font-size:12.5px; }
.value { font-size:13px; font-weight:600; } .count,.small { font-size:11px; }
svg text.count,svg text.small { fill:var(--soft); } .middle { text-anchor:middle; }
.end { text-anchor:end; }
.cell { fill:var(--fill); } .heat { fill:var(--c1); } .miss { fill:var(--c2); }
svg text.on { fill:var(--card); }
.line { fill:none; stroke-width:1.8; stroke-linejoin:round; } .grid { stroke:var(--rule); }
.best { stroke:var(--soft); stroke-dasharray:3 3; }
.line.c1 { stroke:var(--c1); } .line.c2 { stroke:var(--c2); } .line.c3 { stroke:var(--c3); }
.line.c4 { stroke:var(--c4); }
.dot.c1 { fill:var(--c1); } .dot.c2 { fill:var(--c2); } .dot.c3 { fill:var(--c3); }
.dot.c4 { fill:var(--c4); }
.whisker { stroke:var(--c1); stroke-width:2.5; stroke-linecap:round; }
.fold { fill:var(--soft); fill-opacity:.35; }
.point { fill:var(--c1); fill-opacity:.45; }
.chance { stroke:var(--soft); stroke-dasharray:2 3; fill:none; }
pre { overflow-x:auto; font:12.5px/1.45 ui-monospace,Menlo,Consolas,monospace; }
@media (max-width:520px) { main { padding:20px 12px 40px; } .card { padding:12px; }
  h1 { font-size:22px; } dl { grid-template-columns:1fr; gap:0 0; } dd { margin-bottom:6px; }
  th,td { padding:5px 8px 5px 0; } }
@media print { .tall { max-height:none; } body { background:#fff; } .card { break-inside:avoid; }
main { max-width:none; } }
)css";

}  // namespace serhost::report
