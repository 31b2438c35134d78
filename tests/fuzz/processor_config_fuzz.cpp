// processor_config.json, and the feature extractor in it as an encoder reads it.
#include <serhost/nn/encoder_fields.hpp>

#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "weights/opened.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace serhost;
  try {
    const auto processor = weights::Config::parse(fuzz::text(data, size), "processor_config.json");
    const auto extractor = weights::extractor_of(processor);
    bool normalize = false;
    nn::read_extractor(extractor, normalize);
    const auto rate = extractor.integer("sampling_rate");
    fuzz::require(!rate || *rate == 16000);
    fuzz::require(!extractor.has("do_normalize") || extractor.boolean("do_normalize") == normalize);
  } catch (const Error& fault) {
    fuzz::require(fault.exit() == Exit::damaged || fault.exit() == Exit::config);
  }
  return 0;
}
