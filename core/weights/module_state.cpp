// All faults are gathered before anything is copied: a wrong checkpoint is told in one message and
// leaves the module as it was.
#include <ATen/core/grad_mode.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <serhost/weights/checkpoint.hpp>
#include <serhost/weights/module_state.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "weights/text.hpp"
#include "weights/weight_norm.hpp"

namespace serhost::weights {
namespace {

bool begins_with_one_of(const std::string& name, const std::vector<std::string>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](const auto& beginning) { return name.starts_with(beginning); });
}

/// Names that fit, and a fault for every other.
struct Comparison {
  std::vector<std::string> fit, left;
  std::vector<std::string> missing, unexpected, different;

  void throw_if_faulty(const std::string& source) const {
    std::vector<std::string> faults;
    if (!missing.empty()) faults.push_back("missing: " + listed(missing));
    if (!unexpected.empty()) faults.push_back("unexpected: " + listed(unexpected));
    if (!different.empty()) faults.push_back("shapes: " + listed(different));
    if (faults.empty()) return;
    throw Error(Exit::damaged, (source.empty() ? "the weights" : source) +
                                   ": do not fit the model; " + join(faults, "; "));
  }
};

Comparison compare(const Tensors& state, const Offers& offers, const LoadOptions& options,
                   const std::function<bool(const std::string&)>& may_be_left_over) {
  Comparison out;
  for (const auto& [name, own] : state) {
    const auto found = offers.find(name);
    if (found == offers.end())
      (begins_with_one_of(name, options.may_miss) ? out.left : out.missing).push_back(name);
    else if (found->second.shape != own.sizes())
      out.different.push_back(name + " is " + shape_text(found->second.shape) + ", but must be " +
                              shape_text(own.sizes()));
    else out.fit.push_back(name);
  }
  for (const auto& [name, offered] : offers) {
    if (!state.contains(name) && !may_be_left_over(name)) out.unexpected.push_back(name);
  }
  return out;
}

void copy(Tensors& state, const Offers& offers, const std::vector<std::string>& names) {
  at::NoGradGuard no_grad;
  for (const auto& name : names) state.at(name).copy_(offers.at(name).tensor());
}

/// Takes off what the user says to leave out.
void leave_out(Offers& offers, const std::vector<std::string>& beginnings) {
  std::erase_if(offers,
                [&](const auto& item) { return begins_with_one_of(item.first, beginnings); });
}

}  // namespace

Tensors state_of(const torch::nn::Module& module) {
  Tensors out;
  for (const auto& item : module.named_parameters()) out.emplace(item.key(), item.value().detach());
  for (const auto& item : module.named_buffers()) out.emplace(item.key(), item.value().detach());
  return out;
}

void load_into(torch::nn::Module& module, const Tensors& tensors, const LoadOptions& options) {
  auto state = state_of(module);
  Offers offers;
  for (const auto& [name, tensor] : tensors)
    offers[name] = {tensor.sizes().vec(), [tensor = tensor] { return tensor; }};
  leave_out(offers, options.ignore);
  const auto found = compare(state, offers, options, [](const auto&) { return false; });
  found.throw_if_faulty(options.source);
  copy(state, offers, found.fit);
}

Loaded load_into(torch::nn::Module& module, const EncoderWeights& weights,
                 const LoadOptions& options) {
  auto state = state_of(module);
  Offers offers;
  for (const auto& name : weights.names()) {
    offers[name] = {weights.shape(name), [&weights, name] { return weights.tensor(name); }};
    const auto may_lack_lead = [&](std::string_view pattern) { return matches(pattern, name); };
    const auto& patterns = weights.layout().may_lack_lead;
    const auto own = state.find(name);
    if (own == state.end() || std::none_of(patterns.begin(), patterns.end(), may_lack_lead))
      continue;
    auto with_lead = offers[name].shape;
    with_lead.insert(with_lead.begin(), 1);
    if (own->second.sizes() == with_lead)
      offers[name] = {with_lead, [&weights, name] { return weights.tensor(name).unsqueeze(0); }};
  }
  leave_out(offers, options.ignore);
  fit_weight_norm(offers, state);
  const auto is_extra = [&](const std::string& name) {
    return std::find(weights.extras().begin(), weights.extras().end(), name) !=
           weights.extras().end();
  };
  const auto found = compare(state, offers, options, is_extra);
  found.throw_if_faulty(options.source.empty() ? weights.checkpoint().path().string()
                                               : options.source);
  if (!weights.checkpoint().is_tensor_index()) copy(state, offers, found.fit);
  Loaded out;
  out.left = found.left;
  for (const auto& [name, offered] : offers) {
    if (!state.contains(name)) out.unused.push_back(name);
  }
  return out;
}

}  // namespace serhost::weights
