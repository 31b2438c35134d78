// Parts of a loss that is a sum of losses: what they need together, their values, and what is
// predicted. Of several tasks at once (classes and rated dimensions) each part sees the outputs and
// the embedding of its own head.
#pragma once

#include <torch/nn/module.h>

#include <algorithm>
#include <serhost/loss.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace parts {

using serhost::Loss;
using serhost::TargetKind;

/// [], as the host takes it of a loss with a value for each clip.
inline torch::Tensor mean(const torch::Tensor& values, const torch::Tensor& weight) {
  if (!weight.defined()) return values.mean();
  const auto w = weight.to(values);
  return (values * w).sum() / w.sum().clamp_min(1e-30);
}

inline bool takes(const serhost::Needs& needs, TargetKind kind) {
  return std::ranges::find(needs.targets, kind) != needs.targets.end();
}

class Parts {
 public:
  /// Parts with weights of their own are registered in `owner`, with which they are trained and
  /// saved. Throws std::invalid_argument where they do not fit together.
  Parts(std::vector<serhost::Part<Loss>> parts, const serhost::Task& task, torch::nn::Module& owner)
      : parts_(std::move(parts)),
        classes_(static_cast<std::int64_t>(task.classes.size())),
        dimensions_(static_cast<std::int64_t>(task.dimensions.size())),
        width_(task.embedding_width) {
    if (parts_.empty())
      throw std::invalid_argument(
          "parts is empty; name at least one loss, as in parts = [{ plugin = \"ccc\", weight = 0.5 "
          "}, { plugin = \"mse\" }]");
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!(parts_[i].weight >= 0.0))
        throw std::invalid_argument("the weight of part '" + parts_[i].plugin +
                                    "' is negative; it must be at least 0");
      if (const auto module = std::dynamic_pointer_cast<torch::nn::Module>(parts_[i].component))
        owner.register_module("part" + std::to_string(i), module);
    }
    needs_ = joined();
  }

  std::size_t size() const { return parts_.size(); }
  const serhost::Part<Loss>& operator[](std::size_t i) const { return parts_[i]; }
  const serhost::Needs& needs() const { return needs_; }

  /// A value of each part: [B], or [] if one of them is a statistic of the whole batch.
  std::vector<torch::Tensor> values(const serhost::View& view, const serhost::Targets& targets,
                                    serhost::Step& step) const {
    std::vector<torch::Tensor> out;
    for (const auto& part : parts_) {
      auto value = part.component->forward(of(part, view), of(part, targets), step);
      if (needs_.whole_batch && value.dim() == 1) value = mean(value, targets.weight);
      out.push_back(std::move(value));
    }
    return out;
  }

  /// Of the first part; of several tasks, of the first part for each.
  torch::Tensor scores(const serhost::View& view) const {
    if (!several()) return parts_.front().component->scores(view);
    std::vector<torch::Tensor> out;
    for (const bool rates : {false, true}) {
      const auto part = std::ranges::find_if(
          parts_, [&](const auto& one) { return is_of_ratings(one) == rates; });
      out.push_back(part->component->scores(of(*part, view)));
    }
    return at::cat(out, 1);
  }

  /// "ccc"; "ccc_2" where an earlier part is called so, too.
  std::string name_of(std::size_t i) const {
    const auto same =
        std::count_if(parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(i),
                      [&](const auto& part) { return part.plugin == parts_[i].plugin; });
    return parts_[i].plugin + (same > 0 ? "_" + std::to_string(same + 1) : "");
  }

 private:
  bool several() const { return classes_ > 0 && dimensions_ > 0; }

  static bool is_of_ratings(const serhost::Part<Loss>& part) {
    return takes(part.component->needs(), TargetKind::dimensions);
  }

  /// What a part sees: of several tasks the columns of its own head, classes before ratings.
  serhost::View of(const serhost::Part<Loss>& part, const serhost::View& view) const {
    if (!several()) return view;
    auto out = view;
    const bool rates = is_of_ratings(part);
    if (view.output.defined())
      out.output = view.output.narrow(1, rates ? classes_ : 0, rates ? dimensions_ : classes_);
    if (view.embedding.defined())
      out.embedding = view.embedding.narrow(1, rates ? width_ : 0, width_);
    return out;
  }

  /// The targets of its task alone: some losses take either.
  serhost::Targets of(const serhost::Part<Loss>& part, const serhost::Targets& targets) const {
    auto out = targets;
    if (!several()) return out;
    if (is_of_ratings(part)) out.label = out.soft = out.multi_hot = torch::Tensor();
    else out.dimensions = torch::Tensor();
    return out;
  }

  /// What all parts take, of several tasks what any of them takes; everything that one of them asks
  /// for.
  serhost::Needs joined() const {
    auto out = parts_.front().component->needs();
    for (const auto& part : parts_) {
      const auto theirs = part.component->needs();
      if (several()) {
        for (const auto kind : theirs.targets) {
          if (!takes(out, kind)) out.targets.push_back(kind);
        }
      } else {
        std::erase_if(out.targets, [&](TargetKind kind) { return !takes(theirs, kind); });
      }
      out.output = out.output || theirs.output;
      out.embedding = out.embedding || theirs.embedding;
      out.whole_batch = out.whole_batch || theirs.whole_batch;
    }
    if (out.targets.empty()) throw std::invalid_argument("no kind of target is taken by all parts");
    return out;
  }

  std::vector<serhost::Part<Loss>> parts_;
  std::int64_t classes_, dimensions_, width_;
  serhost::Needs needs_;
};

/// How far a change that goes from the share `begin` of a run's epochs to the share `end` has come:
/// 0 to 1. A jump where both are the same.
inline double progress(const serhost::Step& step, double begin, double end) {
  const double at = step.epochs > 1
                        ? static_cast<double>(step.epoch) / static_cast<double>(step.epochs - 1)
                        : 1.0;
  if (at >= end) return 1.0;
  return at <= begin ? 0.0 : (at - begin) / (end - begin);
}

}  // namespace parts
