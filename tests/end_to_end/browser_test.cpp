// The page of a report in a browser: it renders, tables sort, nothing complains, nothing is asked
// for.
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>

#include "end_to_end/compared.hpp"

using end_to_end::Compared;
using end_to_end::Finished;
using end_to_end::serhost;
using end_to_end::slurp;
namespace fs = std::filesystem;

namespace {

/// What a reader would do, in the page: sorts every table twice by its last column, looks at sizes,
/// and leaves a report in the title.
constexpr const char* kReader = R"js(<script>
const faults = [];
addEventListener('error', event => faults.push('error: ' + event.message));
addEventListener('securitypolicyviolation', event => faults.push('forbidden: ' + event.blockedURI));
const key = cell => {
  const text = cell.dataset.sort ?? cell.textContent.trim(), number = Number(text);
  return text !== '' && !Number.isNaN(number) ? number : text;
};
const after = (a, b) => typeof a === 'number' && typeof b === 'number'
  ? a > b
  : String(a).localeCompare(String(b), 'en', { numeric: true }) > 0;
let sorted = 0;
for (const table of document.querySelectorAll('table.sortable')) {
  const column = table.tHead.rows[0].cells.length - 1, head = table.tHead.rows[0].cells[0];
  const sorts = [0, column].flatMap(index => [[index, 'ascending'], [index, 'descending']]);
  for (const [index, order] of sorts) {
    const cell = table.tHead.rows[0].cells[index];
    cell.querySelector('button').click();
    if (cell.getAttribute('aria-sort') !== order)
      faults.push(table.id + ': is not told to be ' + order);
    const keys = [...table.tBodies[0].rows].map(row => key(row.cells[index]));
    for (let i = 1; i < keys.length; ++i) {
      const [a, b] = order === 'ascending' ? [keys[i - 1], keys[i]] : [keys[i], keys[i - 1]];
      if (a === '' || b === '' || a === '–' || b === '–') continue;
      if (after(a, b)) faults.push(table.id + ': is not ' + order);
    }
  }
  ++sorted;
}
for (const image of document.querySelectorAll('svg')) {
  const box = image.getBoundingClientRect();
  if (box.width < 20 || box.height < 15)
    faults.push('an image of ' + box.width + ' x ' + box.height);
  if (!image.getAttribute('aria-label')) faults.push('an image without a name');
}
const names = [...document.querySelectorAll('[id]')].map(element => element.id);
const twice = names.filter((name, i) => names.indexOf(name) !== i);
if (twice.length) faults.push('two things are called alike: ' + twice.join(' '));
const wide = document.documentElement.scrollWidth, room = document.documentElement.clientWidth;
if (wide > room) faults.push('the page is ' + wide + ' wide in ' + room);
const asked = performance.getEntriesByType('resource').map(entry => entry.name);
if (asked.length) faults.push('asked for ' + asked.join(' '));
const images = document.querySelectorAll('svg').length;
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
document.title = JSON.stringify({ sorted, images, room, dark, faults });
</script>)js";

/// A path as a URL has it: bytes other than letters, digits and a few marks as %xx.
std::string in_url(const fs::path& path) {
  std::string out;
  for (const unsigned char c : path.string()) {
    if (std::isalnum(c) != 0 ||
        std::string_view("/-_.").find(static_cast<char>(c)) != std::string_view::npos) {
      out += static_cast<char>(c);
    } else {
      constexpr const char* kDigits = "0123456789ABCDEF";
      out += {'%', kDigits[c / 16], kDigits[c % 16]};
    }
  }
  return out;
}

/// The page with its reader, opened in a window of this size.
Finished open(const fs::path& folder, const std::string& page, const std::string& size, bool dark,
              bool reader = true) {
  const auto text = slurp(folder / page);
  const auto end = text.rfind("</body>");
  std::ofstream(folder / ("read-" + page), std::ios::binary)
      << text.substr(0, end) << (reader ? kReader : "") << text.substr(end);
  std::vector<std::string> command = {SERHOST_CHROMIUM,
                                      "--headless=new",
                                      "--no-sandbox",
                                      "--disable-gpu",
                                      "--disable-dev-shm-usage",
                                      "--no-first-run",
                                      "--disable-background-networking",
                                      "--disable-component-update",
                                      "--disable-default-apps",
                                      "--disable-sync",
                                      "--enable-logging=stderr",
                                      "--log-level=0",
                                      "--user-data-dir=" + (folder / ("browser-" + size)).string(),
                                      "--window-size=" + size,
                                      "--virtual-time-budget=5000",
                                      "--dump-dom"};
  if (dark) command.emplace_back("--blink-settings=preferredColorScheme=0");
  command.push_back("file://" + in_url(folder / ("read-" + page)));
  // The socket that it keeps among temporary files must have a short name.
  return end_to_end::run(command, folder, {{"TMPDIR", "/tmp"}});
}

nlohmann::json told_by(const Finished& finished) {
  const auto from = finished.out.find("<title>{"), to = finished.out.find("</title>", from);
  if (from == std::string::npos || to == std::string::npos) return nullptr;
  return nlohmann::json::parse(finished.out.substr(from + 7, to - from - 7), nullptr, false);
}

}  // namespace

/// The page in a frame as wide as a phone; no window is that narrow. It says in the title how wide
/// its content is, and which elements stick out.
constexpr const char* kPhone = R"html(<!doctype html><html><body style="margin:0">
<iframe id="phone" width="400" height="800" style="border:0" scrolling="no"
  srcdoc="@page"></iframe><script>
const frame = document.getElementById('phone');
frame.addEventListener('load', () => {
  const root = frame.contentDocument.documentElement, out = [];
  for (const element of root.querySelectorAll('body *')) {
    const scrolls = element.closest('.card, .wide');
    if (!scrolls && element.getBoundingClientRect().right > 401) out.push(element.tagName);
  }
  document.title = JSON.stringify({ wide: root.scrollWidth, room: root.clientWidth, out });
});
</script></body></html>)html";

TEST_F(Compared, TheRunPageFitsAPhone) {
  if (!fs::exists(SERHOST_CHROMIUM))
    GTEST_SKIP() << SERHOST_CHROMIUM << ", which was there when this was built, is gone";
  std::string framed;
  // The page as the run left it; `report` may have put another in its place.
  for (const char c : slurp(folder() / "runs" / "starred" / "report.html")) {
    if (c == '&') framed += "&amp;";
    else if (c == '"') framed += "&quot;";
    else framed += c;
  }
  std::string page = kPhone;
  page.replace(page.find("@page"), 5, framed);
  std::ofstream(folder() / "phone.html", std::ios::binary) << page;
  const auto told = told_by(open(folder(), "phone.html", "700,900", false, false));
  ASSERT_TRUE(told.is_object());
  EXPECT_EQ(told["room"], 400);
  EXPECT_LE(told["wide"].get<int>(), 400) << told.dump();
  EXPECT_EQ(told["out"], nlohmann::json::array());
}

TEST_F(Compared, TheReportReadsWellInABrowser) {
  if (!fs::exists(SERHOST_CHROMIUM))
    GTEST_SKIP() << SERHOST_CHROMIUM << ", which was there when this was built, is gone";
  const auto made = serhost(
      {"report", "runs/ce", "runs/focal", "--out", "browsed.html", "--maps", "--other-corpora"},
      folder());
  ASSERT_EQ(made.status, 0) << made.err;
  for (const auto& [size, dark] :
       std::vector<std::pair<std::string, bool>>{{"1280,900", false}, {"500,900", true}}) {
    const auto finished = open(folder(), "browsed.html", size, dark);
    const auto told = told_by(finished);
    ASSERT_TRUE(told.is_object()) << size << "\n" << finished.err.substr(0, 2000);
    EXPECT_EQ(told["faults"], nlohmann::json::array()) << size;
    EXPECT_GE(told["sorted"].get<int>(), 6) << size;
    EXPECT_GE(told["images"].get<int>(), 10) << size;
    EXPECT_LE(told["room"].get<int>(), std::stoi(size)) << "the window is wider than asked for";
    EXPECT_EQ(told["dark"], dark);
    EXPECT_EQ(finished.err.find(":CONSOLE"), std::string::npos) << finished.err;
  }
}
