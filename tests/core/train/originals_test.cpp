// A model that was made from published weights can be made again without them.
#include "train/originals.hpp"

#include <ATen/ops/ones.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <serhost/weights/checkpoint.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/host/temporary.hpp"

namespace serhost::train {
namespace {

namespace fs = std::filesystem;

/// A component with one path, of this name.
struct Made {
  host::Offer offer;
  config::Chosen chosen;
  Made(const std::string& parameter, const fs::path& path) {
    ParamSpec spec;
    spec.name = parameter;
    spec.type = ParamType::path;
    offer.parameters = {spec};
    chosen.offer = &offer;
    chosen.values = {Value(path)};
  }
};

TEST(Originals, AreKeptAsSkeletonsThatOpenInTheirPlace) {
  const host::Temporary folder;
  weights::write_safetensors(folder.path() / "model.safetensors", {{"weight", at::ones({2, 3})}});
  replace_file(folder.path() / "config.json", R"({"model_type": "hubert"})");
  const Made made("checkpoint", folder.path());
  const nlohmann::ordered_json architecture = {
      {"backbones", {{{"plugin", "lstm"}}, {{"originals", originals_json(made.chosen)}}}}};
  fs::remove(folder.path() / "model.safetensors");
  fs::remove(folder.path() / "config.json");

  const auto originals = write_originals(architecture.dump(), folder.path());
  ASSERT_EQ(originals.size(), 1u);
  EXPECT_EQ(originals[0].backbone, 1u);
  EXPECT_EQ(originals[0].parameter, "checkpoint");
  const auto skeleton = weights::Checkpoint::open(originals[0].file);
  EXPECT_TRUE(skeleton.is_skeleton());
  EXPECT_EQ(skeleton.config().text("model_type"), "hubert");
  EXPECT_EQ(skeleton.tensors().at("weight").shape, (std::vector<std::int64_t>{2, 3}));
}

TEST(Originals, AreNoneWhereNoParameterNamesWeights) {
  EXPECT_TRUE(originals_json(Made("statistics", "/nowhere").chosen).is_null());
  EXPECT_TRUE(originals_json(Made("checkpoint", "").chosen).is_null());
}

TEST(Originals, OfADamagedArchitectureAreRefused) {
  const host::Temporary folder;
  EXPECT_THROW(write_originals("{", folder.path()), Error);
  EXPECT_THROW(write_originals(R"({"backbones": [{"originals": {"../x": {}}}]})", folder.path()),
               Error);
}

}  // namespace
}  // namespace serhost::train
