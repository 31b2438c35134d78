#include "base/error.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/first_faults.hpp"

using serhost::Exit;
using serhost::Faults;
using serhost::first_faults;

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

TEST(Faults, TheFirstFiftyAreGivenAndTheOthersCounted) {
  Faults faults;
  for (int i = 0; i < 60; ++i) faults.add(Exit::damaged, "clip " + std::to_string(i));
  faults.add(Exit::config, "the key");  // alone decides the exit status
  faults.add(Exit::damaged, "clip 60");
  const auto first = first_faults(faults);
  ASSERT_EQ(first.shown.size(), 51U);
  EXPECT_EQ(first.shown.back()->message, "the key");
  EXPECT_EQ(first.left, 11U);
}

TEST(Faults, NoneIsOk) {
  const Faults faults;
  EXPECT_EQ(faults.exit(), Exit::ok);
  EXPECT_NO_THROW(faults.throw_if_any());
}
