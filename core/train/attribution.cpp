// Adaptive quadrature: of each piece of the line the right sum is known.
#include "train/attribution.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace serhost::train {
namespace {

constexpr std::size_t kNodes = 3;  // Gauss and Legendre's, on [-1, 1]
const double kPlaces[kNodes] = {-std::sqrt(0.6), 0.0, std::sqrt(0.6)};
constexpr double kShortest = 1e-6;  // pieces; single precision tells no closer places apart
constexpr std::size_t kAtOnce = 8;  // pieces cut in one round
constexpr double kMostScaling = 3.0;
constexpr double kWeights[kNodes] = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};  // of a piece of length 1

/// A part of the line from zeros (0) to the input (1).
struct Piece {
  double from, to, score_from, score_to;
  at::Tensor values;  ///< double: what it adds
  double off = 0.0;   ///< how far their sum is from the difference of the scores
};

class Line {
 public:
  Line(const ScoreOf& score_of, const at::Tensor& input, std::int64_t batch)
      : score_of_(score_of), input_(input), batch_(static_cast<std::size_t>(batch)) {}

  std::vector<double> scores(const std::vector<double>& places) const {
    const at::NoGradGuard no_graph;
    std::vector<double> out;
    for (std::size_t first = 0; first < places.size(); first += batch_) {
      const auto scores = score_of_(at_places(part_of(places, first))).to(at::kCPU, at::kDouble);
      for (std::int64_t i = 0; i < scores.size(0); ++i) out.push_back(scores[i].item<double>());
    }
    return out;
  }

  /// Of each piece its part of the integral, and how far off it is.
  void integrate(std::vector<Piece>& pieces) {
    std::vector<double> places;
    for (const auto& piece : pieces) {
      const double middle = (piece.from + piece.to) / 2, half = (piece.to - piece.from) / 2;
      for (const double place : kPlaces) places.push_back(middle + half * place);
    }
    std::size_t at = 0;
    for (std::size_t first = 0; first < places.size(); first += batch_) {
      auto inputs = at_places(part_of(places, first)).set_requires_grad(true);
      const auto sum = score_of_(inputs).sum();
      if (!sum.requires_grad())
        throw Error(Exit::usage,
                    "no gradient leads from this model's scores back to the clip: its backbone "
                    "computes with numbers that have none (functionals, for instance), so what "
                    "decided cannot be told");
      const auto gradients = torch::autograd::grad({sum}, {inputs}).front().to(at::kDouble);
      for (std::int64_t i = 0; i < gradients.size(0); ++i, ++at) {
        auto& piece = pieces[at / kNodes];
        const auto added =
            gradients[i] * input_ * (kWeights[at % kNodes] * (piece.to - piece.from));
        piece.values = at % kNodes == 0 ? added : piece.values + added;
      }
    }
    for (auto& piece : pieces)
      piece.off = std::abs(piece.values.sum().item<double>() - (piece.score_to - piece.score_from));
    points += static_cast<std::int64_t>(places.size());
  }

  std::int64_t points = 0;

 private:
  std::vector<double> part_of(const std::vector<double>& places, std::size_t first) const {
    return {places.begin() + static_cast<std::ptrdiff_t>(first),
            places.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch_, places.size()))};
  }
  at::Tensor at_places(const std::vector<double>& places) const {
    std::vector<at::Tensor> out;
    for (const double place : places) out.push_back(input_ * place);
    return at::stack(out).detach();
  }

  const ScoreOf& score_of_;
  at::Tensor input_;
  std::size_t batch_;
};

bool can_be_cut(const Piece& piece) { return piece.to - piece.from > kShortest; }

/// Those that are furthest off, and further than their share, cut in two; the others stay.
std::vector<Piece> cut(std::vector<Piece>& pieces, double allowed, const Line& line) {
  std::vector<Piece> stay, halves;
  std::vector<double> middles;
  const double share = allowed / static_cast<double>(2 * pieces.size());
  std::sort(pieces.begin(), pieces.end(),
            [](const auto& a, const auto& b) { return a.off > b.off; });
  for (auto& piece : pieces) {
    if (piece.off <= share || !can_be_cut(piece) || middles.size() == kAtOnce) {
      stay.push_back(std::move(piece));
      continue;
    }
    middles.push_back((piece.from + piece.to) / 2);
    halves.push_back({piece.from, middles.back(), piece.score_from, 0.0, {}});
    halves.push_back({middles.back(), piece.to, 0.0, piece.score_to, {}});
  }
  const auto scores = line.scores(middles);
  for (std::size_t i = 0; i < scores.size(); ++i)
    halves[2 * i].score_to = halves[2 * i + 1].score_from = scores[i];
  pieces = std::move(stay);
  return halves;
}

/// Of all, and of those that could be cut.
std::pair<double, double> off_by(const std::vector<Piece>& pieces) {
  double all = 0.0, open = 0.0;
  for (const auto& piece : pieces) {
    all += piece.off;
    if (can_be_cut(piece)) open += piece.off;
  }
  return {all, open};
}

/// Scales the gradients of what is too steep; gives how much of the way that was.
double scale_steps(std::vector<Piece>& pieces, double allowed) {
  double out = 0.0;
  const double share = allowed / static_cast<double>(2 * pieces.size());
  for (auto& piece : pieces) {
    const double step = piece.score_to - piece.score_from,
                 ratio = step / piece.values.sum().item<double>();
    if (piece.off <= share || !(ratio > 1.0 / kMostScaling && ratio < kMostScaling)) continue;
    piece.values = piece.values * ratio;
    out += std::abs(step);
  }
  return out;
}

}  // namespace

double Attribution::sum() const { return values.sum().item<double>(); }

Attribution integrated_gradients(const ScoreOf& score_of, const at::Tensor& input,
                                 const AttributionOptions& options) {
  constexpr double kRounding = 1e-5;  // what scores of single precision can tell apart
  Line line(score_of, input.detach(), options.batch);
  const auto ends = line.scores({0.0, 1.0});
  Attribution out{at::zeros_like(input, at::kDouble), ends[1], ends[0]};
  const double allowed = std::max(options.tolerance * std::abs(out.score - out.baseline),
                                  kRounding * (1.0 + std::abs(out.score)));
  // Some places in any case: a single piece may be right by chance.
  const auto inner = line.scores({0.25, 0.5, 0.75});
  std::vector<Piece> pieces = {{0.0, 0.25, out.baseline, inner[0], {}},
                               {0.25, 0.5, inner[0], inner[1], {}},
                               {0.5, 0.75, inner[1], inner[2], {}},
                               {0.75, 1.0, inner[2], out.score, {}}};
  line.integrate(pieces);
  for (auto [all, open] = off_by(pieces);
       all > allowed && open > allowed / 2 && line.points < options.most_points;
       std::tie(all, open) = off_by(pieces)) {
    auto halves = cut(pieces, allowed, line);
    line.integrate(halves);
    pieces.insert(pieces.end(), std::make_move_iterator(halves.begin()),
                  std::make_move_iterator(halves.end()));
  }
  if (off_by(pieces).first > allowed) out.scaled = scale_steps(pieces, allowed);
  for (const auto& piece : pieces) out.values += piece.values;
  out.points = line.points;
  return out;
}

}  // namespace serhost::train
