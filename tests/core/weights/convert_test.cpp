// Every format becomes a Hugging Face directory with the same numbers.
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <serhost/weights/convert.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/host/temporary.hpp"
#include "golden.hpp"
#include "sample_families.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::weights;
using serhost::host::Temporary;
using testing::ElementsAre;

namespace {

const std::array<const Family*, 3> kFamilies = {
    &sample_families::twin(), &sample_families::stranger(), &sample_families::sample()};

std::vector<std::string> files_of(const fs::path& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path().filename());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST(Convert, KeepsNamesNumbersTypesAndConfigOfAHuggingFaceDirectory) {
  const Temporary folder;
  const auto from = folder.path() / "from", to = folder.path() / "to";
  make_directory(from);
  const Tensors tensors = {{"sample.encoder.pos_conv_embed.conv.parametrizations.weight.original0",
                            at::ones({1, 1, 3}, at::kHalf)},
                           {"classifier.weight", at::full({2}, 3.0)}};
  write_safetensors(from / "model.safetensors", tensors);
  replace_file(from / "config.json", "{\n\"model_type\":   \"sample\"}");
  EXPECT_EQ(convert(Checkpoint::open(from), to, kFamilies).family, "sample");
  EXPECT_THAT(files_of(to), ElementsAre("config.json", "model.safetensors"));
  EXPECT_EQ(bytes_of(to / "config.json"), "{\n\"model_type\":   \"sample\"}");
  const auto written = read_safetensors(to / "model.safetensors");
  ASSERT_EQ(written.size(), 2u);
  for (const auto& [name, tensor] : tensors) {
    EXPECT_EQ(written.at(name).scalar_type(), tensor.scalar_type());
    EXPECT_TRUE(at::equal(written.at(name), tensor)) << name;
  }
  EXPECT_THAT(files_of(folder.path()), ElementsAre("from", "to"));
}

TEST(Convert, GivesAPytorchFileOfAnyFormWithItsViews) {
  const Temporary folder;
  const auto expected = read_safetensors(golden("torch/state.safetensors"));
  for (const std::string name : {"state_zip", "state_legacy"}) {
    EXPECT_EQ(
        convert(Checkpoint::open(golden("torch/" + name + ".pt")), folder.path() / name, kFamilies)
            .tensors,
        expected.size());
    const auto written = read_safetensors(folder.path() / name / "model.safetensors");
    for (const auto& [tensor, value] : expected)
      EXPECT_TRUE(at::equal(written.at(tensor), value)) << name << " " << tensor;
  }
}

TEST(Convert, TranslatesNamesAndConfigOfAFairseqFile) {
  const Temporary folder;
  ASSERT_EQ(
      convert(Checkpoint::open(golden("torch/tiny_hubert.pt")), folder.path() / "to", kFamilies)
          .family,
      "sample");
  const auto made = Checkpoint::open(folder.path() / "to");
  EXPECT_EQ(made.config().text("model_type"), "sample");
  EXPECT_EQ(made.config().integer("num_hidden_layers"), 2);
  EXPECT_EQ(made.preprocessor().boolean("do_normalize"), true);
  EXPECT_TRUE(made.tensors().contains("encoder.layers.1.attention.q_proj.weight"));
  EXPECT_TRUE(made.tensors().contains("feature_projection.projection.bias"));
  EXPECT_TRUE(made.tensors().contains("label_embs_concat"));
}

TEST(Convert, RefusesAFolderThatExists) {
  const Temporary folder;
  try {
    convert(Checkpoint::open(golden("torch/state_zip.pt")), folder.path(), kFamilies);
    FAIL();
  } catch (const Error& fault) { EXPECT_EQ(fault.exit(), Exit::cannot_create); }
}

TEST(Convert, OfASkeletonLeavesNothingBehind) {
  const Temporary folder;
  replace_file(folder.path() / "skeleton.json",
               tensor_index_json(Checkpoint::open(golden("torch/state_zip.pt"))));
  EXPECT_THROW(
      convert(Checkpoint::open(folder.path() / "skeleton.json"), folder.path() / "to", kFamilies),
      Error);
  EXPECT_THAT(files_of(folder.path()), ElementsAre("skeleton.json"));
}

TEST(TheFamily, OfAFileIsWhatItSaysOrWhatOnlyOneHas) {
  const Temporary folder;
  const auto file = folder.path() / "model.safetensors";
  const auto family = [&] {
    return std::string(recognized(Checkpoint::open(file), kFamilies)->family().name);
  };
  write_safetensors(file, {{"encoder.pos_conv_embed.conv.bias", at::ones({2})}});
  EXPECT_EQ(family(), "sample");
  replace_file(folder.path() / "config.json", R"({"model_type": "twin"})");
  EXPECT_EQ(family(), "twin");
  fs::remove(folder.path() / "config.json");
  write_safetensors(file, {{"encoder.pos_conv_embed.conv.bias", at::ones({2})},
                           {"quantizer.codevectors", at::ones({2})}});
  EXPECT_EQ(family(), "twin");
  write_safetensors(file, {{"twin.encoder.pos_conv_embed.conv.bias", at::ones({2})}});
  EXPECT_EQ(family(), "twin") << "by its own prefix, which sample would only find";
  write_safetensors(file, {{"other.encoder.pos_conv_embed.conv.bias", at::ones({2})}});
  EXPECT_EQ(family(), "sample");
  write_safetensors(file, {{"a", at::ones({2})}});
  EXPECT_FALSE(recognized(Checkpoint::open(file), kFamilies).has_value());
}

TEST(TheFamily, OfAFineTunedFairseqFileIsThatOfItsEncoder) {
  const Temporary folder;
  const Family wav2vec2 = {"wav2vec2", sample_families::layouts("wav2vec2.")};
  const Family hubert = {"hubert", sample_families::layouts("hubert.")};
  const std::array<const Family*, 2> families = {&hubert, &wav2vec2};
  write_safetensors(folder.path() / "model.safetensors",
                    {{"encoder.pos_conv_embed.conv.bias", at::ones({2})}});
  const auto family = [&](const std::string& config) {
    replace_file(folder.path() / "config.json", config);
    return std::string(recognized(Checkpoint::open(folder.path()), families)->family().name);
  };
  EXPECT_EQ(family(R"({"model": {"_name": "wav2vec_ctc"}})"), "wav2vec2");
  EXPECT_EQ(family(R"({"model": {"_name": "wav2vec_seq2seq"}})"), "wav2vec2");
  EXPECT_EQ(family(R"({"model": {"_name": "hubert_ctc"}})"), "hubert");
  EXPECT_EQ(
      family(R"({"model": {"_name": "wav2vec_ctc", "w2v_args": {"model": {"_name": "hubert"}}}})"),
      "hubert");
  EXPECT_EQ(family(R"({"arch": "wav2vec_ctc", "w2v_args": {"arch": "hubert"}, "task": "x"})"),
            "hubert");
  EXPECT_EQ(family(R"({"model_type": "unispeech-sat"})"), "wav2vec2");
}

TEST(Converting, TakesAFoundPrefixOff) {
  const Temporary folder;
  write_safetensors(folder.path() / "a.safetensors",
                    {{"_orig_mod.encoder.pos_conv_embed.conv.bias", at::ones({2})},
                     {"head.weight", at::ones({3})}});
  convert(Checkpoint::open(folder.path() / "a.safetensors"), folder.path() / "to", kFamilies);
  const auto made = Checkpoint::open(folder.path() / "to").tensors();
  EXPECT_TRUE(made.contains("encoder.pos_conv_embed.conv.bias"));
  EXPECT_TRUE(made.contains("head.weight"));
}
