// config.json of an encoder, from its text to what the weights must be like: whatever it says, no
// size is made of it that is not a small number.
#include <serhost/nn/encoder_fields.hpp>
#include <stdexcept>

#include "base/error.hpp"
#include "fuzz/input.hpp"

namespace {

using namespace serhost;

void require_sound(const nn::EncoderConfig& config) {
  nn::check(config);
  fuzz::require(config.hidden_size % config.num_attention_heads == 0);
  const auto needs = nn::needs_of(config);
  for (const auto& [name, shape] : needs.shapes) {
    std::int64_t elements = 1;
    for (const auto size : shape) {
      fuzz::require(size >= 1);
      fuzz::require(!__builtin_mul_overflow(elements, size, &elements));
    }
  }
  for (const auto& [pattern, count] : needs.counts) fuzz::require(count >= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto own = weights::Config::parse(fuzz::text(data, size), "config.json");
    nn::EncoderConfig config;
    auto fields = nn::common_fields(config);
    nn::add_norm_fields(fields, config);
    fields.harmless({"model_type"}).apply(own);
    require_sound(config);
  } catch (const Error& fault) {
    fuzz::require(fault.exit() == Exit::damaged || fault.exit() == Exit::config);
  } catch (const std::invalid_argument&) {
    return 0;  // sizes that contradict each other
  }
  return 0;
}
