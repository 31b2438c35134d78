// The front ends against numpy in double precision (tests/golden/front_end/make_golden.py).
#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <serhost/nn/log_mel.hpp>
#include <serhost/nn/mfcc.hpp>
#include <serhost/nn/standardize.hpp>
#include <serhost/weights/safetensors.hpp>

using namespace serhost;
using namespace serhost::nn;

namespace {

weights::Tensors golden() {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  if (source == nullptr) throw std::runtime_error("SERHOST_SOURCE_DIR is not set");
  return weights::read_safetensors(std::filesystem::path(source) /
                                   "tests/golden/front_end/golden.safetensors");
}

at::Tensor waveform(const weights::Tensors& of) {
  return of.at("pcm").to(at::kFloat).div(32768).unsqueeze(0);
}
at::Tensor length(const at::Tensor& audio) { return at::full({1}, audio.size(1), at::kLong); }

double difference(const at::Tensor& a, const at::Tensor& b) {
  EXPECT_EQ(a.sizes(), b.sizes());
  return (a - b).abs().max().item<double>();
}

}  // namespace

// fp32 against fp64: an FFT of a loud tone rounds by 1e-7 of its peak (about 50), which in a quiet
// band near the floor of 0.01 is 2e-5 of the logarithm. On average the two agree far better.
TEST(LogMelOfAChirp, IsThatOfNumpy) {
  const auto of = golden();
  const auto audio = waveform(of);
  EXPECT_LT(difference(LogMel({})(audio, length(audio)).squeeze(0), of.at("log_mel")), 1e-4);
  const auto vggish = LogMel(LogMelOptions::vggish())(audio, length(audio)).squeeze(0);
  EXPECT_LT(difference(vggish, of.at("vggish")), 5e-5);
  EXPECT_LT((vggish - of.at("vggish")).abs().mean().item<double>(), 1e-6);
}

TEST(MfccOfAChirp, AreThoseOfNumpyWithBothSlopes) {
  const auto of = golden();
  const auto audio = waveform(of);
  const Mfcc mfcc({.coefficients = 13, .deltas = 2});
  EXPECT_EQ(mfcc.width(), 39);
  const auto values = mfcc(audio, length(audio));
  EXPECT_LT(difference(values.squeeze(0), of.at("mfcc")), 1e-4);
  const auto cepstra = values.narrow(2, 0, 13);
  EXPECT_LT(difference(standardize(cepstra, at::full({1}, cepstra.size(1), at::kLong)).squeeze(0),
                       of.at("standardized")),
            1e-4);
}

TEST(MelEdgesOfVggish, AreThePublishedOnes) {
  const auto edges = mel_edges(LogMelOptions::vggish());
  ASSERT_EQ(edges.size(), 66u);
  const double first[] = {125, 154.669, 185.405, 217.246, 250.233};
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(edges[i], first[i], 1e-3);
  const double last[] = {6940.572, 7215.345, 7500};
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(edges[63 + i], last[i], 1e-3);
}
