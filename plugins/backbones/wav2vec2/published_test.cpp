// wav2vec 2.0 in the wrappings in which it is passed around: what loads, and what is refused.
#include <gmock/gmock.h>

#include <functional>
#include <serhost/weights/convert.hpp>
#include <utility>

#include "../published_files.hpp"
#include "family.hpp"

using namespace published;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;

namespace {

/// The tensors of a golden model under other names, in a file of its own without a config.
fs::path renamed_copy(const fs::path& folder, const std::string& model,
                      const std::function<std::string(std::string)>& rename) {
  serhost::weights::Tensors out;
  for (const auto& [name, tensor] :
       serhost::weights::read_safetensors(encoder_goldens::folder() / model / "model.safetensors"))
    out.emplace(rename(name), tensor);
  serhost::weights::write_safetensors(folder / "renamed.safetensors", out);
  return folder / "renamed.safetensors";
}

std::string config_of(const std::string& model) {
  return text_of(encoder_goldens::folder() / model / "config.json");
}

std::string number_in(const std::string& json, const std::string& name) {
  const auto at = json.find("\"" + name + "\":");
  const auto begin = json.find_first_of("0123456789", at);
  return json.substr(begin, json.find_first_not_of("0123456789", begin) - begin);
}

}  // namespace

TEST(PublishedWav2vec2, WithArgsInPlaceOfACfgGivesTheSameNumbers) {
  expect_published("wav2vec2", "fairseq_args.pt", "fairseq_args");
  expect_published("wav2vec2", "fairseq_dict_args.pt", "fairseq_args");
}

TEST(PublishedWav2vec2, OfFairseqWithATableForItsTaskGivesTheSameNumbers) {
  expect_published("wav2vec2", "fairseq_task_key.pt", "fairseq_task_key");
}

TEST(PublishedWav2vec2, WithoutAMaskEmbeddingGivesTheSameNumbers) {
  expect_published("wav2vec2", "no_mask_embedding", "no_mask_embedding");
}

TEST(PublishedWav2vec2, BelowAnyPrefixGivesTheSameNumbers) {
  expect_published("wav2vec2", "orig_mod", "orig_mod");
}

TEST(PublishedWav2vec2, WithoutAConfigHasTheSizesOfItsTensors) {
  expect_published("wav2vec2", "speechbrain.ckpt", "speechbrain", {"num_attention_heads=2"});
  EXPECT_THAT(refusal("wav2vec2", folder() / "speechbrain.ckpt"),
              HasSubstr("has no config that says its sizes; the shapes of its tensors are of no "
                        "published size and say all but the number of attention heads: give "
                        "num_attention_heads"));
  EXPECT_THAT(
      refusal("wav2vec2", folder() / "speechbrain.ckpt", {"size=base"}),
      HasSubstr("feature_projection.projection.weight is [32, 16], but must be [768, 512]"));
}

TEST(PublishedWav2vec2, WithTheHeadOfAnEmotionModelGivesTheSameNumbers) {
  expect_published("wav2vec2", "audeering_head", "audeering_head");
}

TEST(PublishedWav2vec2, WithFieldsThatSayNothingGivesTheSameNumbers) {
  const Copy copy("audeering_head");
  copy.add("config.json", R"("quantization_config": null, "loss_type": "cross_entropy",
    "some_table": {}, "some_list": [],)");
  expect_equal(features("wav2vec2", copy.path()), "audeering_head");
}

TEST(PublishedWav2vec2, WithAFieldOfTheEncoderThatIsNotKnownIsRefusedUnlessItIsNamed) {
  const Copy copy("audeering_head");
  copy.add("config.json", R"("layer_norm_first": true,)");
  EXPECT_THAT(refusal("wav2vec2", copy.path()),
              AllOf(HasSubstr("'layer_norm_first' = true"), HasSubstr("ignore_fields")));
  expect_equal(features("wav2vec2", copy.path(), {"ignore_fields=[\"layer_norm_first\"]"}),
               "audeering_head");
  EXPECT_THAT(refusal("wav2vec2", copy.path(),
                      {"ignore_fields=[\"layer_norm_first\", \"layer_norm_last\"]"}),
              HasSubstr("ignore_fields names layer_norm_last, but"));
}

TEST(PublishedWav2vec2, IsNormalizedAsItsProcessorConfigSays) {
  expect_published("wav2vec2", "processor_on", "processor_on");
  expect_published("wav2vec2", "processor_layernorm_off", "processor_layernorm_off");
  const Copy copy("processor_on");
  copy.replace("processor_config.json", "16000", "8000");
  EXPECT_THAT(refusal("wav2vec2", copy.path()), HasSubstr("sampling_rate is 8000"));
}

TEST(PublishedWav2vec2, FineTunedByFairseqGivesTheSameNumbersAlsoConverted) {
  expect_published("wav2vec2", "fairseq_ctc.pt", "fairseq_ctc");
  const serhost::testing::TemporaryFolder temporary;
  const serhost::weights::Family* const families[] = {&wav2vec2::family()};
  const auto made =
      serhost::weights::convert(serhost::weights::Checkpoint::open(folder() / "fairseq_ctc.pt"),
                                temporary.path() / "made", families);
  EXPECT_EQ(made.family, "wav2vec2");
  // Transformers adds 1e-7 to variances where fairseq adds 1e-5.
  expect_equal(features("wav2vec2", made.folder, {"normalize_epsilon=1e-5"}), "fairseq_ctc");
}

TEST(PublishedWav2vec2, FineTunedByFairseqWithoutItsEncodersWordsHasTheSizesOfItsTensors) {
  const auto whole = serhost::weights::Checkpoint::open(folder() / "fairseq_ctc.pt");
  const serhost::testing::TemporaryFolder temporary;
  serhost::weights::Tensors tensors;
  for (const auto& [name, info] : whole.tensors()) tensors.emplace(name, whole.tensor(name));
  serhost::weights::write_safetensors(temporary.path() / "model.safetensors", tensors);
  std::ofstream(temporary.path() / "config.json")
      << R"({"task": {"_name": "audio_finetuning", "normalize": true},
             "model": {"_name": "wav2vec_ctc", "w2v_path": "logs/checkpoint_last.pt"}})";
  expect_equal(features("wav2vec2", temporary.path(), {"num_attention_heads=2"}), "fairseq_ctc");
  EXPECT_THAT(refusal("wav2vec2", temporary.path()), HasSubstr("give num_attention_heads"));
}

TEST(PublishedWav2vec2, WithTheNamesOfTorchaudioGivesTheSameNumbers) {
  const std::string model = "wav2vec2_layer_postln";
  const serhost::testing::TemporaryFolder temporary;
  const auto file = renamed_copy(temporary.path(), model, [](std::string name) {
    const auto put = [&](const std::string& from, const std::string& to) {
      if (name.starts_with(from)) name = to + name.substr(from.size());
    };
    put("wav2vec2.", "");
    put("encoder.", "encoder.transformer.");
    put("feature_projection.", "encoder.feature_projection.");
    put("masked_spec_embed", "mask_generator.mask_embedding");
    return name;
  });
  EXPECT_EQ(serhost::weights::EncoderWeights(file, wav2vec2::family()).layout().name, "torchaudio");
  fs::create_directories(temporary.path() / "with_config");
  fs::copy_file(file, temporary.path() / "with_config/model.safetensors");
  std::ofstream(temporary.path() / "with_config/config.json") << config_of(model);
  const auto with_config =
      features("wav2vec2", temporary.path() / "with_config", {"normalize=true"});
  const auto theirs = features("wav2vec2", encoder_goldens::folder() / model,
                               {"normalize=true", "normalize_epsilon=1e-5"});
  EXPECT_LT(encoder_goldens::difference(with_config, theirs), 1e-6);
}

TEST(PublishedWav2vec2, OfUnispeechSatIsTheSameEncoder) {
  const Copy copy("orig_mod");
  copy.replace("config.json", "\"wav2vec2\"", "\"unispeech-sat\"");
  copy.add("config.json", R"("num_clusters": 504,)");
  expect_equal(features("wav2vec2", copy.path()), "orig_mod");
}

TEST(PublishedWav2vec2, WhoseConfigLiesAboutItsSizesIsRefusedBeforeAnythingIsMade) {
  for (const auto& [field, value] :
       std::vector<std::pair<std::string, std::string>>{{"num_hidden_layers", "2147483648"},
                                                        {"num_hidden_layers", "4000"},
                                                        {"hidden_size", "65536"},
                                                        {"hidden_size", "-32"},
                                                        {"intermediate_size", "1048576"},
                                                        {"num_attention_heads", "3"},
                                                        {"num_conv_pos_embeddings", "65536"},
                                                        {"num_conv_pos_embedding_groups", "5"}}) {
    const Copy copy("orig_mod");
    const auto now = number_in(text_of(copy.path() / "config.json"), field);
    copy.replace("config.json", "\"" + field + "\": " + now, "\"" + field + "\": " + value);
    EXPECT_THAT(refusal("wav2vec2", copy.path()),
                AnyOf(HasSubstr(field + " is " + value), HasSubstr("do not fit the model")))
        << field << " = " << value;
  }
}
