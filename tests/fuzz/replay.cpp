// Gives every file of a corpus to a fuzz target, each as a test of its own: what a fuzzer once
// found stays found without one.
//
//     fuzz_elf_test [FILE_OR_FOLDER...]     # default: the target's corpus
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace fs = std::filesystem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

/// corpus/elf of the program fuzz_elf_test.
fs::path own_corpus(const fs::path& program) {
  const auto name = program.filename().string();
  const std::string before = "fuzz_", behind = "_test";
  if (!name.starts_with(before) || !name.ends_with(behind)) return {};
  return fs::path(SERHOST_FUZZ_CORPORA) /
         name.substr(before.size(), name.size() - before.size() - behind.size());
}

std::vector<fs::path> inputs_of(const std::vector<fs::path>& places) {
  std::vector<fs::path> files;
  for (const auto& place : places) {
    if (!fs::is_directory(place)) files.push_back(place);
    else std::copy(fs::recursive_directory_iterator(place), {}, std::back_inserter(files));
  }
  std::erase_if(files, [](const fs::path& file) { return fs::is_directory(file); });
  std::sort(files.begin(), files.end());
  return files;
}

class Input : public ::testing::Test {
 public:
  explicit Input(fs::path file) : file_(std::move(file)) {}
  void TestBody() override {
    std::ifstream in(file_, std::ios::binary);
    ASSERT_TRUE(in) << file_ << " cannot be read";
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    // A copy of just this size, so that a sanitizer sees the first byte too many.
    const auto exact = std::make_unique<std::uint8_t[]>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), exact.get());
    EXPECT_EQ(LLVMFuzzerTestOneInput(exact.get(), bytes.size()), 0);
  }

 private:
  fs::path file_;
};

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  std::vector<fs::path> places(argv + 1, argv + argc);
  if (places.empty()) places.push_back(own_corpus(argv[0]));
  const auto files = inputs_of(places);
  if (files.empty()) {
    std::fprintf(stderr, "no input in %s\n", places.front().c_str());
    return 1;
  }
  for (const auto& file : files) {
    ::testing::RegisterTest("Corpus", file.filename().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [file]() -> ::testing::Test* { return new Input(file); });
  }
  return RUN_ALL_TESTS();
}
