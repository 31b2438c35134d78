#include "pack/license.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pack/spdx.hpp"

using namespace serhost::pack;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(License, TakesExpressionsOfTheSpdxList) {
  for (const auto* expression : {"MIT", "Apache-2.0", "GPL-2.0+", "GPL-3.0-or-later",
                                 "MIT OR Apache-2.0", "(MIT AND BSD-3-Clause) OR 0BSD",
                                 "GPL-2.0-only WITH Classpath-exception-2.0", "LicenseRef-Lab-1"}) {
    EXPECT_EQ(reason_against_license(expression), "") << expression;
  }
  EXPECT_GT(spdx_licenses().size(), 600u);
  EXPECT_GT(spdx_exceptions().size(), 70u);
}

TEST(License, SaysWhatIsWrong) {
  EXPECT_THAT(reason_against_license("  "), HasSubstr("empty; say under which license"));
  EXPECT_THAT(
      reason_against_license("Apachee-2.0"),
      HasSubstr("'Apachee-2.0' is not on the SPDX list of licenses. Did you mean 'Apache-2.0'?"));
  EXPECT_THAT(reason_against_license("free for research"), HasSubstr("'free' is not on"));
  EXPECT_THAT(reason_against_license("MIT BSD-3-Clause"),
              HasSubstr("'BSD-3-Clause' is one too many"));
  EXPECT_THAT(reason_against_license("MIT OR"), HasSubstr("missing at its end"));
  EXPECT_THAT(reason_against_license("(MIT"), HasSubstr("not closed"));
  EXPECT_THAT(reason_against_license("MIT WITH"), HasSubstr("behind WITH"));
  EXPECT_THAT(reason_against_license("MIT WITH MIT"), HasSubstr("list of exceptions"));
  EXPECT_THAT(reason_against_license("LicenseRef-"), HasSubstr("is not on"));
  EXPECT_THAT(reason_against_license(std::string(150, '(')), HasSubstr("too many parentheses"));
  EXPECT_THAT(reason_against_license(std::string(1000, 'x')), HasSubstr("longer than"));
}

TEST(License, NamesThoseWhoseTextMustTravelAlong) {
  EXPECT_THAT(license_references("MIT OR (LicenseRef-a AND LicenseRef-b)"),
              ElementsAre("LicenseRef-a", "LicenseRef-b"));
}
