// An optimizer of a plugin: every weight goes by the sign of its gradient. It keeps how many steps
// it has made, so that a checkpoint has something of it.
#include <ATen/ops/full.h>
#include <ATen/ops/sign.h>

#include <serhost/optimizer.hpp>
#include <stdexcept>

namespace {

class SignDescent final : public serhost::Optimizer {
 public:
  struct Options {
    double factor = 1.0;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("factor", &Options::factor).above(0).help("of every step");
  }

  SignDescent(const Options& options, std::vector<serhost::ParamGroup> groups,
              const serhost::Context&)
      : options_(options), groups_(std::move(groups)) {}

  void step(const serhost::Update& update) override {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      for (auto& weight : groups_[g].parameters) {
        if (weight.grad().defined())
          weight.sub_(at::sign(weight.grad()), options_.factor * update.lr[g]);
      }
    }
    steps_ += 1.0;
  }
  std::map<std::string, at::Tensor> state() const override {
    if (steps_ == 0.0) return {};
    return {{"steps", at::full({1}, steps_)}};
  }
  void restore(const std::map<std::string, at::Tensor>& state) override {
    if (state.empty()) return;
    const auto found = state.find("steps");
    if (found == state.end() || found->second.numel() != 1)
      throw std::invalid_argument("there is no entry 'steps' of one number");
    steps_ = found->second.item<double>();
  }

 private:
  Options options_;
  std::vector<serhost::ParamGroup> groups_;
  double steps_ = 0.0;
};

SERHOST_OPTIMIZER(SignDescent, "sign_descent", "the sign of the gradient");

}  // namespace

SERHOST_PLUGIN();
