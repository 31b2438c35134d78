// What the program adds to an error reads on from its message.
#include "cli/hints.hpp"

#include <gtest/gtest.h>

namespace serhost::cli {
namespace {

using app::Remedy;

std::string said(const std::string& message, Remedy remedy, const std::string& subject = {}) {
  const app::RemediableError error(Exit::cannot_create, message, remedy, subject);
  return error.what() + hint_of(error);
}

TEST(Hints, NameTheOptionThatHelps) {
  EXPECT_EQ(said("a holds something other than a run", Remedy::other_folder),
            "a holds something other than a run; choose another folder with --out");
  EXPECT_EQ(said("a is in use by another run; wait for it", Remedy::or_other_folder),
            "a is in use by another run; wait for it, or choose another folder with --out");
  EXPECT_EQ(said("runs/e holds the run of another experiment", Remedy::other_name, "e_focal"),
            "runs/e holds the run of another experiment; give this one another name (-s "
            "name=e_focal), or choose another folder with --out");
  EXPECT_EQ(said("make room on the disk and go on", Remedy::resume_afterwards),
            "make room on the disk and go on with --resume");
  EXPECT_EQ(said("stopped; finished work is kept in a", Remedy::repeat),
            "stopped; finished work is kept in a, and the same command resumes it");
  EXPECT_EQ(said("serhost.lock: there is no such file", Remedy::lock, "e.toml"),
            "serhost.lock: there is no such file; write it with serhost pack lock e.toml");
  EXPECT_EQ(said("clip 'a': is gone. Restore it", Remedy::resume_restored),
            "clip 'a': is gone. Restore it, then continue with --resume");
  EXPECT_EQ(said("f is in use; wait for it", Remedy::or_other_result),
            "f is in use; wait for it, or choose another with --out");
}

}  // namespace
}  // namespace serhost::cli
