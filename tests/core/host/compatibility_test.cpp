#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/abi_record.hpp"

using namespace serhost::host;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

AbiRecord this_host() {
  return {.api_major = 1,
          .api_minor = 1,
          .cxx_standard = 2020,
          .torch_version = "2.13.0",
          .stdlib = "libstdc++ cxx11abi=1",
          .build = "plain",
          .compiler = "gcc 12",
          .plugin_name = "serhost",
          .plugin_version = "0.1.0",
          .machine = "x86-64"};
}

template <class Change>
std::vector<std::string> after(Change change) {
  auto plugin = this_host();
  change(plugin);
  return differences(plugin, this_host());
}

}  // namespace

TEST(Compatibility, OfThisProgramWithItselfIsPerfect) {
  EXPECT_THAT(differences(own_abi_record(), own_abi_record()), IsEmpty());
}

TEST(Compatibility, IsNotDisturbedByCompilerNameOrVersion) {
  EXPECT_THAT(after([](auto& plugin) {
                plugin.compiler = "clang 17";
                plugin.plugin_name = "other";
                plugin.plugin_version = "9.9.9";
              }),
              IsEmpty());
}

TEST(Compatibility, TakesAnOlderMinorApiAndRefusesANewerOne) {
  EXPECT_THAT(after([](auto& plugin) { plugin.api_minor = 0; }), IsEmpty());
  EXPECT_THAT(after([](auto& plugin) { plugin.api_minor = 3; }),
              ElementsAre("needs serhost API 1.3, this host has 1.1; update serhost"));
  EXPECT_THAT(after([](auto& plugin) { plugin.api_major = 2; }),
              ElementsAre("built for serhost API 2.1, this host has 1.1"));
}

TEST(Compatibility, TellsEveryDifferenceWithBothValuesAtOnce) {
  auto plugin = this_host();
  plugin.torch_version = "2.4.1";
  plugin.stdlib = "libstdc++ cxx11abi=0";
  plugin.cxx_standard = 2017;
  plugin.machine = "aarch64";
  EXPECT_EQ(incompatibility(plugin, this_host()),
            "it is not an ELF shared library of this machine: built for aarch64, this host is "
            "x86-64; built with libtorch 2.4.1, this "
            "host has 2.13.0; built with the standard library 'libstdc++ cxx11abi=0', this host "
            "with 'libstdc++ cxx11abi=1'; built with "
            "C++ standard 2017, this host with 2020; rebuild it here: serhost build <folder>");
}

TEST(Compatibility, OfANewerApiAloneAsksForAnUpdateNotARebuild) {
  auto plugin = this_host();
  plugin.api_minor = 3;
  EXPECT_EQ(incompatibility(plugin, this_host()),
            "needs serhost API 1.3, this host has 1.1; update serhost");
}

TEST(Compatibility, OfSanitizersAndDebugContainersMustBeInBothOrInNeither) {
  EXPECT_THAT(after([](auto& plugin) { plugin.build = "asan plain"; }),
              ElementsAre("built as 'asan plain', this host as 'plain'"));
  EXPECT_THAT(after([](auto& plugin) { plugin.build = "debug-containers plain"; }),
              ElementsAre("built as 'debug-containers plain', this host as 'plain'"));
}

TEST(Compatibility, OfCudaIsNeededOneWayOnly) {
  auto with_cuda = this_host();
  with_cuda.build = "cuda plain";
  EXPECT_THAT(differences(this_host(), with_cuda), IsEmpty());
  EXPECT_THAT(differences(with_cuda, with_cuda), IsEmpty());
  EXPECT_THAT(
      differences(with_cuda, this_host()),
      ElementsAre("it links LibTorch's CUDA libraries, this host's LibTorch is for the CPU alone"));
}
