// Backbones one after the other: the first takes audio, each next one the frames before it.
#pragma once

#include <memory>
#include <serhost/features.hpp>
#include <string>
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

  Sequence forward(const Sequence& input, Step& step);

  /// The first backbone where it reads features (serhost/features.hpp), or null. The chain then
  /// takes those frames, not audio.
  const ReadsFeatures* reader() const;

  /// Whether the chain begins with a part at rest (link.hpp): links that are frozen, then the
  /// beginning of the next.
  bool resting() const {
    return reader() == nullptr && (split_ > 0 || links_[split_]->rest() != Rest::nothing);
  }
  /// The links that take part in it; the last of them perhaps with a part of itself.
  std::vector<std::shared_ptr<Link>> resting_links() const;

  /// Whether threads may share the part at rest (serhost/concurrent.hpp).
  bool concurrent() const;

  /// [run] Frees what only training or saving the part at rest needs, where the backbones can:
  /// afterwards only `rest` may be called.
  void settle();

  /// [run] What the part at rest gives. On a CPU that is, by definition, what it gives for each
  /// clip alone with one thread of LibTorch, so that it depends neither on the batch nor on the
  /// number of threads; the clips, of which a `concurrent` chain computes several at once, are then
  /// put together. [any] of a `concurrent` chain within the scope of a `Still`.
  Sequence rest(const Sequence& audio);
  /// [run] What comes behind it: `forward` is `run_on` of `rest`.
  Sequence run_on(const Sequence& rested, Step& step);

  /// [run] What link `index` takes: the output of those before it.
  Sequence input_of(std::size_t index, const Sequence& input, Step& step);

  const std::vector<std::shared_ptr<Link>>& links() const { return links_; }

  /// One group, or with `layer_decay` one a depth, the one nearest the head first.
  std::vector<Group> groups(std::optional<double> layer_decay) const;

 private:
  Input raised_input() const;
  Sequence rest_together(const Sequence& audio);  ///< a clip, or a batch as it is
  Sequence run_from(std::size_t first, std::size_t end, Sequence now, Step& step,
                    bool rested = false);
  Sequence masked(std::size_t index, Sequence output) const;

  std::vector<std::shared_ptr<Link>> links_;
  Input input_;
  std::size_t split_ =
      0;  ///< the links before it are wholly at rest; it has what is trained first, or is the last
};

/// [run] The backbones that take part in a chain's rest are in eval mode while this lives.
class Still {
 public:
  explicit Still(const Chain& chain);
  ~Still();
  Still(const Still&) = delete;
  Still& operator=(const Still&) = delete;

 private:
  std::vector<std::shared_ptr<Link>> trained_;
};

}  // namespace serhost::model
