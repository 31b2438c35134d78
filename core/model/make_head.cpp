// A plugin's head is called through a guard, and what it gives is looked at.
#include <ATen/ops/zeros.h>

#include <utility>

#include "base/error.hpp"
#include "host/built_in.hpp"
#include "host/guard.hpp"
#include "model/autocast.hpp"
#include "model/given.hpp"
#include "model/head.hpp"
#include "model/heads/mlp.hpp"
#include "model/untouched.hpp"

namespace serhost::model {
namespace {

std::string shape_of(const at::Tensor& tensor) {
  return tensor.defined() ? shape_text(tensor) : "nothing";
}

bool is_matrix(const at::Tensor& tensor, std::int64_t rows, std::int64_t columns) {
  return tensor.defined() && tensor.dim() == 2 && tensor.size(0) == rows &&
         tensor.size(1) == columns;
}

}  // namespace

std::shared_ptr<serhost::Head> make_head(const config::HeadTable& table, const HeadSpec& spec,
                                         const Context& context) {
  if (table.component.info == nullptr) return std::make_shared<Mlp>(table, spec, context);
  try {
    return host::built_in_registry().make_head(*table.component.info, table.component.values, spec,
                                               context);
  } catch (const PluginError& error) {
    throw Error(Exit::config, table.component.place.text() + ": " + error.what());
  }
}

std::int64_t embedding_width(const config::HeadTable& table, std::int64_t width) {
  if (table.component.info == nullptr) return Mlp::embedding_width(table, width);
  return host::built_in_registry().embedding_width(*table.component.info, table.component.values,
                                                   width);
}

View run_head(serhost::Head& head, const config::HeadTable& table, const HeadSpec& spec,
              const Sequence& frames, Step& step) {
  if (table.component.info == nullptr) return head.forward(frames, step);
  const auto callee = host::callee_of(*table.component.info);
  const Autocast full_precision(frames.values.device().type(), false);
  const bool fp64 = frames.values.scalar_type() == at::kDouble;
  Sequence own = frames;
  if (!fp64) own.values = frames.values.to(at::kFloat);
  const Untouched untouched({{"frames", own.values}, {"lengths", own.lengths}});
  auto view = host::guarded(callee, "forward", [&] { return head.forward(own, step); });
  untouched.require(callee, "forward");
  view.frames = own.values;
  view.lengths = frames.lengths;
  const auto clips = frames.values.size(0), width = embedding_width(table, spec.width);
  const auto refuse = [&](const char* what, const at::Tensor& given, std::int64_t columns) {
    throw PluginError(callee.component + " of plugin " + callee.plugin + " gave " + what + " " +
                      shape_of(given) + "; expected [" + std::to_string(clips) + ", " +
                      std::to_string(columns) + "]");
  };
  if (spec.needs.output && !is_matrix(view.output, clips, spec.outputs))
    refuse("the output", view.output, spec.outputs);
  if ((spec.needs.embedding || view.embedding.defined()) &&
      !is_matrix(view.embedding, clips, width))
    refuse("the embedding", view.embedding, width);
  for (const auto& [what, given] :
       {std::pair{"an output", view.output}, {"an embedding", view.embedding}}) {
    const auto fault = given.defined() ? unfit(given, own.values) : std::string();
    if (!fault.empty())
      throw PluginError(callee.component + " of plugin " + callee.plugin + " gave " + what +
                        " with values " + fault);
  }
  return view;
}

}  // namespace serhost::model
