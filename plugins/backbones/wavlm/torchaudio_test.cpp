// WavLM as torchaudio saves it: other names, and queries, keys and values in one tensor.
#include <ATen/ops/cat.h>
#include <gmock/gmock.h>

#include <serhost/weights/checkpoint.hpp>

#include "../published_files.hpp"
#include "family.hpp"

using namespace published;
using testing::HasSubstr;

namespace {

constexpr const char* kModel = "fixture_wavlm_layer_preln";

/// By torchaudio's WavLMSelfAttention and Wav2Vec2Model.
std::string their_name(std::string name) {
  const auto put = [&](const std::string& from, const std::string& to) {
    if (name.starts_with(from)) name = to + name.substr(from.size());
  };
  put("wavlm.", "");
  put("encoder.", "encoder.transformer.");
  put("feature_projection.", "encoder.feature_projection.");
  put("masked_spec_embed", "mask_generator.mask_embedding");
  if (const auto at = name.find(".attention.out_proj."); at != std::string::npos)
    name.insert(at, ".attention");
  return name;
}

serhost::weights::Tensors renamed() {
  const auto all =
      serhost::weights::read_safetensors(encoder_goldens::folder() / kModel / "model.safetensors");
  serhost::weights::Tensors out;
  for (const auto& [name, tensor] : all) {
    const auto query = name.find(".q_proj.");
    if (name.find(".k_proj.") != std::string::npos || name.find(".v_proj.") != std::string::npos)
      continue;
    if (query == std::string::npos) {
      out.emplace(their_name(name), tensor);
      continue;
    }
    const auto stem = name.substr(0, query), kind = name.substr(query + 8);
    out.emplace(
        their_name(stem) + ".attention.in_proj_" + kind,
        at::cat({tensor, all.at(stem + ".k_proj." + kind), all.at(stem + ".v_proj." + kind)}));
  }
  return out;
}

fs::path saved(const fs::path& folder, const serhost::weights::Tensors& tensors) {
  serhost::weights::write_safetensors(folder / "model.safetensors", tensors);
  fs::copy_file(encoder_goldens::folder() / kModel / "config.json", folder / "config.json");
  return folder;
}

}  // namespace

TEST(TorchaudioWavlm, GivesWhatTheSameWeightsGiveUnderTheNamesOfHuggingFace) {
  const serhost::testing::TemporaryFolder temporary;
  const auto folder = saved(temporary.path(), renamed());
  const serhost::weights::EncoderWeights file(folder, wavlm::family());
  EXPECT_EQ(file.layout().name, "torchaudio");
  const auto theirs = features("wavlm", encoder_goldens::folder() / kModel,
                               {"normalize=true", "normalize_epsilon=1e-5"});
  EXPECT_LT(encoder_goldens::difference(features("wavlm", folder, {"normalize=true"}), theirs),
            1e-5);
}

TEST(TorchaudioWavlm, KnowsItsSizesWithoutAConfig) {
  const serhost::testing::TemporaryFolder temporary;
  const auto file = temporary.path() / "wavlm.safetensors";
  serhost::weights::write_safetensors(file, renamed());
  const auto theirs = features("wavlm", encoder_goldens::folder() / kModel,
                               {"normalize=true", "normalize_epsilon=1e-5"});
  const auto own = features("wavlm", file, {"normalize=true"});
  ASSERT_EQ(own.sizes(), theirs.sizes());
  EXPECT_LT(encoder_goldens::difference(own, theirs), 1e-5);
}

TEST(TorchaudioWavlm, WithATensorThatIsNotThreeIsRefusedByItsName) {
  const serhost::testing::TemporaryFolder temporary;
  auto tensors = renamed();
  auto& fused = tensors.at("encoder.transformer.layers.0.attention.attention.in_proj_bias");
  fused = fused.narrow(0, 0, fused.size(0) - 1).contiguous();
  EXPECT_THAT(refusal("wavlm", saved(temporary.path(), tensors)),
              HasSubstr("in_proj_bias' must be 3 tensors of the model, one after the other"));
}
