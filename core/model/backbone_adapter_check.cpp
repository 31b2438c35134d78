// What a backbone gave, looked at before anybody computes with it.
#include "base/error.hpp"
#include "model/backbone_adapter.hpp"
#include "model/given.hpp"

namespace serhost::model {
namespace {

bool are_lengths(const at::Tensor& lengths, std::int64_t batch) {
  return lengths.defined() && lengths.is_cpu() && lengths.scalar_type() == at::kLong &&
         lengths.dim() == 1 && lengths.size(0) == batch;
}

std::int64_t length_of(const at::Tensor& lengths, std::int64_t clip) {
  return lengths.const_data_ptr<std::int64_t>()[clip * lengths.stride(0)];
}

}  // namespace

void BackboneAdapter::refuse_output(const std::string& what) const {
  throw PluginError(options_.callee.component + " of plugin " + options_.callee.plugin + " gave " +
                    what);
}

void BackboneAdapter::check(const Sequence& output, const Sequence& like) const {
  const auto batch = like.lengths.size(0);
  const auto own_width = width();
  std::string expected = "[";
  expected += std::to_string(batch) + ", frames, " + std::to_string(own_width) + "]";
  if (!output.values.defined()) refuse_output("no frames; expected " + expected);
  if (output.values.dim() != 3 || output.values.size(0) != batch ||
      output.values.size(2) != own_width)
    refuse_output("frames of shape " + shape_text(output.values) + "; expected " + expected);
  if (const auto fault = unfit(output.values, like.values); !fault.empty())
    refuse_output("frames " + fault);
  if (!are_lengths(output.lengths, batch))
    refuse_output("lengths that are not [" + std::to_string(batch) + "] int64 on the CPU");
  for (std::int64_t i = 0; i < batch; ++i) {
    const auto valid = length_of(output.lengths, i);
    if (valid < 1 || valid > output.values.size(1))
      refuse_output(std::to_string(valid) + " valid frames of " +
                    std::to_string(output.values.size(1)) +
                    "; expected 1 or more, and no more than there are");
  }
  check_extras(output, like);
}

void BackboneAdapter::check_extras(const Sequence& output, const Sequence& like) const {
  const auto batch = like.lengths.size(0);
  if (output.summary.defined()) {
    if (output.summary.dim() != 2 || output.summary.size(0) != batch)
      refuse_output("a summary of shape " + shape_text(output.summary) + "; expected [" +
                    std::to_string(batch) + ", width]");
    if (const auto fault = unfit(output.summary, like.values); !fault.empty())
      refuse_output("a summary with values " + fault);
  }
  if (output.segment_ids.defined() &&
      (output.segment_ids.dim() != 2 || output.segment_ids.size(0) != batch ||
       output.segment_ids.scalar_type() != at::kLong))
    refuse_output("segment_ids of shape " + shape_text(output.segment_ids) + "; expected [" +
                  std::to_string(batch) + ", frames] int64");
}

void BackboneAdapter::check_part(const Sequence& output, const Sequence& like,
                                 const char* call) const {
  const auto batch = like.lengths.size(0);
  const auto from = std::string(" from ") + call;
  if (!output.values.defined() || output.values.dim() < 2 || output.values.size(0) != batch)
    refuse_output("values of shape " + shape_text(output.values) + from + "; expected [" +
                  std::to_string(batch) + ", frames, ...]");
  if (const auto fault = unfit(output.values, like.values); !fault.empty())
    refuse_output("values" + from + " " + fault);
  if (!are_lengths(output.lengths, batch))
    refuse_output("lengths" + from + " that are not [" + std::to_string(batch) +
                  "] int64 on the CPU");
}

void BackboneAdapter::check_counts(const Sequence& output, const Sequence& input) const {
  for (std::int64_t i = 0; i < input.lengths.size(0); ++i) {
    const auto given = length_of(input.lengths, i), made = length_of(output.lengths, i);
    if (const auto said = frames(given); said != made)
      refuse_output(std::to_string(made) + " frames for a clip of length " + std::to_string(given) +
                    ", where its frames() says " + std::to_string(said) +
                    "; batches, plans and caches go by what frames() says");
  }
}

}  // namespace serhost::model
