// For the tests of dataset plugins, which need no torch header. Components are loaded as the
// program loads them, from SERHOST_PLUGIN_PATH, so that a test also covers registration, schema and
// the plugin's record.
//
//   TEST(Own, KeepsWhatEveryDatasetPromises) {
//     const serhost::testing::TemporaryFolder folder;
//     folder.write("wav/anger_01.wav", wave_of(16000));
//     serhost::testing::expect_dataset_conforms("own", {}, folder.path(), {"anger"});
//   }
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <serhost/dataset.hpp>
#include <string>
#include <vector>

namespace serhost::conformance {
class TemporaryDirectory;
}

namespace serhost::testing {

/// `parameters` as in an experiment file, one "key=value" each: "gamma=2", "layers=[1, 2]",
/// "names=[\"a\", \"b\"]", "alpha={sad=2}"; a text needs no quotes. Keys that are left out have
/// their defaults. Throws serhost::Error with the reason: an unknown name or key, a value of the
/// wrong type or out of range, or what the plugin's constructor threw.
std::shared_ptr<Dataset> make_dataset(const std::string& name,
                                      const std::vector<std::string>& parameters,
                                      const std::filesystem::path& root);

/// Expects what every dataset promises of its clips: keys unique, sorted and free of absolute
/// paths, two calls alike, every file there, a corpus label with one meaning, speakers and
/// dialogues consistent, no empty texts. Each failure says what was seen and where to look.
void expect_conforms(Dataset& dataset);

/// The same, and what it makes of other roots: the same clips under another path, a sentence that
/// names a missing or a wrong one. `labels`: those that may occur; empty: any.
void expect_dataset_conforms(const std::string& name, const std::vector<std::string>& parameters,
                             const std::filesystem::path& root,
                             const std::vector<std::string>& labels = {});

/// Names for files of a made-up corpus that programs stumble over: blanks, quotes, brackets,
/// commas, a newline, other scripts, 200 bytes.
const std::vector<std::string>& odd_names();

/// A folder of its own below the system's temporary one, empty at first and removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  /// Of the folder.
  const std::filesystem::path& path() const;

  /// Writes `content` to `name` (which may hold folders) and gives its path.
  std::filesystem::path write(const std::filesystem::path& name, const std::string& content) const;

 private:
  std::shared_ptr<const conformance::TemporaryDirectory> directory_;
};

}  // namespace serhost::testing
