// docs/folder-of-wavs.md as its reader works through it, with made-up recordings.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "base/files.hpp"
#include "end_to_end/process.hpp"
#include "support/iemocap_tree.hpp"

namespace {

namespace fs = std::filesystem;

/// What stands between ```language and ```, all blocks behind one another.
std::string blocks(const std::string& text, const std::string& language) {
  std::string out;
  const auto fence = "```" + language + "\n";
  for (auto at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
    at += fence.size();
    const auto end = text.find("```", at);
    out += text.substr(at, end - at);
    at = end;
  }
  return out;
}

void make_recordings(const fs::path& root) {
  std::size_t made = 0, label = 0;
  for (const auto* emotion : {"angry", "happy", "neutral"}) {
    fs::create_directories(root / emotion);
    for (const auto* speaker : {"anna", "ben", "cara", "dora", "emil", "fay"}) {
      for (int take = 0; take < 3; ++take)
        serhost::replace_file(
            root / emotion / (std::string(speaker) + "_0" + std::to_string(take) + ".wav"),
            serhost::support::iemocap_tree::tone(label, made++, 0.7 + 0.05 * take));
    }
    ++label;
  }
}

TEST(Docs, AFolderOfRecordingsGoesAllTheWay) {
  const auto page = serhost::read_file(end_to_end::environment_path("SERHOST_SOURCE_DIR") /
                                       "docs/folder-of-wavs.md");
  const end_to_end::Scratch scratch("folder-page");
  make_recordings(scratch.path() / "recordings");
  fs::create_directory(scratch.path() / "new_recordings");
  serhost::replace_file(scratch.path() / "new_recordings/a.wav",
                        serhost::support::iemocap_tree::tone(1, 99, 0.8));
  serhost::replace_file(scratch.path() / "my_corpus.toml", blocks(page, "toml"));
  std::istringstream lines(blocks(page, "bash"));
  std::string output;
  int ran = 0;
  for (std::string line; std::getline(lines, line); ++ran) {
    std::vector<std::string> command;
    std::istringstream in(line);
    for (std::string word; in >> word;) command.push_back(word);
    ASSERT_EQ(command.front(), "serhost") << line;
    command.erase(command.begin());
    // The encoder of the page is half a gigabyte: random weights of a small one take its place.
    std::erase_if(command,
                  [](const auto& word) { return word.starts_with("backbone.checkpoint="); });
    for (auto& word : command) {
      if (word == "backbone.plugin=wavlm") word = "backbone.plugin=lstm";
    }
    command.erase(std::unique(command.begin(), command.end()), command.end());  // -s -s
    if (command.front() == "run") command.insert(command.end(), {"-s", "train.epochs=1"});
    const auto done = end_to_end::serhost(command, scratch.path());
    EXPECT_EQ(done.status, 0) << line << "\n" << done.err;
    output += done.out + done.err;
  }
  EXPECT_GE(ran, 8);
  for (const auto* words : {"54 clips", "6 speakers", "UA", "my_wavlm"})
    EXPECT_NE(output.find(words), std::string::npos) << words << " is not in:\n" << output;
}

}  // namespace
