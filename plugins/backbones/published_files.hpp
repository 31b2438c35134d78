// Small files as they are published and passed around (tests/golden/published): random weights
// under real names in real wrappings, and what the public implementation gives for one waveform.
#pragma once

#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <serhost/testing.hpp>
#include <serhost/weights/safetensors.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "encoder_goldens.hpp"

namespace published {

namespace fs = std::filesystem;

inline fs::path folder() { return encoder_goldens::folder().parent_path() / "published"; }

inline const serhost::weights::Tensors& expected() {
  static const auto all = serhost::weights::read_safetensors(folder() / "expected.safetensors");
  return all;
}

/// The frames of the last layer, of the waveform of tests/golden/published.
inline at::Tensor features(const std::string& plugin, const fs::path& checkpoint,
                           std::vector<std::string> parameters = {}) {
  parameters.push_back("checkpoint=" + checkpoint.string());
  const auto backbone = serhost::testing::make_backbone(plugin, parameters);
  backbone->eval();
  const at::NoGradGuard off;
  auto step = serhost::testing::step();
  const auto wave = expected().at("wave").unsqueeze(0);
  return backbone->forward({wave, at::full({1}, wave.size(1), at::kLong)}, step).values[0];
}

/// Within 1e-5 of what the public implementation gives under that name.
inline void expect_equal(const at::Tensor& own, const std::string& name) {
  const auto& theirs = expected().at(name);
  ASSERT_EQ(own.sizes(), theirs.sizes()) << name;
  EXPECT_LT(encoder_goldens::difference(own, theirs), 1e-5) << name;
}

inline void expect_published(const std::string& plugin, const std::string& file,
                             const std::string& name,
                             const std::vector<std::string>& parameters = {}) {
  SCOPED_TRACE(file);
  try {
    expect_equal(features(plugin, folder() / file, parameters), name);
  } catch (const std::exception& fault) { ADD_FAILURE() << fault.what(); }
}

inline std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

/// A copy of a folder of tests/golden/published whose files a test may change.
class Copy {
 public:
  explicit Copy(const std::string& name) {
    fs::copy(folder() / name, folder_.path() / name, fs::copy_options::recursive);
    path_ = folder_.path() / name;
  }
  const fs::path& path() const { return path_; }

  /// Puts `more`, fields with a comma behind each, at the front of a JSON object.
  void add(const std::string& file, const std::string& more) const {
    auto text = text_of(path_ / file);
    text.insert(text.find('{') + 1, more);
    std::ofstream(path_ / file, std::ios::binary) << text;
  }
  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    auto text = text_of(path_ / file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    std::ofstream(path_ / file, std::ios::binary) << text;
  }

 private:
  serhost::testing::TemporaryFolder folder_;
  fs::path path_;
};

/// The message with which a checkpoint is refused; "" where it is not.
inline std::string refusal(const std::string& plugin, const fs::path& checkpoint,
                           std::vector<std::string> parameters = {}) {
  try {
    features(plugin, checkpoint, std::move(parameters));
    return "";
  } catch (const std::exception& fault) { return fault.what(); }
}

}  // namespace published
