// config.json, read as an encoder reads it and as fairseq's words are translated.
#include <serhost/weights/layouts.hpp>

#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "weights/tensor_index.hpp"

namespace {

using namespace serhost;

template <class Call>
void refused_or_done(Call call) {
  try {
    call();
  } catch (const Error& fault) {
    fuzz::require(fault.exit() == Exit::damaged || fault.exit() == Exit::config);
  }
}

void read_fields(const weights::Config& config) {
  std::int64_t width = 1;
  double eps = 0.0;
  bool bias = false;
  std::string norm;
  std::vector<std::int64_t> kernel;
  weights::ConfigFields()
      .reads("hidden_size", width, 1, 4096)
      .reads("layer_norm_eps", eps, 0.0, 1.0)
      .reads("conv_bias", bias)
      .reads("feat_extract_norm", norm, {"group", "layer"})
      .reads("conv_kernel", kernel)
      .fixed("hidden_act", {"gelu"})
      .fixed("add_adapter", {false})
      .apply(config);
  fuzz::require(width >= 1 && width <= 4096 && eps >= 0.0 && eps <= 1.0);
  for (const auto each : kernel) fuzz::require(each >= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text(data, size);
  refused_or_done([&] { weights::read_skeleton(text, "fuzz.json"); });
  refused_or_done([&] {
    const auto config = weights::Config::parse(text, "fuzz.json");
    refused_or_done([&] { read_fields(config); });
    refused_or_done([&] { weights::translated_fairseq(config, "fuzz"); });
    refused_or_done([&] { weights::fairseq_preprocessor(config); });
    refused_or_done([&] { weights::fairseq_wav2vec_layout("*").config(config); });
  });
  return 0;
}
