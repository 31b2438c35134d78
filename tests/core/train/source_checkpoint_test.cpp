// A model that was made from published weights can be made again without them.
#include "train/source_checkpoint.hpp"

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
  host::ComponentInfo info;
  config::ComponentRef component;
  Made(const std::string& parameter, const fs::path& path) {
    ParamSpec spec;
    spec.name = parameter;
    spec.type = ParamType::path;
    info.parameters = {spec};
    component.info = &info;
    component.values = {Value(path)};
  }
};

TEST(Originals, AreKeptAsSkeletonsThatOpenInTheirPlace) {
  const host::Temporary folder;
  weights::write_safetensors(folder.path() / "model.safetensors", {{"weight", at::ones({2, 3})}});
  replace_file(folder.path() / "config.json", R"({"model_type": "hubert"})");
  const Made made("checkpoint", folder.path());
  const nlohmann::ordered_json architecture = {
      {"backbones",
       {{{"plugin", "lstm"}}, {{"originals", source_checkpoint_json(made.component)}}}}};
  fs::remove(folder.path() / "model.safetensors");
  fs::remove(folder.path() / "config.json");

  const auto originals = write_source_checkpoints(architecture.dump(), folder.path());
  ASSERT_EQ(originals.size(), 1u);
  EXPECT_EQ(originals[0].backbone, 1u);
  EXPECT_EQ(originals[0].parameter, "checkpoint");
  const auto skeleton = weights::Checkpoint::open(originals[0].file);
  EXPECT_TRUE(skeleton.is_tensor_index());
  EXPECT_EQ(skeleton.config().text("model_type"), "hubert");
  EXPECT_EQ(skeleton.tensors().at("weight").shape, (std::vector<std::int64_t>{2, 3}));
}

TEST(Originals, AreNoneWhereNoParameterNamesWeights) {
  EXPECT_TRUE(source_checkpoint_json(Made("statistics", "/nowhere").component).is_null());
  EXPECT_TRUE(source_checkpoint_json(Made("checkpoint", "").component).is_null());
}

TEST(Originals, OfADamagedArchitectureAreRefused) {
  const host::Temporary folder;
  EXPECT_THROW(write_source_checkpoints("{", folder.path()), Error);
  EXPECT_THROW(
      write_source_checkpoints(R"({"backbones": [{"originals": {"../x": {}}}]})", folder.path()),
      Error);
}

}  // namespace
}  // namespace serhost::train
