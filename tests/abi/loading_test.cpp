// What becomes of each wrong plugin: its reason is told, nothing crashes, and the right plugins
// beside it are offered.
#include <sys/stat.h>

#include <fstream>
#include <serhost/dataset.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "plugin_folder.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::host;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Both ways to look into a file: another program, and a fork of this one.
class Loading : public PluginFolder, public ::testing::WithParamInterface<const char*> {
 protected:
  /// The reason for which `name` is refused while `good` beside it is offered.
  std::string refusal(const std::string& name) {
    const Variable way("SERHOST_PROBE", GetParam());
    const auto registry = discover({put({"good", name}, name)});
    EXPECT_THAT(names(registry), ElementsAre("good"));
    EXPECT_EQ(registry.refusals().size(), 1u);
    return registry.refusals().empty() ? "" : registry.refusals().front().message;
  }
};
INSTANTIATE_TEST_SUITE_P(ByProgram, Loading, ::testing::Values(SERHOST_PROBER));
INSTANTIATE_TEST_SUITE_P(ByFork, Loading, ::testing::Values("none"));

TEST_P(Loading, RefusesAnotherLibTorchWithoutRunningItsInitializers) {
  EXPECT_THAT(
      refusal("other_torch"),
      AllOf(StartsWith(
                "plugin 'other_torch.so' refused: built with libtorch 2.4.1, this host has 2.13."),
            EndsWith("; rebuild it here: serhost build <folder>")));
}

TEST_P(Loading, TellsAllDifferencesAtOnce) {
  EXPECT_THAT(refusal("all_differ"),
              AllOf(HasSubstr("libtorch 2.4.1"), HasSubstr("built as 'debug-containers "),
                    HasSubstr("links LibTorch's CUDA libraries"), HasSubstr("C++ standard 2021")));
}

TEST_P(Loading, RefusesAPluginForCudaOnAHostForTheCpu) {
  if (own_abi_record().build.find("cuda") != std::string::npos) {
    EXPECT_THAT(names(discover({put({"needs_cuda"})})),
                ElementsAre("good"));  // a host with CUDA takes it
    return;
  }
  EXPECT_EQ(refusal("needs_cuda"),
            "plugin 'needs_cuda.so' refused: it links LibTorch's CUDA libraries, this host's "
            "LibTorch is for the CPU "
            "alone; rebuild it here: serhost build <folder>");
}

TEST_P(Loading, RefusesANewerInterface) {
  EXPECT_THAT(refusal("newer_api"), AllOf(HasSubstr("needs serhost API 2.4242, this host has 2."),
                                          EndsWith("update serhost")));
}

TEST_P(Loading, RefusesALibraryWithoutARecord) {
  EXPECT_EQ(refusal("no_block"),
            "plugin 'no_block.so' refused: it is not a serhost plugin (no .serhost section); add "
            "SERHOST_PLUGIN(); "
            "once to one of its sources");
}

TEST_P(Loading, RefusesALibraryWithoutAnEntryPoint) {
  EXPECT_THAT(refusal("no_entry"), HasSubstr("no entry point serhost_plugin_components"));
}

TEST_P(Loading, NamesAMissingSymbolAsItsAuthorWroteIt) {
  EXPECT_THAT(refusal("missing_symbol"),
              StartsWith("plugin 'missing_symbol.so' refused: needs "
                         "serhost::crop_silence(std::__cxx11::basic_string<char"));
}

TEST_P(Loading, OutlivesAThrowWhileLoading) {
  EXPECT_THAT(refusal("throws_at_load"),
              AllOf(HasSubstr("it crashed while loading (SIGABRT); its own output was: "),
                    HasSubstr("no table of labels")));
}

TEST_P(Loading, OutlivesAnExitWhileLoading) {
  EXPECT_EQ(refusal("exits_at_load"),
            "plugin 'exits_at_load.so' refused: it ended the program while loading (exit status "
            "0); it wrote nothing");
}

TEST_P(Loading, RefusesComponentsThatBreakTheRulesAndTellsAllOfThem) {
  EXPECT_EQ(
      refusal("host_key"),
      "plugin 'host_key.so' refused: dataset 'Greedy' is not named [a-z][a-z0-9_]*; parameter "
      "'weight' of dataset 'Greedy' is a key of "
      "the host; choose another name; parameter 'twice' of dataset 'Greedy' is declared twice");
  EXPECT_THAT(refusal("nothing_in_it"), HasSubstr("it holds no component"));
}

TEST_P(Loading, TakesAPluginThatPrintsWhileLoading) {
  const Variable way("SERHOST_PROBE", GetParam());
  const auto registry = discover({put({"prints_at_load"})});
  EXPECT_THAT(names(registry), ElementsAre("prints_at_load"));
}

TEST_P(Loading, TakesAStrippedPlugin) {
  const Variable way("SERHOST_PROBE", GetParam());
  const auto registry = discover({put({"stripped"})});
  ASSERT_THAT(names(registry), ElementsAre("good"));
  const auto& info = registry.components().front();
  EXPECT_EQ(registry.make_dataset(info, {0.5, Value(), std::vector<std::string>{}}, {})
                ->utterances()
                .at(0)
                .key,
            "one");
}

TEST_P(Loading, KeepsTheSchemaAsItWasDeclared) {
  const Variable way("SERHOST_PROBE", GetParam());
  const auto folder = put({"good"});
  const auto first = discover({folder});   // from the child
  const auto second = discover({folder});  // from the cache
  for (const auto* registry : {&first, &second}) {
    const auto& info = registry->components().at(0);
    ASSERT_EQ(info.parameters.size(), 3u);
    EXPECT_EQ(info.summary, "right in every way");
    EXPECT_EQ(info.plugin, "good");
    EXPECT_EQ(info.plugin_version, "1.0.0");
    EXPECT_EQ(info.abi.compiler, own_abi_record().compiler);
    EXPECT_EQ(std::get<double>(info.parameters[0].fallback), 0.1);
    EXPECT_EQ(info.parameters[0].minimum, 0.0);
    EXPECT_EQ(info.parameters[0].help, "of anything");
    EXPECT_TRUE(info.parameters[1].optional);
    EXPECT_EQ(std::get<std::vector<std::string>>(info.parameters[2].fallback),
              std::vector<std::string>{"a"});
  }
}

TEST_F(PluginFolder, WithFilesThatAreNoLibrariesRefusesEachWithItsReason) {
  const auto folder = put({"good"});
  replace_file(folder / "a_text.so", "# not a library\n");
  const auto whole = read_file(hostile("good"));
  replace_file(folder / "b_cut_short.so", whole.substr(0, whole.size() / 2));
  replace_file(folder / "c_empty.so", "");
  fs::create_directory(folder / "d_folder.so");
  ASSERT_EQ(::mkfifo((folder / "e_pipe.so").c_str(), 0600), 0);
  fs::create_symlink("nowhere.so", folder / "f_dangling.so");
  fs::create_symlink("g_loop.so", folder / "g_loop.so");
  const auto registry = discover({folder});
  EXPECT_THAT(names(registry), ElementsAre("good"));
  ASSERT_EQ(registry.refusals().size(), 6u);
  EXPECT_EQ(registry.refusals()[3].message,
            "plugin 'e_pipe.so' refused: it is a pipe, a socket or a device, but must be a file");
  EXPECT_EQ(registry.refusals()[4].message,
            "plugin 'f_dangling.so' refused: it is a link to 'nowhere.so', which is not a file");
  EXPECT_EQ(registry.refusals()[5].message,
            "plugin 'g_loop.so' refused: it is a link that leads back to itself");
  EXPECT_EQ(registry.refusals()[0].message,
            "plugin 'a_text.so' refused: it is not an ELF shared library");
  EXPECT_THAT(registry.refusals()[1].message, HasSubstr("it is not a whole ELF shared library"));
  EXPECT_EQ(registry.refusals()[2].message,
            "plugin 'c_empty.so' refused: it is not an ELF shared library");
}

TEST_F(PluginFolder, ThatWasLookedIntoIsNotLookedIntoAgain) {
  const auto folder = put({"good", "throws_at_load"});
  const auto first = discover({folder});
  const Variable broken("SERHOST_PROBE", "/nowhere/prober");
  const auto second = discover({folder});
  EXPECT_THAT(names(second), ElementsAre("good"));
  ASSERT_EQ(second.refusals().size(), 1u);
  EXPECT_EQ(second.refusals()[0].message, first.refusals().at(0).message)
      << "the crash is remembered with its message";
}

TEST_F(PluginFolder, IsLookedIntoByAForkWhereTheProberIsAnotherProgram) {
  const Variable stranger("SERHOST_PROBE", "/bin/echo");
  const auto registry = discover({put({"good", "throws_at_load"})});
  EXPECT_THAT(names(registry), ElementsAre("good"));
  EXPECT_THAT(registry.refusals().at(0).message, HasSubstr("it crashed while loading (SIGABRT)"));
}

TEST_F(PluginFolder, LoadsHereWhereTheProbeIsSwitchedOff) {
  const auto registry = discover({put({"good", "missing_symbol", "other_torch"})}, /*probe=*/false);
  EXPECT_THAT(names(registry), ElementsAre("good"));
  EXPECT_EQ(registry.refusals().size(), 2u);
}

TEST_F(PluginFolder, WhoseFileIsReplacedAfterDiscoveryIsComparedAgain) {
  const auto folder = put({"good"}, "replaced");
  const auto registry = discover({folder});
  const auto info = registry.components().at(0);
  fs::remove(info.file);
  fs::copy_file(hostile("other_torch"), info.file);
  try {
    registry.make_dataset(info, {0.5, Value(), std::vector<std::string>{}}, {});
    FAIL();
  } catch (const PluginError& error) {
    EXPECT_THAT(error.what(), StartsWith("plugin 'good.so' refused: built with libtorch 2.4.1"));
    EXPECT_EQ(error.exit(), Exit::unavailable);
  }
}
