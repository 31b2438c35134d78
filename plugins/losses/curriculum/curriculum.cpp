// Easy clips first: by the rank of their loss in the batch, or by how far annotators agree.
#include <cmath>

#include "../parts.hpp"

namespace {

class Curriculum final : public serhost::Loss, public torch::nn::Module {
 public:
  struct Options {
    serhost::Part<serhost::Loss> loss;
    std::string by = "loss";
    double share = 0.5, power = 2.0, end = 0.5;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("loss", &Options::loss).help("the loss of a clip: { plugin = \"cross_entropy\" }");
    schema.add("by", &Options::by)
        .one_of({"loss", "agreement"})
        .help("what makes a clip easy: a small loss in its batch, or the largest share of votes");
    schema.add("share", &Options::share)
        .above(0.0)
        .at_most(1.0)
        .help("by loss: fraction of a batch, the easiest, that counts in the first epoch");
    schema.add("power", &Options::power)
        .at_least(0.0)
        .help("by agreement: power of the largest share of votes in the first epoch");
    schema.add("end", &Options::end)
        .at_least(0.0)
        .at_most(1.0)
        .help("fraction of the epochs from which all clips count alike");
  }

  Curriculum(const Options& options, const serhost::Task&, const serhost::Context&)
      : options_(options), loss_(options.loss.component) {
    needs_ = loss_->needs();
    if (needs_.whole_batch)
      throw std::invalid_argument("loss '" + options.loss.plugin +
                                  "' has one value for the whole batch, of which no clip can be "
                                  "left out; take one with a value for each clip");
    if (options.by == "agreement") {
      if (!parts::takes(needs_, serhost::TargetKind::soft))
        throw std::invalid_argument("by = \"agreement\" needs votes, which loss '" +
                                    options.loss.plugin + "' does not take");
      needs_.targets = {serhost::TargetKind::soft};
    }
    needs_.whole_batch = true;
    if (const auto module = std::dynamic_pointer_cast<torch::nn::Module>(loss_))
      register_module("loss", module);
  }

  serhost::Needs needs() const override { return needs_; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    const auto values = loss_->forward(view, targets, step);  // [B]
    const double done = step.training ? parts::progress(step, 0.0, options_.end) : 1.0;
    if (done == 1.0) return parts::mean(values, targets.weight);
    auto weight = options_.by == "loss" ? easiest(values, done) : agreement(targets.soft, done);
    if (targets.weight.defined()) weight = weight * targets.weight.to(weight);
    return parts::mean(values, weight);
  }

  torch::Tensor scores(const serhost::View& view) override { return loss_->scores(view); }

 private:
  /// 1 for the clips that count, those with the same loss together, 0 for the others.
  torch::Tensor easiest(const torch::Tensor& values, double done) const {
    const auto clips = values.size(0);
    const double share = options_.share + (1.0 - options_.share) * done;
    const auto count = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(clips)));
    const auto least = values.detach();
    const auto last = std::get<0>(least.kthvalue(std::clamp<std::int64_t>(count, 1, clips)));
    return least.le(last).to(values);
  }

  torch::Tensor agreement(const torch::Tensor& votes, double done) const {
    return votes.amax(1).pow(options_.power * (1.0 - done));
  }

  Options options_;
  std::shared_ptr<serhost::Loss> loss_;
  serhost::Needs needs_;
};

SERHOST_LOSS(Curriculum, "curriculum", "a loss that begins with the clips that are easy",
             .title = "Curriculum", .order = 340);

}  // namespace

SERHOST_PLUGIN();
