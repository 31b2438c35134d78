// Clips to try a backbone on, and how two results for one clip are compared.
//
// Padding holds zeros, as the host promises it (backbone.hpp): the loader pads with zeros, and
// between two backbones of a chain the host puts zeros behind each clip again. So no check fills it
// with anything else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testing/kit.hpp"

namespace serhost::conformance {

/// Noise of the given lengths: [B, T] for a waveform, [B, F, W] for a backbone that takes frames.
/// The clip `i` is the same in every batch that is made with its number: `numbers`, counted from 0
/// where it is empty. `padding` more samples or frames behind the longest.
Sequence clips(const Input& input, const std::vector<std::int64_t>& lengths,
               const std::vector<std::size_t>& numbers = {}, std::int64_t padding = 0);

/// Lengths from the shortest to about four frames more, among them both sides of where a frame is
/// added.
std::vector<std::int64_t> varied_lengths(const Backbone& backbone, std::size_t count);

/// A second for a waveform, 50 frames otherwise.
std::int64_t second_of(const Input& input);

/// In evaluation and without a graph.
Sequence evaluate(Backbone& backbone, const Sequence& input);

/// Shows the backbone the clips of a small train part where it has the ability Fitted, as the host
/// does before training.
void fit(Backbone& backbone);

/// An instance that has been fitted, in evaluation.
std::shared_ptr<Backbone> fitted(const BackboneCase& one);

/// "" where clip `in_a` of `a` and clip `in_b` of `b` are the same to 1e-5 of the largest value (or
/// of 1), else how they differ.
std::string difference(const Sequence& a, std::int64_t in_a, const Sequence& b, std::int64_t in_b);

}  // namespace serhost::conformance
