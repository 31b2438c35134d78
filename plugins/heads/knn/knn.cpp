// k nearest neighbors: each class's share among the k clips of the train part that are nearest.
//
// Source: Cover and Hart, "Nearest neighbor pattern classification", 1967.
#include <ATen/ops/cdist.h>
#include <ATen/ops/scatter_add.h>
#include <ATen/ops/topk.h>

#include <algorithm>

#include "../fitted.hpp"

namespace {

class Knn final : public fitted::Head {
 public:
  struct Options {
    std::int64_t k = 5;
    std::string weights = "uniform";
    std::string pooling = "mean";
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("k", &Options::k).at_least(1).at_most(100000).help("neighbors; at most all clips");
    schema.add("weights", &Options::weights)
        .one_of({"uniform", "distance"})
        .help("all count alike, or by the inverse of their distance");
    fitted::declare_pooling(schema);
  }
  static std::int64_t embedding_width(const Options& options, std::int64_t width) {
    return pooled_width(options.pooling, width);
  }

  Knn(const Options& options, const serhost::HeadSpec& spec, const serhost::Context&)
      : Head(options.pooling, spec),
        options_(options),
        rows_(buffer("rows", at::zeros({0, 0}, at::kDouble))),
        label_(buffer("label", at::zeros({0}, at::kLong))),
        weight_(buffer("weight", at::zeros({0}, at::kDouble))) {}

 private:
  void fit(const fitted::Clips& train, const fitted::Clips&) override {
    set(rows_, train.x);
    set(label_, train.label);
    set(weight_, train.weight);
  }

  at::Tensor scores(const at::Tensor& x) const override {
    constexpr double kNearest = 1e-12, kNone = 1e-9;
    const auto rows = on_the_cpu(rows_);
    // Distances of each pair by itself: a product of matrices would depend on the batch.
    const auto distance = at::cdist(x, rows, 2.0, /*compute_mode=*/2);
    const auto [nearest, index] =
        distance.topk(std::min(options_.k, rows.size(0)), 1, /*largest=*/false, /*sorted=*/true);
    auto votes = on_the_cpu(weight_).index_select(0, index.flatten()).view(index.sizes());
    if (options_.weights == "distance") votes = votes / nearest.clamp_min(kNearest);
    const auto label = on_the_cpu(label_).index_select(0, index.flatten()).view(index.sizes());
    const auto sums = at::zeros({x.size(0), classes()}, at::kDouble).scatter_add(1, label, votes);
    return (sums / sums.sum(1, /*keepdim=*/true)).clamp_min(kNone).log();
  }

  Options options_;
  at::Tensor rows_, label_, weight_;
};

SERHOST_HEAD(Knn, "knn", "k nearest neighbors on one vector per clip, without training",
             .title = "k nearest neighbors", .order = 91);

}  // namespace

SERHOST_PLUGIN();
