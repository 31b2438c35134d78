// wav2vec and vq-wav2vec against an implementation in NumPy (make_golden.py): every layer, for each
// clip alone and in company.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <serhost/testing.hpp>
#include <serhost/weights/safetensors.hpp>

namespace {

namespace fs = std::filesystem;
using serhost::testing::make_backbone;
using serhost::testing::step;

fs::path folder() {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  return source == nullptr ? fs::path() : fs::path(source) / "tests/golden/wav2vec";
}

std::vector<std::string> models() {
  std::vector<std::string> names;
  if (folder().empty()) return names;
  for (const auto& entry : fs::directory_iterator(folder())) {
    if (fs::exists(entry.path() / "expected.safetensors")) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string plugin_of(const std::string& model) {
  return model.starts_with("vq_") ? "vq_wav2vec" : "wav2vec";
}

double difference(const at::Tensor& got, const at::Tensor& expected) {
  return (at::linalg_vector_norm(got - expected) / at::linalg_vector_norm(expected))
      .item()
      .toDouble();
}

serhost::Sequence batch_of(const std::vector<at::Tensor>& waves) {
  std::vector<std::int64_t> lengths;
  for (const auto& wave : waves) lengths.push_back(wave.size(0));
  serhost::Sequence batch;
  batch.values = at::zeros(
      {static_cast<std::int64_t>(waves.size()), *std::max_element(lengths.begin(), lengths.end())});
  for (std::size_t i = 0; i < waves.size(); ++i)
    batch.values[static_cast<std::int64_t>(i)].narrow(0, 0, lengths[i]).copy_(waves[i]);
  batch.lengths = at::tensor(lengths, at::kLong);
  return batch;
}

class Wav2vecGolden : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(OfNumpy, Wav2vecGolden, testing::ValuesIn(models()),
                         [](const auto& one) { return one.param; });

}  // namespace

TEST_P(Wav2vecGolden, GivesTheSameNumbersAloneAndTogether) {
  const at::NoGradGuard off;
  const auto backbone =
      make_backbone(plugin_of(GetParam()), {"checkpoint=" + (folder() / GetParam()).string()});
  backbone->eval();
  auto& layered = dynamic_cast<serhost::Layerwise&>(*backbone);
  auto& staged = dynamic_cast<serhost::Staged&>(*backbone);
  const auto expected =
      serhost::weights::read_safetensors(folder() / GetParam() / "expected.safetensors");
  std::vector<at::Tensor> waves;
  while (expected.contains("input." + std::to_string(waves.size())))
    waves.push_back(expected.at("input." + std::to_string(waves.size())));
  ASSERT_EQ(waves.size(), 4u);
  auto now = step();
  const auto compare = [&](const std::vector<std::size_t>& which) {
    std::vector<at::Tensor> own;
    for (const auto clip : which) own.push_back(waves[clip]);
    const auto batch = batch_of(own);
    const auto encoded = staged.run_stage(0, batch, now);
    const auto states = layered.run_layers(batch, now);
    const auto last = backbone->forward(batch, now);
    for (std::size_t i = 0; i < which.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      const auto clip = std::to_string(which[i]);
      const auto& behind = expected.at("encoded." + clip);
      ASSERT_EQ(encoded.lengths[row].item().toLong(), behind.size(0));
      EXPECT_LT(difference(encoded.values[row].narrow(0, 0, behind.size(0)), behind), 1e-5)
          << "clip " << clip;
      for (std::size_t layer = 0; layer < states.size(); ++layer) {
        const auto& hidden = expected.at("hidden." + clip + "." + std::to_string(layer));
        EXPECT_LT(difference(states[layer].values[row].narrow(0, 0, hidden.size(0)), hidden), 1e-5)
            << "clip " << clip << " of " << which.size() << ", layer " << layer;
      }
      EXPECT_FALSE(expected.contains("hidden." + clip + "." + std::to_string(states.size())))
          << "a layer is missing";
      const auto& hidden = expected.at("hidden." + clip + "." + std::to_string(states.size() - 1));
      EXPECT_LT(difference(last.values[row].narrow(0, 0, hidden.size(0)), hidden), 1e-5);
    }
  };
  for (std::size_t clip = 0; clip < waves.size(); ++clip) compare({clip});
  compare({0, 1, 2, 3});
  compare({2, 3, 1});
}

TEST(Wav2vecConfig, IsRefusedByNameWhereItSaysAnotherComputation) {
  const serhost::testing::TemporaryFolder temporary;
  fs::copy(folder() / "wav2vec_published", temporary.path() / "model");
  for (const auto& [field, value] :
       {std::pair<std::string, std::string>{"skip_connections_feat", "true"},
        {"aggregator", "\"gru\""},
        {"project_features", "\"same\""},
        {"activation", "\"maxout\""}}) {
    std::ofstream(temporary.path() / "model/config.json")
        << "{\"model\": {\"" << field << "\": " << value << "}}";
    try {
      make_backbone("wav2vec", {"checkpoint=" + (temporary.path() / "model").string()});
      ADD_FAILURE() << field << " was not refused";
    } catch (const std::exception& fault) {
      EXPECT_NE(std::string(fault.what()).find(field), std::string::npos) << fault.what();
    }
  }
}

TEST(Wav2vecConfig, NeedsStridesWhereTheConvolutionsAreNotThePublishedOnes) {
  const serhost::testing::TemporaryFolder temporary;
  for (const char* model : {"wav2vec_published", "wav2vec_other_options"}) {
    fs::copy_file(folder() / model / "model.safetensors",
                  temporary.path() / (std::string(model) + ".safetensors"));
  }
  EXPECT_NO_THROW(make_backbone(
      "wav2vec", {"checkpoint=" + (temporary.path() / "wav2vec_published.safetensors").string()}));
  EXPECT_THROW(
      make_backbone("wav2vec", {"checkpoint=" +
                                (temporary.path() / "wav2vec_other_options.safetensors").string()}),
      std::exception);
}
