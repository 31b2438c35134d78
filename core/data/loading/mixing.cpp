// A clip keeps its length: of the partner counts what lies beside it.
#include "data/loading/mixing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "base/seed.hpp"

namespace serhost::data {
namespace {

/// Beta(alpha, alpha), by two gamma variates; 1 where both are 0, which tiny alphas give.
double beta(double alpha, std::mt19937_64& random) {
  const auto first = std::gamma_distribution<double>(alpha)(random);
  const auto second = std::gamma_distribution<double>(alpha)(random);
  return first + second > 0.0 ? first / (first + second) : 1.0;
}

struct Row {
  float* samples;
  std::int64_t size;
};

struct Other {
  const float* samples;
  std::int64_t size;
};

void mixup(const Row& row, const Other& other, double share) {
  const auto own = static_cast<float>(share), rest = static_cast<float>(1.0 - share);
  for (std::int64_t t = 0; t < row.size; ++t)
    row.samples[t] = own * row.samples[t] + (t < other.size ? rest * other.samples[t] : 0.0F);
}

/// Returns the share that is left of the clip: a partner that ends early covers less.
double cutmix(const Row& row, const Other& other, double share, std::mt19937_64& random) {
  const auto size = std::llround((1.0 - share) * static_cast<double>(row.size));
  const auto begin = std::uniform_int_distribution<std::int64_t>(0, row.size - size)(random);
  const auto end = std::max(begin, std::min<std::int64_t>(begin + size, other.size));
  std::copy(other.samples + begin, other.samples + end, row.samples + begin);
  return 1.0 - static_cast<double>(end - begin) / static_cast<double>(row.size);
}

}  // namespace

void mix(LoadedBatch& batch, const Manifest& manifest, const config::TrainTable& train,
         std::uint64_t seed, std::int64_t epoch) {
  if (train.mix == "none" || batch.values.empty()) return;
  auto stream = stream_seed(seed, "mix", static_cast<std::uint64_t>(epoch));
  for (const auto clip : batch.clips)
    stream = stream_seed(stream, manifest.clips[clip].utterance.key);
  Random order(stream_seed(stream, "partners"));
  batch.partners.resize(batch.clips.size());
  std::iota(batch.partners.begin(), batch.partners.end(), std::size_t{0});
  order.shuffle(batch.partners);
  std::mt19937_64 random(stream);
  const auto before = batch.values;
  for (std::size_t i = 0; i < batch.clips.size(); ++i) {
    const auto at = [&](std::size_t row) {
      return static_cast<std::ptrdiff_t>(row) * static_cast<std::ptrdiff_t>(batch.longest);
    };
    const auto partner = batch.partners[i];
    const Row row{batch.values.data() + at(i), batch.lengths[i]};
    const Other other{before.data() + at(partner), batch.lengths[partner]};
    const auto share = beta(train.mix_alpha, random);
    if (train.mix == "mixup") mixup(row, other, share);
    batch.shares.push_back(train.mix == "mixup" ? share : cutmix(row, other, share, random));
  }
}

}  // namespace serhost::data
