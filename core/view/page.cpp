// One look for reports and for this page.
#include "view/page.hpp"

#include "report/html_style.hpp"
#include "report/page_style.hpp"

namespace serhost::view {
namespace {

constexpr char kOwnStyle[] = R"css(
main { overflow-wrap:anywhere; }
tr[aria-selected=true] td { background:var(--fill); }
tbody tr[data-id] { cursor:pointer; }
button.plain { font:inherit; font-size:13px; color:var(--c1); background:none; cursor:pointer;
  border:1px solid var(--rule); border-radius:6px; padding:2px 10px; }
button.plain[disabled] { color:var(--soft); cursor:default; }
#chosen { margin-top:16px; } #chosen > * + * { margin-top:12px; }
.sides { display:grid; grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr)); gap:16px;
  align-items:start; }
.sides > * { min-width:0; }
canvas { width:100%; height:64px; display:block; background:var(--fill); border-radius:6px;
  margin-top:6px; }
canvas.spectrogram { height:128px; image-rendering:pixelated; }
audio { width:100%; margin-top:6px; }
progress { width:120px; vertical-align:middle; }
pre { overflow-x:auto; font-size:12.5px; line-height:1.45; margin:0; }
.done { color:var(--better); } .failed { color:var(--worse); } .running { color:var(--c2); }
.legend { display:flex; flex-wrap:wrap; gap:4px 14px; font-size:13px; }
.legend i { display:inline-block; width:12px; height:3px; vertical-align:middle; margin-right:5px; }
)css";

}  // namespace

std::string page_style() {
  return std::string(report::kReportStyle) + report::kPageStyle + kOwnStyle;
}

}  // namespace serhost::view
