// For the tests of dataset plugins, which need no torch header. Components are loaded as the program loads them, from
// SERHOST_PLUGIN_PATH, so that a test also covers registration, schema and the plugin's record.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <serhost/dataset.hpp>

namespace serhost::testing {

/// `parameters` as in an experiment file, one "key=value" each: "gamma=2", "layers=[1, 2]", "names=[\"a\", \"b\"]", "alpha={sad=2}";
/// a text needs no quotes. Keys that are left out have their defaults. Throws serhost::Error with the reason: an unknown name or key, a
/// value of the wrong type or out of range, or what the plugin's constructor threw.
std::shared_ptr<Dataset> make_dataset(const std::string& name, const std::vector<std::string>& parameters, const std::filesystem::path& root);

/// Expects what every dataset promises: two calls give the same, keys are sorted and unique, every file exists, optional texts are not
/// empty, segments and dimensions make sense.
void expect_conforms(Dataset& dataset);

/// A folder of its own below gtest's temporary folder, empty at first and removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

  /// Writes `content` to `name` (which may hold folders) and gives its path.
  std::filesystem::path write(const std::filesystem::path& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace serhost::testing
