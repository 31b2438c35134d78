// A file system without locks and links is told once and worked on.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "end_to_end/process.hpp"

namespace {

using end_to_end::Scratch;
using ::testing::HasSubstr;

const std::string kSmall = R"([dataset]
plugin = "synthetic"
speakers = 4
sentences = 1
takes = 1
[protocol]
name = "holdout"
[backbone]
plugin = "lstm"
width = 4
num_layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 1
)";

TEST(NoLocks, ASweepClaimsItsCellsAndEachRunWarnsOnce) {
  const Scratch scratch("no-locks");
  scratch.write("base.toml", kSmall);
  scratch.write("grid.toml",
                "[base]\nextends = \"base.toml\"\n[axes]\ntrain.batch_size = [2, 4]\n");
  // LD_PRELOAD is divided at blanks, which a checkout's path and the temporary folder may have.
  const std::filesystem::path shim = "/tmp/serhost-no-locks-" + std::to_string(::getpid()) + ".so";
  std::filesystem::copy_file(SERHOST_NO_LOCKS, shim);
  const auto swept = end_to_end::serhost({"sweep", "grid.toml", "--threads", "1"}, scratch.path(),
                                         {{"LD_PRELOAD", shim.string()}});
  std::filesystem::remove(shim);
  EXPECT_EQ(swept.status, 0) << swept.err;
  EXPECT_THAT(swept.out, HasSubstr("2 done, 0 failed, 0 skipped"));
  constexpr const char* kWarning = "runs/grid: the file system has no locks (";
  const auto first = swept.err.find(kWarning);
  EXPECT_NE(first, std::string::npos) << swept.err;
  EXPECT_EQ(swept.err.find(kWarning, first + 1), std::string::npos) << swept.err;
  for (const auto& claim :
       std::filesystem::directory_iterator(scratch.path() / "runs/grid/claims")) {
    EXPECT_THAT(end_to_end::slurp(claim.path() / "owner/name"), HasSubstr(" shard 1/1 on "));
  }
}

}  // namespace
