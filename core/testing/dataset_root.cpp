// What a dataset makes of its root: the same corpus wherever it lies, and a sentence where it is
// not there.
#include <fstream>
#include <stdexcept>

#include "testing/dataset_checks.hpp"
#include "testing/temporary.hpp"

namespace serhost::conformance {
namespace {

namespace fs = std::filesystem;

/// The same files under a path full of blanks, quotes and other scripts.
void moved(Verdict& verdict, const DatasetCase& one) {
  if (!one.fresh) verdict.skip("needs instances of its own, made by name");
  if (one.root.empty()) verdict.skip("no corpus is at hand; give one with -s root=FOLDER");
  const TemporaryDirectory folder;
  const auto other = folder.path() / odd_names()[0] / odd_names()[2] / odd_names()[8];
  fs::create_directories(other.parent_path());
  fs::create_directory_symlink(fs::absolute(one.root), other);
  expect_same_clips(verdict, one.make(one.root)->utterances(), one.make(other)->utterances(),
                    "under another path");
}

/// An error that names `root`, or clips that are made and not read.
void expect_sentence(Verdict& verdict, const DatasetCase& one, const fs::path& root,
                     const std::string& what) {
  try {
    const auto clips = one.make(root)->utterances();
    if (clips.empty())
      verdict.fail(
          what +
          ": there were no clips and no error; expected a sentence that says what was looked for");
    else if (dynamic_cast<const ReadsAudio*>(one.make(root).get()) == nullptr)
      verdict.fail(what + ": there were clips all the same, the first " +
                   in_quotes(clips.front().key));
  } catch (const std::exception& error) {
    const std::string text = error.what();
    if (root.empty())
      verdict.expect(text.find("root") != std::string::npos || text.size() > 20,
                     what + ": the error does not say that root is missing: " + in_quotes(text));
    else
      verdict.expect(text.find(root.string()) != std::string::npos,
                     what + ": the error does not name the path: " + in_quotes(text));
  } catch (...) { verdict.fail(what + ": what was thrown does not derive from std::exception"); }
}

void wrong(Verdict& verdict, const DatasetCase& one) {
  if (!one.fresh) verdict.skip("needs instances of its own, made by name");
  const TemporaryDirectory folder;
  expect_sentence(verdict, one, "", "root left out");
  expect_sentence(verdict, one, folder.path() / "absent", "a root that does not exist");
  std::ofstream(folder.path() / "file") << "x";
  expect_sentence(verdict, one, folder.path() / "file", "a root that is a file");
  fs::create_directories(folder.path() / "empty");
  expect_sentence(verdict, one, folder.path() / "empty", "an empty root");
  fs::create_directories(folder.path() / "other" / "holidays");
  std::ofstream(folder.path() / "other" / "holidays" / "beach.jpg") << "x";
  expect_sentence(verdict, one, folder.path() / "other", "a folder that holds something else");
}

}  // namespace

void add_root_checks(std::vector<Check>& all, const DatasetCase& one) {
  all.push_back({"moved",
                 "keys and all else must not depend on where the root lies: cut paths with "
                 "lexically_relative, never by counting "
                 "folders or with a regular expression over the whole path",
                 [=](Verdict& verdict) { moved(verdict, one); }});
  all.push_back(
      {"wrong root",
       "throw std::runtime_error with a sentence that names the path and what was expected there; "
       "serhost::corpus::folder_of does so for a missing folder",
       [=](Verdict& verdict) { wrong(verdict, one); }});
}

std::vector<Check> checks_of(const DatasetCase& one) {
  std::vector<Check> all;
  const bool at_hand = !one.root.empty() || !one.fresh;
  bool made = false;
  if (!at_hand) {
    try {  // data that is made needs no root
      made = !one.make({})->utterances().empty();
    } catch (const std::exception&) { made = false; }
  }
  if (at_hand || made) {
    add_list_checks(all, one);
  } else {
    all.push_back({"clips", "", [](Verdict& verdict) {
                     verdict.skip(
                         "no corpus is at hand; give one with -s root=FOLDER, or describe a small "
                         "one in tree.json beside contract.txt");
                   }});
  }
  add_root_checks(all, one);
  return all;
}

}  // namespace serhost::conformance
