#include "host/guard.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>

#include "base/error.hpp"

using namespace serhost;
using namespace serhost::host;

namespace {

const Callee kFocal{"loss 'focal'", "focal 1.0.0 (/plugins/focal.so)"};

struct Own : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class Thrown>
PluginError error_of(const Thrown& thrown, const char* call = "forward") {
  try {
    guarded(kFocal, call, [&] { throw thrown; });
  } catch (const PluginError& error) { return error; }
  return PluginError("nothing was thrown");
}

}  // namespace

TEST(Guard, PassesWhatTheCallReturns) {
  EXPECT_EQ(guarded(kFocal, "forward", [] { return 7; }), 7);
}

TEST(Guard, NamesComponentPluginAndCall) {
  EXPECT_STREQ(
      error_of(Own("no gradient")).what(),
      "loss 'focal' of plugin focal 1.0.0 (/plugins/focal.so) failed in forward: no gradient");
}

TEST(Guard, KeepsTheFirstLineAlone) {
  EXPECT_STREQ(
      error_of(std::runtime_error("sizes differ\nException raised from check at a.cpp:3\nframe #0"))
          .what(),
      "loss 'focal' of plugin focal 1.0.0 (/plugins/focal.so) failed in forward: sizes differ");
}

TEST(Guard, NamesTheTypeOfWhatIsNoStandardException) {
  EXPECT_STREQ(error_of(42).what(),
               "loss 'focal' of plugin focal 1.0.0 (/plugins/focal.so) failed in forward: an "
               "exception of type int, "
               "which does not derive from std::exception");
}

TEST(Guard, TellsDamagedDataFromAFault) {
  const auto error =
      error_of(std::system_error(std::make_error_code(std::errc::bad_message), "a.wav: is cut off"),
               kConstructor);
  EXPECT_EQ(error.exit(), Exit::damaged);
  EXPECT_STREQ(error.what(),
               "loss 'focal' of plugin focal 1.0.0 (/plugins/focal.so) failed in its constructor: "
               "a.wav: is cut off");
  EXPECT_EQ(error_of(std::system_error(std::make_error_code(std::errc::io_error), "b")).exit(),
            Exit::failed);
}

TEST(Guard, TakesParametersUnderWhichNothingIsPredictedForAFaultOfTheText) {
  const std::invalid_argument nothing("share = 1 predicts nothing");
  EXPECT_EQ(error_of(nothing, "scores").exit(), Exit::config);
  EXPECT_EQ(error_of(nothing, "forward").exit(), Exit::failed);
}

TEST(Guard, EndsAProcessThatACallForkedWhereItComesBack) {
  int state = 0;
  guarded(kFocal, "forward", [&] {
    const pid_t child = ::fork();
    if (child != 0) ::waitpid(child, &state, 0);
  });
  ASSERT_TRUE(WIFEXITED(state));
  EXPECT_EQ(WEXITSTATUS(state), 70);
}

TEST(Guard, SaysThatMemoryRanOutAndWhatNeedsLess) {
  for (const auto& error :
       {error_of(std::bad_alloc()), error_of(std::runtime_error("CUDA out of memory. x"))}) {
    EXPECT_EQ(error.exit(), Exit::failed);
    const std::string what = error.what();
    EXPECT_NE(what.find("failed in forward: not enough memory: "), std::string::npos) << what;
    EXPECT_NE(what.find("train.batch_size"), std::string::npos) << what;
  }
}

TEST(Guard, LetsTheHostsOwnErrorsPass) {
  try {
    guarded(kFocal, "forward", [] { throw DataError("clip 'a.wav' is damaged"); });
    FAIL();
  } catch (const DataError& error) { EXPECT_STREQ(error.what(), "clip 'a.wav' is damaged"); }
}

TEST(Guard, MakesAFaultOfTheExperimentOfAnArgumentThatAConstructorRejects) {
  EXPECT_EQ(error_of(std::invalid_argument("low is above high"), kConstructor).exit(),
            Exit::config);
  EXPECT_EQ(error_of(std::invalid_argument("low is above high"), "forward").exit(), Exit::failed);
  EXPECT_EQ(error_of(std::runtime_error("no"), kConstructor).exit(), Exit::failed);
}

TEST(Guard, TellsAMissingFileByItsExitStatus) {
  const auto error = error_of(
      std::filesystem::filesystem_error("cannot open", "/data/x",
                                        std::make_error_code(std::errc::no_such_file_or_directory)),
      kConstructor);
  EXPECT_EQ(error.exit(), Exit::missing);
}
