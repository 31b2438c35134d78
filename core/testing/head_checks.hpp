// What the checks of one head share, and the checks by what they are about.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testing/head_kit.hpp"
#include "testing/kit.hpp"

namespace serhost::conformance {

inline constexpr std::int64_t kHeadWidth = 8, kHeadOutputs = 3;

struct HeadSetting {
  HeadCase one;
  std::vector<HeadSpec> specs;  ///< those that the head takes, at least one

  std::shared_ptr<Head> make() const { return one.make(specs.front()); }
};

/// Frames of the given lengths with a summary vector each. The clip `i` is the same in every batch
/// that is made with its number: `numbers`, counted from 0 where it is empty. `padding` more frames
/// behind the longest; behind each clip stands `filler`.
Sequence frames_of(const std::vector<std::int64_t>& lengths,
                   const std::vector<std::size_t>& numbers = {}, std::int64_t padding = 0,
                   double filler = 0.0);

/// In evaluation and without a graph.
View evaluate(Head& head, const Sequence& frames);

/// Output and embedding, those that are there, by name.
std::vector<std::pair<std::string, at::Tensor>> results(const View& view);

void add_result_checks(std::vector<Check>& all, const HeadSetting& setting);
void add_head_state_checks(std::vector<Check>& all, const HeadSetting& setting);

}  // namespace serhost::conformance
