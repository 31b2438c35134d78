// Two labs, each with its own home and its own serhost, and the pack of the first. The project's
// own CMakeLists.txt only lays out a plugin that was compiled with the test, so that a build takes
// no time.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/lab.hpp"
#include "pack/bundle.hpp"

namespace end_to_end {

namespace fs = std::filesystem;

/// A lab whose serhost is the program, its package file and the few plugins that are named here:
/// enough for a project that compiles nothing, and each further plugin would be looked into in each
/// lab.
class LightLab : public Lab {
 public:
  explicit LightLab(const fs::path& folder) : Lab(folder) {
    const auto build = end_to_end::environment_path("SERHOST_BUILD_DIR");
    for (const auto* part : {"bin/serhost", "lib/cmake/serhost", "lib/serhost/plugins/synthetic.so",
                             "lib/serhost/plugins/lstm.so", "lib/serhost/plugins/focal.so"}) {
      fs::create_directories((prefix() / part).parent_path());
      fs::copy(build / part, prefix() / part, fs::copy_options::recursive);
    }
  }
};

/// Lays out a plugin that is there already.
inline constexpr const char* kBuild = R"(cmake_minimum_required(VERSION 3.25)
project(calm_loss VERSION 0.1.0 LANGUAGES NONE)
enable_testing()
add_test(NAME nothing COMMAND ${CMAKE_COMMAND} -E true)
file(COPY calm_loss.so DESTINATION ${PROJECT_BINARY_DIR}/lib/serhost/plugins)
install(FILES calm_loss.so DESTINATION lib/serhost/plugins COMPONENT runtime)
)";

class Labs : public ::testing::Test {
 protected:
  /// Both labs, and lab A's pack; made once, for building takes its time.
  static void SetUpTestSuite() {
    scratch_ = new Scratch("labs");
    a_ = new LightLab(scratch_->path() / "a");
    b_ = new LightLab(scratch_->path() / "b");
    write_and_pack();
  }
  static void TearDownTestSuite() {
    delete a_;
    delete b_;
    delete scratch_;
  }

  static void write_and_pack() {
    const auto project = a().work() / "calm_loss";
    ASSERT_RUNS(a()("serhost new loss calm_loss"));
    serhost::replace_file(project / "CMakeLists.txt", kBuild);
    fs::copy_file(fs::path(SERHOST_CALM_LOSS_FOLDER) / "calm_loss.so", project / "calm_loss.so");
    edit(project / "experiment.toml", "epochs     = 5", "epochs     = 1\nmax_clips  = 40");
    edit(project / "experiment.toml", "name = \"k-fold\"\nk    = 3", "name = \"holdout\"");
    const auto incomplete = a()("serhost pack create calm_loss");
    EXPECT_EQ(incomplete.status, 78);
    EXPECT_THAT(incomplete.err, ::testing::HasSubstr("authors: nobody is named"));
    EXPECT_THAT(incomplete.err, ::testing::HasSubstr("license: it is empty"));
    edit(project / "pack.toml", "authors  = []", "authors  = [\"Ada Author\"]");
    edit(project / "pack.toml", "license  = \"\"", "license  = \"MIT\"");
    EXPECT_EQ(a()("serhost pack create calm_loss").status, 66);  // no key yet
    const auto key = a()("serhost pack key new lab_a");
    ASSERT_EQ(key.status, 0) << key.err;
    public_key_ = key.out.substr(0, key.out.find('\n'));
    ASSERT_RUNS(a()("serhost pack create calm_loss"));
    ASSERT_RUNS(a()("serhost pack create calm_loss --binary -o with_binary.serpack"));
    ready_ = true;
  }

  void SetUp() override { ASSERT_TRUE(ready_) << "lab A could not make its pack"; }

  static const Lab& a() { return *a_; }
  static const Lab& b() { return *b_; }
  static void give(const fs::path& name) {
    fs::copy_file(a().work() / name, b().work() / name.filename(),
                  fs::copy_options::overwrite_existing);
  }
  static serhost::pack::SecretKey secret_of_a() {
    return serhost::pack::SecretKey::parse(slurp(a().keys() / "lab_a.key"), {}, "lab_a.key");
  }

  inline static const Scratch* scratch_ = nullptr;
  inline static const LightLab *a_ = nullptr, *b_ = nullptr;
  inline static std::string public_key_;
  inline static bool ready_ = false;
};

inline constexpr const char* kPack = "calm_loss-0.1.0.serpack";

}  // namespace end_to_end
