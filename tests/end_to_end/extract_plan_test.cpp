// What a plan believes of a backbone's frames.
#include <gtest/gtest.h>

#include "end_to_end/process.hpp"

using end_to_end::Scratch;

// Plans, batches and caches go by frames(): a backbone that gives others is told before any of them
// believes it, frozen or not.
TEST(APlan, DoesNotBelieveABackboneWhoseFramesAreOthers) {
  const Scratch scratch("plan-lies");
  scratch.write("e.toml", R"(name = "e"
[dataset]
plugin = "synthetic"
[protocol]
name = "k-fold"
k = 2
[backbone]
plugin = "layered"
[loss]
plugin = "cross_entropy"
)");
  const auto plan = [&](const std::string& freeze, const std::string& lies) {
    return end_to_end::serhost({"plan", "e.toml", "--plugin-path", SERHOST_LAYERED_FOLDER, "-s",
                                "backbone.freeze=" + freeze, "-s", "backbone.lies=" + lies},
                               scratch.path());
  };
  for (const auto* freeze : {"none", "all"}) {
    const auto lies = plan(freeze, "true");
    EXPECT_EQ(lies.status, 69) << freeze << ": " << lies.err;
    EXPECT_NE(lies.err.find("backbone 'layered' of plugin layered"), std::string::npos) << lies.err;
    EXPECT_NE(lies.err.find("100 frames for a clip of length 16000"), std::string::npos)
        << lies.err;
  }
  const auto honest = plan("all", "false");
  EXPECT_EQ(honest.status, 0) << honest.err;
}
