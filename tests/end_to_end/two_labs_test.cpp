// Two labs as they are: two homes, two installed prefixes, and a loss that one scaffolds, edits,
// builds, tests, packs and signs, and that the other builds from the sources in the pack.
// Everything is compiled, so there is one test; packs_test has the many cases around it. The loss
// needs all that a plugin may bring: a library of its own and one that is installed, a file of its
// own, and a word to the user.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/lab.hpp"

namespace {

using end_to_end::edit;
using end_to_end::Lab;
using end_to_end::slurp;
using testing::AllOf;
using testing::HasSubstr;
namespace fs = std::filesystem;

/// The same folder each time, so that a compiler cache knows the files.
fs::path home() { return end_to_end::environment_path("SERHOST_BUILD_DIR") / "tests/two_labs"; }

Lab lab_in(const fs::path& folder) {
  Lab lab(folder);
  if (std::getenv("CCACHE_DIR") == nullptr)
    lab.environment()["CCACHE_DIR"] =
        (end_to_end::environment_path("XDG_CACHE_HOME") / "ccache").string();
  return lab;
}

void install_serhost(const Lab& lab) {
  const auto build = end_to_end::environment_path("SERHOST_BUILD_DIR");
  ASSERT_RUNS(end_to_end::run(
      {"cmake", "--install", build.string(), "--prefix", lab.prefix().string()}, lab.work()));
}

/// A library of somebody else, in a folder that no linker knows.
fs::path third_party() { return home() / "third_party/libhalf.so"; }

void install_third_party() {
  const auto source = third_party().parent_path() / "half.cpp";
  fs::create_directories(source.parent_path());
  serhost::replace_file(source, "extern \"C\" double half(double value) { return value / 2.0; }\n");
  ASSERT_RUNS(end_to_end::run({SERHOST_COMPILER, "-shared", "-fPIC", "-Wl,-soname,libhalf.so", "-o",
                               third_party().string(), source.string()},
                              home()));
}

/// What the author changes in the project of `serhost new loss calm_loss`: the penalty counts half
/// as often as a file says.
void write_the_idea(const fs::path& project) {
  serhost::replace_file(project / "times.txt", "4\n");
  serhost::replace_file(
      project / "times.hpp",
      "#include <string>\n\n/// The number in a file.\ndouble times(const std::string& file);\n");
  serhost::replace_file(project / "times.cpp", R"(#include "times.hpp"

#include <fstream>

double times(const std::string& file) {
  double value = 0.0;
  std::ifstream(file) >> value;
  return value;
}
)");
  edit(project / "CMakeLists.txt",
       "serhost_add_plugin(calm_loss SOURCES calm_loss.cpp TEST calm_loss_test.cpp)",
       "add_library(times SHARED times.cpp)\n"
       "set_target_properties(times PROPERTIES VERSION 1.2.3 SOVERSION 1)\n"
       "serhost_add_plugin(calm_loss SOURCES calm_loss.cpp TEST calm_loss_test.cpp LINK times \"" +
           third_party().string() + "\" DATA times.txt)");
  const auto source = project / "calm_loss.cpp";
  edit(source, "#include <serhost/loss.hpp>\n",
       "#include <serhost/loss.hpp>\n\n#include \"times.hpp\"\n\nextern \"C\" double "
       "half(double);\n");
  edit(source, "const serhost::Context&) : beta_(options.beta) {}",
       "const serhost::Context& context)\n"
       "      : beta_(options.beta * half(times((context.folder / \"calm_loss\" / "
       "\"times.txt\").string()))) {\n"
       "    context.log(\"the penalty weighs \" + std::to_string(beta_));\n"
       "  }");
  edit(project / "calm_loss_test.cpp", "- 0.1 * entropy", "- 2.0 * 0.1 * entropy");
  edit(project / "experiment.toml", "epochs     = 5", "epochs     = 1\nmax_clips  = 40");
  edit(project / "experiment.toml", "name = \"k-fold\"\nk    = 3", "name = \"holdout\"");
  edit(project / "pack.toml", "authors  = []", "authors  = [\"Ada Author\"]");
  edit(project / "pack.toml", "license  = \"\"", "license  = \"MIT\"");
}

std::string predictions(const Lab& lab, const char* run) {
  return slurp(lab.work() / run / "predictions.csv");
}

}  // namespace

TEST(TwoLabs, GetTheSamePredictionsBitForBitFromSourcesThatWereCompiledTwice) {
  fs::remove_all(home());
  const auto a = lab_in(home() / "a"), b = lab_in(home() / "b");
  install_third_party();
  install_serhost(a);
  install_serhost(b);

  // Lab A.
  const auto project = a.work() / "calm_loss";
  ASSERT_RUNS(a("serhost new loss calm_loss"));
  write_the_idea(project);
  const auto built = a("serhost build calm_loss");
  ASSERT_EQ(built.status, 0) << built.err;
  EXPECT_EQ(built.out, "calm_loss/build/lib/serhost/plugins/calm_loss.so\n");
  EXPECT_THAT(built.err, AllOf(HasSubstr("$ cmake -S calm_loss -B calm_loss/build "),
                               HasSubstr("$ ctest --test-dir calm_loss/build "),
                               HasSubstr("100% tests passed")));
  EXPECT_TRUE(fs::exists(project / "build/compile_commands.json"));
  const auto tried =
      a("serhost run calm_loss/experiment.toml --plugin-path calm_loss/build/lib/serhost/plugins "
        "--out runs/tried");
  ASSERT_EQ(tried.status, 0) << tried.err;
  EXPECT_THAT(tried.err, HasSubstr("the penalty weighs 0.2"));
  ASSERT_RUNS(a("serhost pack key new lab_a"));
  ASSERT_RUNS(a("serhost pack create calm_loss --binary"));
  fs::remove_all(project / "build");  // from here on nothing may be found there
  const auto own = a("serhost pack install calm_loss-0.1.0.serpack");
  ASSERT_EQ(own.status, 0) << own.err;
  EXPECT_EQ(own.out, "calm_loss 0.1.0 is installed, binary by lab_a: loss/calm_loss\n");
  ASSERT_RUNS(a("serhost pack lock calm_loss/experiment.toml"));
  ASSERT_RUNS(a("serhost run calm_loss/experiment.toml --locked"));
  ASSERT_RUNS(a("serhost run calm_loss/experiment.toml -s loss.beta=0.05 --out runs/other"));

  // What travels; the binary is one for another LibTorch, which neither the content nor the lock
  // knows of.
  const auto secret =
      serhost::pack::SecretKey::parse(slurp(a.keys() / "lab_a.key"), {}, "lab_a.key");
  serhost::replace_file(
      b.work() / "calm_loss-0.1.0.serpack",
      end_to_end::for_another_libtorch(slurp(a.work() / "calm_loss-0.1.0.serpack"), secret));
  fs::copy_file(a.keys() / "lab_a.pub", b.work() / "lab_a.pub");
  fs::create_directories(b.work() / "calm_loss");
  for (const auto* name : {"experiment.toml", "serhost.lock"})
    fs::copy_file(project / name, b.work() / "calm_loss" / name);
  const auto wanted = predictions(a, "runs/calm_loss"), other = predictions(a, "runs/other");
  ASSERT_GT(wanted.size(), 300u);
  EXPECT_NE(wanted, other) << "any loss would give these";
  fs::rename(home() / "a", home() / "far_away");

  // Lab B.
  ASSERT_RUNS(b("serhost pack key trust lab_a.pub"));
  const auto installed = b("serhost pack install calm_loss-0.1.0.serpack");
  ASSERT_EQ(installed.status, 0) << installed.err;
  EXPECT_EQ(installed.out, "calm_loss 0.1.0 is installed, built from source: loss/calm_loss\n");
  EXPECT_EQ(installed.err,
            "calm_loss 0.1.0: its binary was built with libtorch 2.99.0, this host has " +
                serhost::host::own_abi_record().torch_version + "; building it from its sources" +
                end_to_end::confinement());
  const auto locked = b("serhost run calm_loss/experiment.toml --locked");
  ASSERT_EQ(locked.status, 0) << locked.err;
  EXPECT_THAT(locked.err, HasSubstr("the penalty weighs 0.2"));
  EXPECT_EQ(predictions(b, "runs/calm_loss"), wanted);

  // Its file is part of it.
  serhost::replace_file(b.packs() / "calm_loss/lib/serhost/plugins/calm_loss/times.txt", "3\n");
  const auto changed = b("serhost run calm_loss/experiment.toml --locked --out runs/changed");
  EXPECT_EQ(changed.status, 77);
  EXPECT_THAT(changed.err, HasSubstr("changed since it was installed"));
}
