// Gives every file of a corpus to a fuzz target, each as a test of its own: what a fuzzer once
// found stays found without one. With SERHOST_FUZZ_SECONDS it then goes on for so long with
// mutations of the corpus (mutations.hpp), which need no fuzzer either.
//
//     fuzz_elf_test [FILE_OR_FOLDER...]     # default: the target's corpus
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "mutations.hpp"

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

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(file.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

/// 0: the target took it.
int give(const std::string& bytes) {
  // A copy of just this size, so that a sanitizer sees the first byte too many.
  const auto exact = std::make_unique<std::uint8_t[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), exact.get());
  return LLVMFuzzerTestOneInput(exact.get(), bytes.size());
}

class Input : public ::testing::Test {
 public:
  explicit Input(fs::path file) : file_(std::move(file)) {}
  void TestBody() override { EXPECT_EQ(give(bytes_of(file_)), 0); }

 private:
  fs::path file_;
};

/// Mutations of the corpus for `seconds`. The input at which a target ends the process is left in
/// the folder where the program was started.
class Mutations : public ::testing::Test {
 public:
  Mutations(std::string program, const std::vector<fs::path>& files, double seconds)
      : program_(std::move(program)), seconds_(seconds) {
    for (const auto& file : files) corpus_.push_back(bytes_of(file));
  }
  void TestBody() override {
    const fs::path last = program_ + ".input";
    serhost::fuzz::Mutator mutator(corpus_);
    serhost::fuzz::LastInput kept(last);
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds_);
    std::size_t inputs = 0;
    for (; std::chrono::steady_clock::now() < end; ++inputs) {
      const auto bytes = mutator.next();
      kept.write(bytes);
      ASSERT_EQ(give(bytes), 0) << "the input is in " << fs::absolute(last);
    }
    kept.remove();
    EXPECT_GT(inputs, 0u);
    std::printf("%zu inputs\n", inputs);
  }

 private:
  std::string program_;
  std::vector<std::string> corpus_;
  double seconds_;
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
  const auto program = fs::path(argv[0]).filename().string();
  if (const char* const seconds = std::getenv("SERHOST_FUZZ_SECONDS")) {
    ::testing::RegisterTest("Mutations", "AreTaken", nullptr, nullptr, __FILE__, __LINE__,
                            [program, files, seconds]() -> ::testing::Test* {
                              return new Mutations(program, files, std::atof(seconds));
                            });
  }
  return RUN_ALL_TESTS();
}
