// Backbones one after the other: the first takes audio, each next one the frames before it.
#pragma once

#include <memory>
#include <vector>

#include "model/link.hpp"

namespace serhost::model {

class Chain : public torch::nn::Module {
 public:
  /// Throws Error(config) where two neighbors do not fit: audio against frames, widths.
  explicit Chain(std::vector<std::shared_ptr<Link>> links);

  /// Of the first backbone; `shortest` is raised to what every later one needs.
  Input input() const { return input_; }
  std::int64_t width() const { return links_.back()->width(); }
  std::int64_t frames(std::int64_t samples) const;  ///< 0: too short

  Sequence forward(const Sequence& audio, Step& step);

  /// [run] What link `index` takes: the output of those before it.
  Sequence input_of(std::size_t index, const Sequence& audio, Step& step);

  const std::vector<std::shared_ptr<Link>>& links() const { return links_; }

  /// One group, or with `layer_decay` one a depth, the one nearest the head first.
  std::vector<Group> groups(std::optional<double> layer_decay) const;

 private:
  Input raised_input() const;

  std::vector<std::shared_ptr<Link>> links_;
  Input input_;
};

}  // namespace serhost::model
