// What `serhost view` finds is what lies there now.
#include "view/found_runs.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/run/sample.hpp"
#include "report/run_pages.hpp"

namespace serhost::view {
namespace {

namespace fs = std::filesystem;

void make_run(const fs::path& folder, const std::string& name) {
  fs::create_directories(folder);
  auto facts = run::sample::facts({1});
  facts.name = name;
  run::RunRecord record(folder, std::move(facts));
  for (const int number : {1, 2}) record.fold_ended(run::sample::fold(number, 1));
  record.finish(report::run_pages);
}

TEST(RunFinder, ReadsAFinishedRunAgainWhereItWasReplaced) {
  const run::sample::Folder folder;
  make_run(folder / "one", "first");
  RunFinder finder({folder.path()});
  const auto before = finder.look();
  ASSERT_EQ(before.runs.size(), 1U);
  EXPECT_EQ(before.runs[0].run.facts.name, "first");
  EXPECT_EQ(finder.look().runs[0].run.facts.name, "first");

  fs::remove_all(folder / "one");
  EXPECT_TRUE(finder.look().runs.empty());
  make_run(folder / "one", "second");
  EXPECT_EQ(finder.look().runs.at(0).run.facts.name, "second");
  EXPECT_EQ(finder.run(before.runs[0].id).run.facts.name, "second") << "the id is the folder's";
}

TEST(RunFinder, TellsOfAFinishedRunThatCannotBeReadAnyMore) {
  const run::sample::Folder folder;
  make_run(folder / "one", "first");
  RunFinder finder({folder.path()});
  const auto id = finder.look().runs.at(0).id;
  replace_file(folder / "one" / "run.json", "no record");
  EXPECT_NE(finder.look().runs.at(0).fault, "");
  EXPECT_NE(finder.run(id).fault, "");
}

TEST(RunFinder, OfAFolderThatIsGoneFindsNothing) {
  RunFinder finder({fs::temp_directory_path() / "serhost_no_such_folder"});
  EXPECT_TRUE(finder.look().runs.empty());
  EXPECT_THROW(finder.run("0123456789abcdef"), Error);
}

}  // namespace
}  // namespace serhost::view
