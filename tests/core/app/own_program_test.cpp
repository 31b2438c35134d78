// How this program is started again.
#include "app/own_program.hpp"

#include <gmock/gmock.h>

namespace serhost::app {
namespace {

using ::testing::ElementsAre;

TEST(OwnProgram, RunsAnExperimentIntoAFolder) {
  const CellJob job{.experiment = "e.toml", .folder = "cells/a", .log = "a.log", .errors = "a.err"};
  EXPECT_THAT(run_words({}, job), ElementsAre("serhost", "run", "e.toml", "--out", "cells/a",
                                              "--resume", "--quiet", "--log", "a.log"));
}

TEST(OwnProgram, HandsOnWhatHoldsForTheSession) {
  Session session;
  session.plugin_path = {"/p", "/q"};
  session.threads = 3;
  session.probe = false;
  auto words = run_words(session, {});
  words.erase(words.begin(), words.begin() + 9);
  EXPECT_THAT(words, ElementsAre("--plugin-path", "/p", "--plugin-path", "/q", "--threads", "3",
                                 "--no-probe"));
}

}  // namespace
}  // namespace serhost::app
