#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <serhost/weights/config.hpp>

#include "base/error.hpp"

using namespace serhost;
using namespace serhost::weights;
using testing::HasSubstr;

namespace {

Config parsed(const std::string& json) { return Config::parse(json, "config.json"); }

std::string config_refusal(const std::function<void()>& call, Exit exit) {
  try {
    call();
    return "";
  } catch (const Error& fault) {
    EXPECT_EQ(fault.exit(), exit);
    return fault.what();
  }
}

std::string unreadable(const std::string& json) {
  return config_refusal([&] { parsed(json); }, Exit::damaged);
}

struct Own {
  std::int64_t width = 768;
  double eps = 1e-5;
  bool bias = false;
  std::string norm = "group";
  std::vector<std::int64_t> kernel = {10, 3};

  std::string refusal_of(const std::string& json, const std::vector<std::string>& ignore = {}) {
    ConfigFields fields;
    fields.reads("hidden_size", width, 1, 4096)
        .reads("layer_norm_eps", eps, 0.0)
        .reads("conv_bias", bias)
        .reads("feat_extract_norm", norm, {"group", "layer"})
        .reads("conv_kernel", kernel)
        .fixed("hidden_act", {"gelu"})
        .fixed("add_adapter", {false})
        .fixed("adapter_attn_dim", {{}})
        .harmless({"classifier_proj_size"});
    return config_refusal([&] { fields.apply(parsed(json), ignore); }, Exit::config);
  }
};

}  // namespace

TEST(AConfig, GivesFieldsByType) {
  const auto config = parsed(
      R"({"a": 3, "b": 3.0, "c": 2.5, "d": true, "e": "x", "f": [1, 2], "g": {"h": null},
          "i": null})");
  EXPECT_EQ(config.integer("a"), 3);
  EXPECT_EQ(config.integer("b"), 3);
  EXPECT_EQ(config.real("a"), 3.0);
  EXPECT_EQ(config.real("c"), 2.5);
  EXPECT_EQ(config.boolean("d"), true);
  EXPECT_EQ(config.text("e"), "x");
  EXPECT_EQ(config.integers("f"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(config.table("g").names(), std::vector<std::string>{"h"});
  EXPECT_FALSE(config.has("i"));
  EXPECT_EQ(config.integer("i"), std::nullopt);
  EXPECT_EQ(config.integer("absent"), std::nullopt);
  EXPECT_EQ(config_refusal([&] { config.integer("c"); }, Exit::damaged),
            "config.json: 'c' is 2.5, but must be a whole number");
  EXPECT_EQ(config_refusal([&] { config.boolean("a"); }, Exit::damaged),
            "config.json: 'a' is 3, but must be true or false");
  EXPECT_EQ(config_refusal([&] { config.table("f"); }, Exit::damaged),
            "config.json: 'f' is [1,2], but must be a table");
}

TEST(AConfig, ThatIsNoSoundJsonIsRefusedWithTheByte) {
  EXPECT_THAT(unreadable("{\"a\": }"), HasSubstr("config.json: not valid JSON near byte 7"));
  EXPECT_THAT(unreadable("[1]"), HasSubstr("must hold one JSON object, found [1]"));
  EXPECT_THAT(unreadable(""), HasSubstr("not valid JSON"));
  EXPECT_THAT(unreadable("{} {}"), HasSubstr("not valid JSON"));
  EXPECT_THAT(unreadable("{\"a\": 1, \"a\": 2}"), HasSubstr("the name 'a' occurs twice"));
  EXPECT_THAT(unreadable("{\"a\": " + std::string(100000, '[')),
              HasSubstr("nested deeper than 32"));
}

TEST(ConfigFields, ReadWhatIsThereAndLeaveTheDefaultOfWhatIsNot) {
  Own own;
  EXPECT_EQ(own.refusal_of(
                R"({"hidden_size": 1024, "conv_bias": true, "feat_extract_norm": "layer",
              "conv_kernel": [5], "layer_norm_eps": null, "classifier_proj_size": 256,
              "vocab_size": 32, "pruned_heads": {}})"),
            "");
  EXPECT_EQ(own.width, 1024);
  EXPECT_EQ(own.eps, 1e-5);
  EXPECT_TRUE(own.bias);
  EXPECT_EQ(own.norm, "layer");
  EXPECT_EQ(own.kernel, std::vector<std::int64_t>{5});
}

TEST(ConfigFields, RefuseEveryValueThatChangesTheComputationInOneMessage) {
  Own own;
  const auto config_refusal = own.refusal_of(
      R"({"hidden_size": 0, "layer_norm_eps": "x", "feat_extract_norm": "batch",
          "conv_kernel": [0], "hidden_act": "relu", "add_adapter": true, "adapter_attn_dim": 16,
          "rotary": 1, "pruned_heads": {"1": [2]}})");
  EXPECT_EQ(config_refusal,
            "config.json: hidden_size is 0, but must be from 1 to 4096; 'layer_norm_eps' is \"x\", "
            "but must be a number; "
            "feat_extract_norm is \"batch\", which is not computed here; known: group, layer; "
            "conv_kernel is [0], but each must be at "
            "least 1; hidden_act is \"relu\", which is not computed here; known: \"gelu\"; "
            "add_adapter is true, which is not computed "
            "here; known: false; adapter_attn_dim is 16, which is not computed here; known: null; "
            "not known here, so that it cannot be "
            "told whether it changes what is computed: 'pruned_heads' = {\"1\":[2]}, 'rotary' = 1; "
            "name what does not in ignore_fields, or remove it from the file");
}

TEST(ConfigFields, PassOverWhatSaysNothingAndWhatIsOfAHead) {
  std::int64_t width = 1;
  const auto config = Config::parse(
      R"({"hidden_size": 8, "quantization_config": null, "sub_configs": {}, "list": [],
          "pooling_mode": "mean", "loss_type": "ccc"})",
      "config.json");
  EXPECT_THAT(ConfigFields().reads("hidden_size", width, 1).apply(config),
              ::testing::ElementsAre("loss_type", "pooling_mode"));
  EXPECT_EQ(width, 8);
}

TEST(ConfigFields, OfListsAreBoundedInLengthAndSize) {
  Own own;
  const auto long_list = [] {
    std::string out = R"({"conv_kernel": [1)";
    for (std::size_t i = 0; i < kLongestConfigList; ++i) out += ", 1";
    return out + "]}";
  }();
  EXPECT_THAT(own.refusal_of(long_list), HasSubstr("but must have at most 64 entries"));
  std::vector<std::int64_t> list;
  EXPECT_THROW(ConfigFields().reads("a", list, 1, 9).apply(Config::parse(R"({"a": [10]})", "c")),
               Error);
}

TEST(ConfigFields, PassOverWhatTheUserSays) {
  Own own;
  EXPECT_EQ(own.refusal_of(R"({"rotary": 1, "hidden_act": "relu"})", {"rotary", "hidden_act"}), "");
}
