#include "base/error.hpp"

#include <gtest/gtest.h>

using serhost::Exit;
using serhost::Faults;

TEST(Faults, TellsAllAndTheConfigurationWins) {
  Faults faults;
  faults.add(Exit::damaged, "clip x is empty");
  faults.add(Exit::config, {"a.toml", 9, 12}, "gamma is -1, but must be 0 or more");
  EXPECT_EQ(faults.exit(), Exit::config);
  EXPECT_EQ(faults.text(), "clip x is empty\na.toml:9:12: gamma is -1, but must be 0 or more");
  EXPECT_THROW(faults.throw_if_any(), serhost::Error);
}

TEST(Faults, MissingPathBeatsUnavailableBeatsDamaged) {
  Faults faults;
  faults.add(Exit::damaged, "a");
  faults.add(Exit::unavailable, "b");
  EXPECT_EQ(faults.exit(), Exit::unavailable);
  faults.add(Exit::missing, "c");
  EXPECT_EQ(faults.exit(), Exit::missing);
}

TEST(Faults, NoneIsOk) {
  const Faults faults;
  EXPECT_EQ(faults.exit(), Exit::ok);
  EXPECT_NO_THROW(faults.throw_if_any());
}
