// Two files of features, and what stands beside what.
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <serhost/features.hpp>
#include <serhost/testing.hpp>

namespace {

using serhost::testing::make_backbone;
using ::testing::HasSubstr;

const std::string kFile = [] {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  return std::string(source == nullptr ? "." : source) +
         "/plugins/backbones/precomputed/example.safetensors";
}();
const std::string kPart = "{plugin=\"precomputed\", features=\"" + kFile + "\"}";

at::Tensor read(const serhost::Backbone& backbone, const std::string& key) {
  serhost::Utterance utterance;
  utterance.key = key;
  return dynamic_cast<const serhost::ReadsFeatures&>(backbone).read(utterance);
}

std::string message_of(const std::string& parts) {
  try {
    make_backbone("concat", {parts});
  } catch (const std::exception& error) { return error.what(); }
  return "";
}

TEST(Concat, HoldsTheMeanFramesOfItsPartsBesideEachOther) {
  const auto one = make_backbone("precomputed", {"features=" + kFile});
  const auto two = make_backbone("concat", {"parts=[" + kPart + ", " + kPart + "]"});
  ASSERT_EQ(two->width(), 2 * one->width());
  const auto frames = read(*one, "a");
  ASSERT_TRUE(frames.defined());
  const auto mean = frames.to(at::kDouble).mean(0, true).to(at::kFloat);
  EXPECT_TRUE(read(*two, "a").equal(at::cat({mean, mean}, 1)));
  EXPECT_FALSE(read(*two, "nobody").defined()) << "where one part has nothing";
  EXPECT_EQ(dynamic_cast<const serhost::Provenance&>(*two).weight_files().size(), 1U);
}

TEST(Concat, RefusesPartsThatTakeAudioAndNone) {
  EXPECT_THAT(message_of("parts=[{plugin=\"lstm\", width=4}]"), HasSubstr("takes audio"));
  EXPECT_THAT(message_of("parts=[]"), HasSubstr("parts is empty"));
}

}  // namespace
