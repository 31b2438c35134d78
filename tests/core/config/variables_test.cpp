#include "config/variables.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

using namespace serhost;
using config::with_variables;

TEST(Variables, StandAgainWhereTheExperimentHadThem) {
  EXPECT_EQ(with_variables("[[dataset]]\nplugin = \"emodb\"\nroot = "
                           "\"/data/emodb\"\n\n[loss]\nfile = \"/data/emodb/x\"\n",
                           "[dataset]\nplugin = \"emodb\"\nroot = \"${EMODB_ROOT}\"\n[loss]\nfile "
                           "= \"${EMODB_ROOT}/x\"\n"),
            "[[dataset]]\nplugin = \"emodb\"\nroot = \"${EMODB_ROOT}\"\n\n[loss]\nfile = "
            "\"${EMODB_ROOT}/x\"\n");
}

TEST(Variables, OfEachTableOfAListAreItsOwn) {
  EXPECT_EQ(with_variables("[[dataset]]\nroot = \"/a\"\n[[dataset]]\nroot = \"/b\"\n",
                           "[[dataset]]\nroot = \"/a\"\n[[dataset]]\nroot = \"${B}\"\n"),
            "[[dataset]]\nroot = \"/a\"\n[[dataset]]\nroot = \"${B}\"\n");
}

TEST(Variables, AreLeftAloneWhereTheyAreNone) {
  const std::string resolved = "name = \"a$${x}\"\n[loss]\nplugin = \"focal\"\ngamma = 2.0\n";
  EXPECT_EQ(with_variables(resolved, "name = \"a\"\n[loss]\nplugin = \"focal\"\n"), resolved);
  EXPECT_EQ(with_variables(resolved, "extends = \"${BASE}/x.toml\"\n[extra]\nroot = \"${R}\"\n"),
            resolved);
  EXPECT_THROW(with_variables(resolved, "name = "), ConfigError);
}
