// Makes training and evaluation batches. An epoch is first a list of clips (shuffled, or sampled to
// quotas), then it is cut.
#include "data/loading/batches.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/seed.hpp"

namespace serhost::data {
namespace {

constexpr std::size_t kPool =
    8;  // batches sorted by length together: little padding, and still well mixed

/// Seconds that a clip takes in a batch: after cropping.
class Lengths {
 public:
  Lengths(const Manifest& manifest, const std::vector<std::size_t>& part,
          const config::TrainTable& train)
      : manifest_(manifest), most_(train.max_seconds), unknown_(train.batch_seconds.value_or(0.0)) {
    for (const auto i : part) longest_ = std::max(longest_, manifest.clips[i].seconds);
  }
  double of(std::size_t clip) const {
    const double known = manifest_.clips[clip].seconds;
    // Unknown: as long as the longest, which cannot overfill a batch by much; where none is known,
    // a batch of its own.
    const double seconds = known > 0.0 ? known : longest_ > 0.0 ? longest_ : unknown_;
    return most_ ? std::min(seconds, *most_) : seconds;
  }

 private:
  const Manifest& manifest_;
  std::optional<double> most_;
  double longest_ = 0.0, unknown_ = 0.0;
};

/// Cuts a list into batches of `batch_size` clips, or of at most `batch_seconds`, with padding
/// unless `batch_padding` is false (at least one clip).
std::vector<Batch> cut(const std::vector<std::size_t>& clips, const Lengths& lengths,
                       const config::TrainTable& train) {
  std::vector<Batch> out;
  Batch batch;
  double longest = 0.0, seconds = 0.0;
  for (const auto clip : clips) {
    const double own = lengths.of(clip), with = std::max(longest, own);
    const double filled =
        train.batch_padding ? with * static_cast<double>(batch.size() + 1) : seconds + own;
    const bool full =
        train.batch_seconds
            ? filled > *train.batch_seconds
            : batch.size() >= static_cast<std::size_t>(std::max<std::int64_t>(1, train.batch_size));
    if (!batch.empty() && full) {
      out.push_back(std::move(batch));
      batch.clear();
      longest = seconds = 0.0;
    }
    batch.push_back(clip);
    longest = std::max(longest, own);
    seconds += own;
  }
  if (!batch.empty()) out.push_back(std::move(batch));
  return out;
}

/// Splits `total` in proportion to `shares`, by largest remainder.
std::vector<std::size_t> apportion(std::size_t total, const std::vector<double>& shares) {
  double sum = 0.0;
  for (const double share : shares) sum += share;
  std::vector<std::size_t> out;
  std::vector<std::pair<double, std::size_t>> order;
  std::size_t given = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double exact = static_cast<double>(total) * shares[i] / sum;
    out.push_back(static_cast<std::size_t>(exact));
    given += out.back();
    order.emplace_back(static_cast<double>(out.back()) - exact, i);
  }
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; given < total && i < order.size(); ++i, ++given) ++out[order[i].second];
  return out;
}

using ClassOfCorpus = std::pair<std::int64_t, std::size_t>;
using ByClass = std::map<ClassOfCorpus, std::vector<std::size_t>>;

std::size_t largest_class(const ByClass& groups) {
  std::map<std::int64_t, std::size_t> clips;
  std::size_t largest = 0;
  for (const auto& [group, of_group] : groups)
    largest = std::max(largest, clips[group.first] += of_group.size());
  return largest;
}

/// The clips of an epoch, shuffled. Quotas are filled by going through a group again and again in
/// new orders, so that no clip is drawn a second time before every other of its group.
std::vector<std::size_t> epoch_of(const Manifest& manifest, const std::vector<std::size_t>& part,
                                  const std::string& sampling, Random& random) {
  const bool repeat = sampling == "oversample", balanced = repeat || sampling == "balanced";
  ByClass groups;
  std::set<double> weights;
  for (const auto i : part) {
    const auto& clip = manifest.clips[i];
    groups[{balanced ? clip.label : 0, clip.corpus}].push_back(i);
    if (clip.corpus < manifest.corpora.size()) weights.insert(manifest.corpora[clip.corpus].weight);
  }
  if (!balanced && weights.size() < 2) {
    auto out = part;
    random.shuffle(out);
    return out;
  }
  std::map<std::int64_t, double> mass;  // of a class
  const auto weight = [&](const ClassOfCorpus& group, std::size_t clips) {
    const double w =
        group.second < manifest.corpora.size() ? manifest.corpora[group.second].weight : 1.0;
    return w * static_cast<double>(clips);
  };
  for (const auto& [group, clips] : groups) mass[group.first] += weight(group, clips.size());
  std::vector<double> shares;
  for (const auto& [group, clips] : groups)
    shares.push_back(mass[group.first] > 0 ? weight(group, clips.size()) / mass[group.first] : 0.0);
  const auto quotas = apportion(repeat ? largest_class(groups) * mass.size() : part.size(), shares);
  std::vector<std::size_t> out;
  std::size_t g = 0;
  for (auto& [group, clips] : groups) {
    for (std::size_t open = quotas[g++]; open > 0;) {
      random.shuffle(clips);
      const auto now = std::min(open, clips.size());
      out.insert(out.end(), clips.begin(), clips.begin() + static_cast<std::ptrdiff_t>(now));
      open -= now;
    }
  }
  random.shuffle(out);
  return out;
}

std::vector<Batch> bucketed(const std::vector<std::size_t>& clips, const Lengths& lengths,
                            const config::TrainTable& train, Random& random) {
  // Pools are cut like batches, eight times as large.
  auto pool_rule = train;
  pool_rule.batch_size =
      std::max<std::int64_t>(1, train.batch_size) * static_cast<std::int64_t>(kPool);
  if (train.batch_seconds)
    pool_rule.batch_seconds = *train.batch_seconds * static_cast<double>(kPool);
  std::vector<Batch> out;
  Batch sorted;  // where padding costs nothing a batch may go on in the next pool, and is full
  for (auto& pool : cut(clips, lengths, pool_rule)) {
    std::stable_sort(pool.begin(), pool.end(),
                     [&](auto a, auto b) { return lengths.of(a) < lengths.of(b); });
    if (!train.batch_padding) sorted.insert(sorted.end(), pool.begin(), pool.end());
    else
      for (auto& batch : cut(pool, lengths, train)) out.push_back(std::move(batch));
  }
  if (!train.batch_padding) out = cut(sorted, lengths, train);
  random.shuffle(out);
  return out;
}

}  // namespace

std::vector<Batch> training_batches(const Manifest& manifest, const std::vector<std::size_t>& part,
                                    const config::TrainTable& train, std::uint64_t seed,
                                    std::int64_t epoch) {
  Random random(stream_seed(seed, "order", static_cast<std::uint64_t>(epoch)));
  const auto clips = epoch_of(manifest, part, train.sampling, random);
  const Lengths lengths(manifest, part, train);
  return train.bucket ? bucketed(clips, lengths, train, random) : cut(clips, lengths, train);
}

std::int64_t training_updates(const Manifest& manifest, const std::vector<std::size_t>& part,
                              const config::TrainTable& train, std::uint64_t seed) {
  const auto of_epoch = [&](std::int64_t epoch) {
    const auto batches = training_batches(manifest, part, train, seed, epoch).size();
    return (static_cast<std::int64_t>(batches) + train.accumulate - 1) / train.accumulate;
  };
  if (train.epochs == 0) return 0;
  if (!train.batch_seconds) return of_epoch(0) * train.epochs;
  std::int64_t total = 0;
  for (std::int64_t epoch = 0; epoch < train.epochs; ++epoch) total += of_epoch(epoch);
  return total;
}

std::vector<Batch> evaluation_batches(const Manifest& manifest,
                                      const std::vector<std::size_t>& part,
                                      const config::TrainTable& train) {
  const Lengths lengths(manifest, part, train);
  auto order = part;
  std::sort(order.begin(), order.end());
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return lengths.of(a) > lengths.of(b); });
  return cut(order, lengths, train);
}

}  // namespace serhost::data
