// Hostile names of files, classes, speakers and folders through a whole run: every file it leaves
// reads back, by this program and by other people's readers.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/csv.hpp"
#include "end_to_end/faults/corpus.hpp"

using end_to_end::Scratch;
using end_to_end::slurp;
namespace fs = std::filesystem;

namespace {

/// Names that break careless writers: CSV, JSON, HTML, shells, spreadsheets, terminals, file
/// systems.
const std::vector<std::string> kNames = {"plain",
                                         " blanks  inside ",
                                         "a,b;c",
                                         "\"quoted\"",
                                         "it's",
                                         "two\nlines",
                                         "cr\rlf\r\n",
                                         "[x]{y}(z)",
                                         "=1+1",
                                         "-rf",
                                         "+1",
                                         "@here",
                                         "tab\there",
                                         "back\\slash",
                                         "<script>1",
                                         "&amp;",
                                         "Zo\xC3\xAB",
                                         "Zoe\xCC\x88",
                                         "\xE9\xAB\x98\xE5\x85\xB4",
                                         "\xF0\x9F\x98\x80",
                                         "esc\x1b[2J",
                                         "Case",
                                         "CASE",
                                         "${HOME}",
                                         "%s%n",
                                         "#hash",
                                         "null",
                                         "\xE2\x80\xAEtxt.exe",
                                         std::string(200, 'l')};

const std::vector<std::string> kClasses = {"joy, \"great\"", "=sad\n[1]<b>"};

std::set<std::string> keys_below(const fs::path& data) {
  std::set<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(data)) {
    if (entry.is_regular_file()) out.insert(entry.path().lexically_relative(data).generic_string());
  }
  return out;
}

std::set<std::string> first_column(const fs::path& file) {
  std::set<std::string> out;
  const auto table = serhost::read_csv(slurp(file));
  for (std::size_t i = 1; i < table.rows.size(); ++i) out.insert(table.rows[i].fields.front());
  return out;
}

bool has_control(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return true;
  }
  return text.find("\xE2\x80\xAE") != std::string::npos;
}

}  // namespace

class Names : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch_ = new Scratch("names");
    int n = 0;
    for (const auto& label : kClasses) {
      for (const auto& name : kNames) {
        ++n;
        scratch_->write(
            "data/" + label + "/" + name + ".wav",
            faults::wave(faults::tone(2000 + 10 * static_cast<std::size_t>(n), 0.01 * n)));
      }
    }
    auto text =
        faults::with(faults::kExperiment, "speaker = \"^(s[0-9])\"", "speaker = \"^([^.]*)\"");
    scratch_->write("e.toml", faults::with(text, "name = \"e\"", "name = \"=run [1], \\\"x\\\"\""));
    finished_ = end_to_end::serhost({"run", "e.toml"}, scratch_->path());
  }
  static void TearDownTestSuite() { delete scratch_; }
  void SetUp() override { ASSERT_EQ(finished_.status, 0) << finished_.err; }
  static fs::path run() { return scratch_->path() / "runs" / "=run [1], \"x\""; }

  static inline Scratch* scratch_ = nullptr;
  static inline end_to_end::Finished finished_;
};

TEST_F(Names, OfEveryClipReadBackFromEveryList) {
  const auto keys = keys_below(scratch_->path() / "data");
  ASSERT_EQ(keys.size(), kNames.size() * kClasses.size());
  for (const char* file : {"predictions.csv", "folds.csv", "clips.csv"})
    EXPECT_EQ(first_column(run() / file), keys) << file;
  const auto record = nlohmann::json::parse(slurp(run() / "run.json"));
  EXPECT_EQ(record["classes"], nlohmann::json(std::set(kClasses.begin(), kClasses.end())));
}

TEST_F(Names, AreTheSameToPythonsReaders) {
  scratch_->write("check.py",
                  R"(import csv, html.parser, json, os, re, sys, unicodedata, xml.dom.minidom
run, data = sys.argv[1], sys.argv[2]
files = [(folder, name) for folder, _, names in os.walk(data) for name in names]
keys = {os.path.relpath(os.path.join(folder, name), data) for folder, name in files}
for name in ('predictions.csv', 'folds.csv', 'clips.csv'):
    with open(os.path.join(run, name), newline='', encoding='utf-8') as file:
        rows = list(csv.reader(file, strict=True))
    assert {row[0] for row in rows[1:]} == keys, (name, keys ^ {row[0] for row in rows[1:]})
    assert {len(row) for row in rows} == {len(rows[0])}, name
predictions = os.path.join(run, 'predictions.csv')
rows = list(csv.DictReader(open(predictions, newline='', encoding='utf-8')))
classes = set(os.listdir(data))
assert {row['truth'] for row in rows} == classes
speakers = {unicodedata.normalize('NFC', name.split('.')[0]).strip() for _, name in files}
assert {row['speaker'] for row in rows} == speakers - {''}
record = json.load(open(os.path.join(run, 'run.json'), encoding='utf-8'))
assert set(record['classes']) == classes and set(record['data']['clips_by_class']) == classes
page = open(os.path.join(run, 'report.html'), encoding='utf-8').read()
class Tags(html.parser.HTMLParser):
    seen = set()
    def handle_starttag(self, tag, attributes):
        assert tag != 'script' or not self.seen & {'body'}, 'a name became a script'
        assert tag != 'b' or not attributes
        self.seen.add(tag)
Tags().feed(page)
assert '<script>1' not in page and '[1]<b>' not in page
pictures = re.findall(r'<svg.*?</svg>', page, re.S)
assert pictures
for picture in pictures: xml.dom.minidom.parseString(picture.encode())
)");
  const auto checked =
      end_to_end::run({"python3", "check.py", run().string(), "data"}, scratch_->path());
  if (checked.status == 127) GTEST_SKIP() << "there is no python3";
  EXPECT_EQ(checked.status, 0) << checked.err;
}

TEST_F(Names, OfARunsFoldsCanBeUsedAgain) {
  fs::copy_file(run() / "folds.csv", scratch_->path() / "folds.csv",
                fs::copy_options::overwrite_existing);
  const auto checked = end_to_end::serhost(
      {"check", "e.toml", "-s", "protocol.name=folds", "-s", "protocol.file=folds.csv"},
      scratch_->path());
  EXPECT_EQ(checked.status, 0) << checked.err;
  const auto verified = end_to_end::serhost({"data", "verify", "e.toml"}, scratch_->path());
  EXPECT_EQ(verified.status, 0) << verified.err;
  EXPECT_NE(verified.out.find("says the same audio"), std::string::npos) << verified.out;
}

TEST_F(Names, NeverMoveTheCursor) {
  EXPECT_FALSE(has_control(finished_.out)) << finished_.out;
  EXPECT_FALSE(has_control(finished_.err)) << finished_.err;
  for (const std::string action : {"stats", "audit", "verify"}) {
    const auto shown = end_to_end::serhost({"data", action, "e.toml"}, scratch_->path());
    EXPECT_FALSE(has_control(shown.out + shown.err)) << action;
  }
  for (const std::string command : {"check", "plan"}) {
    const auto shown = end_to_end::serhost({command, "e.toml"}, scratch_->path());
    EXPECT_FALSE(has_control(shown.out + shown.err)) << command;
  }
}
