// What a head gives: shapes, and a clip's own result whatever is beside or behind it.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>
#include <serhost/fits_at_once.hpp>

#include "base/seed.hpp"
#include "testing/head_checks.hpp"
#include "testing/loss_batch.hpp"

namespace serhost::conformance {

Sequence frames_of(const std::vector<std::int64_t>& lengths,
                   const std::vector<std::size_t>& numbers, std::int64_t padding, double filler) {
  const auto clips = static_cast<std::int64_t>(lengths.size());
  const auto longest = *std::max_element(lengths.begin(), lengths.end()) + padding;
  Sequence batch;
  batch.values = at::full({clips, longest, kHeadWidth}, filler, at::kFloat);
  batch.summary = at::zeros({clips, kHeadWidth});
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto random = at::detail::createCPUGenerator(1 + (numbers.empty() ? i : numbers[i]));
    const auto row = static_cast<std::int64_t>(i);
    batch.summary[row].copy_(at::randn({kHeadWidth}, random, at::TensorOptions()));
    batch.values[row]
        .narrow(0, 0, lengths[i])
        .copy_(at::randn({lengths[i], kHeadWidth}, random, at::TensorOptions()));
  }
  batch.lengths = at::tensor(lengths, at::kLong);
  return batch;
}

View evaluate(Head& head, const Sequence& frames) {
  const at::NoGradGuard no_graph;
  head.eval();
  auto where = step_of(false);
  return head.forward(frames, where);
}

std::vector<std::pair<std::string, at::Tensor>> results(const View& view) {
  std::vector<std::pair<std::string, at::Tensor>> all;
  if (view.output.defined()) all.emplace_back("the output", view.output);
  if (view.embedding.defined()) all.emplace_back("the embedding", view.embedding);
  return all;
}

namespace {

constexpr std::size_t kHeadPool = 12;

std::int64_t frames_in(std::size_t number) {
  return 1 + static_cast<std::int64_t>(number * 5 % 23);
}

std::string text_of(const HeadSpec& spec) {
  return std::string(" (for a loss that wants ") +
         (spec.needs.output && spec.needs.embedding ? "output and embedding"
          : spec.needs.output                       ? "the output"
                                                    : "the embedding") +
         ")";
}

void shape(Verdict& verdict, const HeadSetting& setting) {
  const auto width = setting.one.embedding_width(kHeadWidth);
  for (const auto& spec : setting.specs) {
    const auto head = setting.one.make(spec);
    for (const auto& lengths : {std::vector<std::int64_t>{1}, {7, 1, 4}}) {
      const auto clips = static_cast<std::int64_t>(lengths.size());
      const auto view = evaluate(*head, frames_of(lengths));
      const auto expect = [&](const at::Tensor& got, const char* name, std::int64_t columns,
                              bool needed) {
        if (!got.defined() && !needed) return;
        const auto wanted = listed({clips, columns});
        if (!got.defined()) {
          verdict.fail(std::string(name) + " is undefined, expected " + wanted + text_of(spec));
        } else if (got.sizes() != at::IntArrayRef({clips, columns})) {
          verdict.fail(std::string(name) + " has the shape " + listed(got.sizes().vec()) +
                       ", expected " + wanted + text_of(spec));
        } else if (got.scalar_type() != at::kFloat) {
          verdict.fail(std::string(name) + " is not fp32, although the frames are" + text_of(spec));
        }
      };
      expect(view.output, "output", kHeadOutputs, spec.needs.output);
      expect(view.embedding, "embedding", width, spec.needs.embedding);
    }
  }
}

/// What head gives for clip `row` of a batch against what it gives for the clip alone.
void compare(Verdict& verdict, const View& alone, const View& together, std::int64_t row,
             const std::string& what) {
  const auto left = results(alone), right = results(together);
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    const auto& [name, values] = left[i];
    const auto differs = distance(values[0], right[i].second[row]);
    const double scale = std::max(1.0, values.abs().max().item().toDouble());
    verdict.expect(differs <= kTolerance * scale,
                   what + ": " + name + " differs by " + brief(differs));
  }
}

void padding(Verdict& verdict, const HeadSetting& setting) {
  const auto head = setting.make();
  for (std::size_t i = 0; i < kHeadPool && !verdict.enough(); ++i) {
    const auto length = frames_in(i);
    const auto alone = evaluate(*head, frames_of({length}, {i}));
    for (const double filler : {0.0, 1000.0, std::numeric_limits<double>::quiet_NaN()}) {
      compare(verdict, alone, evaluate(*head, frames_of({length}, {i}, 9, filler)), 0,
              "a clip of " + std::to_string(length) + " frames followed by 9 that hold " +
                  brief(filler));
    }
  }
}

void batch_invariance(Verdict& verdict, const HeadSetting& setting) {
  const auto head = setting.make();
  for (std::uint64_t draw = 0; draw < 100 && !verdict.enough(); ++draw) {
    Random random(stream_seed(1, "head", draw));
    std::vector<std::size_t> numbers(1 + random.below(5));
    std::vector<std::int64_t> lengths;
    for (auto& number : numbers) lengths.push_back(frames_in(number = random.below(kHeadPool)));
    const auto together = evaluate(*head, frames_of(lengths, numbers));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      compare(verdict, evaluate(*head, frames_of({lengths[i]}, {numbers[i]})), together,
              static_cast<std::int64_t>(i),
              "draw " + std::to_string(draw) + ": the clip at " + std::to_string(i) +
                  " of a batch with lengths " + listed(lengths) + " against the clip alone");
    }
  }
}

/// One half of the squares of all that the head gives.
at::Tensor goal(const View& view) {
  at::Tensor total;
  for (const auto& [name, values] : results(view))
    total = total.defined() ? total + values.square().sum() : values.square().sum();
  return total;
}

void gradients(Verdict& verdict, const HeadSetting& setting) {
  const auto head = setting.make();
  if (dynamic_cast<FitsAtOnce*>(head.get()) != nullptr) return;  // nothing is trained
  head->train();
  auto frames = frames_of({9, 4, 6}, {}, 2, std::numeric_limits<double>::quiet_NaN());
  frames.values.set_requires_grad(true);
  frames.summary.set_requires_grad(true);
  auto where = step_of(true);
  const auto total = goal(head->forward(frames, where));
  if (!total.defined() || !total.requires_grad()) {
    verdict.fail("what the head gives has no gradient");
    return;
  }
  total.backward();
  bool reached = false;
  for (const auto* leaf : {&frames.values, &frames.summary}) {
    if (!leaf->grad().defined()) continue;
    reached = reached || leaf->grad().nan_to_num().abs().max().item().toDouble() > 0.0;
    verdict.expect(at::isfinite(leaf->grad()).all().item().toBool(),
                   "the gradient of the frames is not finite where NaN stands behind the clips");
  }
  verdict.expect(reached, "no gradient reaches the frames, nor their summary");
  for (const auto& item : head->named_parameters()) {
    const auto& gradient = item.value().grad();
    if (!gradient.defined() || gradient.abs().max().item().toDouble() == 0.0) {
      verdict.fail("no gradient reaches the parameter '" + item.key() + "'");
    } else {
      verdict.expect(at::isfinite(gradient).all().item().toBool(),
                     "the gradient of the parameter '" + item.key() +
                         "' is not finite where NaN stands behind the clips");
    }
  }
}

}  // namespace

void add_result_checks(std::vector<Check>& all, const HeadSetting& setting) {
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const HeadSetting&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, setting); }});
  };
  add("shape",
      "give output [B, spec.outputs] where spec.needs.output, and embedding [B, embedding_width()]",
      shape);
  add("padding",
      "use frames.lengths: replace what lies behind each clip's end (masked_fill, which also stops "
      "a NaN; a product with 0 does not) before any sum, mean, maximum or softmax over frames",
      padding);
  add("batch invariance",
      "where the check 'padding' passes, look for norms over the batch, for batch norm without "
      "eval(), and for lengths[0] used for all clips",
      batch_invariance);
  add("gradients",
      "look for detach(), for a mask that is applied after the layer instead of before, and for "
      "layers that are registered but not used: make the output layer only where "
      "spec.needs.output",
      gradients);
}

}  // namespace serhost::conformance
