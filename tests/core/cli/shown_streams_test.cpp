// The door that everything goes through that the program says.
#include "cli/shown_streams.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <sstream>

namespace serhost::cli {
namespace {

TEST(ShownBuffer, NothingForeignReachesTheTerminal) {
  std::stringbuf terminal;
  ShownBuffer door(terminal);
  std::ostream out(&door);
  out << "name \x1b[31m" << '\r' << "\xc2\x9b" << "\u202e" << "\xff end\n\t" << 3;
  EXPECT_EQ(terminal.str(), "name \\u001b[31m\\u000d\\u009b\\u202e\\xff end\n\t3");
}

TEST(ShownBuffer, ACharacterMayComeInPieces) {
  std::stringbuf terminal;
  ShownBuffer door(terminal);
  std::ostream out(&door);
  for (const char c : std::string("\u00eb\u9ad8\U0001F600.")) out << c;
  EXPECT_EQ(terminal.str(), "\u00eb\u9ad8\U0001F600.");
  out << "\xe2\x80" << "x";
  EXPECT_EQ(terminal.str(), "\u00eb\u9ad8\U0001F600.\\xe2\\x80x") << "one that never ends";
}

TEST(ShownBuffer, TheProgramsOwnColorsPassInTheirOrder) {
  std::stringbuf terminal;
  ShownBuffer door(terminal);
  std::ostream out(&door);
  out << "a";
  write_raw(out, "\x1b[1mb\x1b[0m");
  out << "c";
  EXPECT_EQ(terminal.str(), "a\x1b[1mb\x1b[0mc");
}

TEST(ShownBuffer, AFullDiskIsNoticed) {
  struct Full final : std::streambuf {
  } full;
  ShownBuffer door(full);
  std::ostream out(&door);
  out << "a";
  EXPECT_TRUE(out.bad());
}

}  // namespace
}  // namespace serhost::cli
