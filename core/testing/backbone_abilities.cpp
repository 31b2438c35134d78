// The optional interfaces of backbones agree with forward and with themselves.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <torch/nn/module.h>

#include <filesystem>
#include <map>
#include <serhost/masked_encoder.hpp>
#include <set>
#include <stdexcept>

#include "testing/backbone_checks.hpp"

namespace serhost::conformance {
namespace {

/// The clips of two results one by one.
void expect_same_clips(Verdict& verdict, const Sequence& a, const Sequence& b,
                       const std::string& what) {
  for (std::int64_t i = 0; i < a.lengths.size(0); ++i) {
    const auto differs = difference(a, i, b, i);
    if (!differs.empty()) {
      verdict.fail(what + ", for clip " + std::to_string(i) + ": " + differs);
      return;
    }
  }
}

void stages(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  auto* const staged = dynamic_cast<Staged*>(backbone.get());
  if (staged == nullptr) verdict.skip("the backbone has no stages");
  const auto names = staged->stages();
  verdict.expect(!names.empty(), "stages() is empty");
  std::set<std::string> seen;
  for (const auto& name : names) {
    verdict.expect(!name.empty() && name != "none" && name != "all",
                   "a stage is called '" + name + "', which cannot be frozen by that name");
    verdict.expect(seen.insert(name).second, "two stages are called '" + name + "'");
  }
  std::map<const void*, std::string> known, placed;
  for (const auto& item : backbone->named_parameters())
    known.emplace(item.value().unsafeGetTensorImpl(), item.key());
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (const auto& parameter : staged->stage_parameters(i)) {
      const auto* const key = parameter.unsafeGetTensorImpl();
      const auto found = known.find(key);
      if (found == known.end()) {
        verdict.fail("stage '" + names[i] +
                     "' gives a parameter that is not among parameters(); was it registered?");
      } else if (const auto [place, fresh] = placed.emplace(key, names[i]); !fresh) {
        verdict.fail("parameter '" + found->second + "' is in stage '" + place->second +
                     "' and in '" + names[i] + "'");
      }
    }
  }
  for (const auto& [key, name] : known) {
    if (!placed.contains(key))
      verdict.fail("parameter '" + name +
                   "' is in no stage: freezing all stages would leave it to train");
  }
  const auto batch = clips(backbone->input(), varied_lengths(*backbone, 5));
  const auto whole = evaluate(*backbone, batch);
  auto through = batch;
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto where = step_of(false);
    through = staged->run_stage(i, through, where);
  }
  expect_same_clips(verdict, whole, through, "all stages one after the other against forward");
}

void layers(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  auto* const layerwise = dynamic_cast<Layerwise*>(backbone.get());
  if (layerwise == nullptr) verdict.skip("the backbone does not return its layers");
  const auto lengths = varied_lengths(*backbone, 5);
  const auto batch = clips(backbone->input(), lengths, {}, second_of(backbone->input()) / 10);
  auto where = step_of(false);
  const auto states = layerwise->run_layers(batch, where);
  if (static_cast<std::int64_t>(states.size()) != layerwise->layers() || states.empty()) {
    verdict.fail("run_layers gave " + std::to_string(states.size()) + " layers, layers() says " +
                 std::to_string(layerwise->layers()));
    return;
  }
  auto last = states.back();
  const auto whole = evaluate(*backbone, batch);
  if (!last.summary.defined())
    last.summary = whole.summary;  // the host takes it from forward's layer
  expect_same_clips(verdict, whole, last, "the last layer against forward");
  for (std::size_t clip = 0; clip < lengths.size(); ++clip) {
    auto again = step_of(false);
    const auto alone =
        layerwise->run_layers(clips(backbone->input(), {lengths[clip]}, {clip}), again);
    if (alone.size() != states.size()) {
      verdict.fail("a clip alone has " + std::to_string(alone.size()) + " layers, in a batch " +
                   std::to_string(states.size()));
      return;
    }
    for (std::size_t layer = 0; layer < states.size() && !verdict.enough(); ++layer) {
      const auto differs =
          difference(alone[layer], 0, states[layer], static_cast<std::int64_t>(clip));
      if (!differs.empty())
        verdict.fail("layer " + std::to_string(layer) + " of a clip of " +
                     std::to_string(lengths[clip]) +
                     " in a batch against the clip alone: " + differs);
    }
  }
}

void fitted_figures(Verdict& verdict, const BackboneCase& one) {
  if (!one.fresh) verdict.skip("needs an instance of its own, made by name");
  const auto first = one.make(), second = one.make();
  if (dynamic_cast<Fitted*>(first.get()) == nullptr)
    verdict.skip("the backbone gathers no figures of the train part");
  fit(*first);
  fit(*second);
  const auto batch = clips(first->input(), varied_lengths(*first, 4));
  const auto once = evaluate(*first, batch);
  expect_same_clips(verdict, once, evaluate(*second, batch),
                    "two instances fitted on the same clips");
  expect_same_clips(verdict, once, evaluate(*first, batch), "a second call after finish()");
}

void provenance(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  const auto* const able = dynamic_cast<const Provenance*>(backbone.get());
  if (able == nullptr) verdict.skip("the backbone does not say where weights come from");
  for (const auto& file : able->weight_files()) {
    verdict.expect(std::filesystem::is_regular_file(file),
                   "weight file '" + file.string() + "' does not exist");
  }
}

/// Seeing everything is `forward`, and a row is the same whatever is encoded beside it.
void masked(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  auto* const able = dynamic_cast<MaskedEncoder*>(backbone.get());
  if (able == nullptr) verdict.skip("the backbone cannot hide frames from itself");
  const auto batch =
      clips(backbone->input(), varied_lengths(*backbone, 3), {}, second_of(backbone->input()) / 10);
  auto step = step_of(false);
  const at::NoGradGuard off;
  backbone->eval();
  const auto local = able->local(batch, step).frames;
  auto whole = evaluate(*backbone, batch);
  auto all = able->encode(local, {.clips = {0, 1, 2}, .levels = true}, step);
  all.frames.summary = whole.summary;  // of the tokens, which `encode` gives apart
  expect_same_clips(verdict, whole, all.frames, "encode of all frames against forward");
  verdict.expect(static_cast<std::int64_t>(all.levels.size()) == able->levels(),
                 "encode gave " + std::to_string(all.levels.size()) + " levels, levels() says " +
                     std::to_string(able->levels()));
  const auto count = local.lengths[2].item<std::int64_t>();
  const auto kept = at::arange(0, count, 2, at::kLong);
  MaskedRows two{.clips = {1, 2}, .kept = {kept.narrow(0, 0, 1), kept}};
  EncodedRows some;
  try {
    some = able->encode(local, two, step);
  } catch (const std::invalid_argument&) {  // it keeps the places of hidden frames
    two.drop = false;
  }
  try {
    if (!two.drop) some = able->encode(local, two, step);
  } catch (const std::invalid_argument& why) {
    verdict.remark(why.what());  // it has nothing to put in their places
    return;
  }
  const auto alone = able->encode(local, {.clips = {2}, .kept = {kept}, .drop = two.drop}, step);
  verdict.expect(some.frames.lengths[1].item<std::int64_t>() == (two.drop ? kept.size(0) : count),
                 "encode gave another number of frames than were kept");
  if (const auto differs = difference(alone.frames, 0, some.frames, 1); !differs.empty())
    verdict.fail("a row beside another against the row alone: " + differs);
}

}  // namespace

void add_ability_checks(BackboneChecks& all, const BackboneCase& one) {
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const BackboneCase&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, one); }});
  };
  add("stages",
      "let forward run the stages itself, give each a name of its own, and share all of "
      "parameters() out among them",
      stages);
  add("layers",
      "let forward take the last of run_layers, final norm included, and mask every layer alike",
      layers);
  add("fitted",
      "observe() gathers sums that do not depend on padding, finish() turns them into buffers, and "
      "forward leaves both alone",
      fitted_figures);
  add("masked", "encode adds positions as forward does, and computes each row of clips by itself",
      masked);
  add("provenance", "weight_files() names the files that were read, as absolute paths", provenance);
}

}  // namespace serhost::conformance
