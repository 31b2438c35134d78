#include "weights/shard_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

using namespace serhost;
using namespace serhost::weights;
using testing::ElementsAre;
using testing::Pair;

TEST(AShardIndex, SaysInWhichFileEachTensorIs) {
  EXPECT_THAT(parse_shard_index(
                  R"({"metadata": {"total_size": 8}, "weight_map": {"b": "2.bin", "a": "1.bin"}})",
                  "index.json"),
              ElementsAre(Pair("a", "1.bin"), Pair("b", "2.bin")));
}

TEST(AShardIndex, ThatReachesOutsideItsFolderOrSaysNothingIsRefused) {
  for (const auto* json :
       {"{}", "[]", R"({"weight_map": {}})", R"({"weight_map": []})", R"({"weight_map": {"a": 1}})",
        R"({"weight_map": {"a": ""}})", R"({"weight_map": {"a": ".."}})",
        R"({"weight_map": {"a": "../1.bin"}})", R"({"weight_map": {"a": "/etc/passwd"}})",
        R"({"weight_map": {"a": "1.bin\u0000x"}})", "{\"weight_map\": "}) {
    EXPECT_THROW(parse_shard_index(json, "index.json"), Error) << json;
  }
}
