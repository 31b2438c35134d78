// From frames to the View that a loss sees. The heads that are built in are files of model/heads;
// plugins bring others.
#pragma once

#include <memory>
#include <serhost/backbone.hpp>
#include <serhost/head.hpp>
#include <serhost/loss.hpp>

#include "config/experiment.hpp"

namespace serhost::model {

/// Ability of a head: which frames it listens to.
class WeighsFrames {
 public:
  virtual ~WeighsFrames() = default;
  /// [run] [B, F], each clip's own sum to 1, 0 behind its end; undefined where it weighs nothing.
  virtual at::Tensor frame_weights(const Sequence& frames) = 0;
};

/// The head of an experiment, built in or a plugin's: made, asked and checked in one way.
/// [run] Throws Error(config) for one that cannot work with `spec`.
std::shared_ptr<serhost::Head> make_head(const config::HeadTable& table, const HeadSpec& spec,
                                         const Context& context);
std::int64_t embedding_width(const config::HeadTable& table, std::int64_t width);

/// What `head` makes of frames, with the view's frames and lengths; throws PluginError where a
/// plugin's head gives other shapes than `spec` asks for.
View run_head(serhost::Head& head, const config::HeadTable& table, const HeadSpec& spec,
              const Sequence& frames, Step& step);

}  // namespace serhost::model
