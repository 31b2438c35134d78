// Shapes are kept, not only the config: some encoders know their sizes from the tensors alone.
#include "weights/tensor_index.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "weights/json.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace {

using Json = nlohmann::json;

constexpr const char* kSchema = "serhost.skeleton/1";

StoredTensor tensor_of(const Json& entry, const std::string& where) {
  const auto fail = [&](const char* what) { throw Error(Exit::damaged, where + what); };
  if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape"))
    fail("needs dtype and shape");
  const auto known = std::find_if(kDtypes.begin(), kDtypes.end(),
                                  [&](const auto& each) { return entry["dtype"] == each.name; });
  if (known == kDtypes.end()) fail("its dtype is not known");
  const auto& shape = entry["shape"];
  if (!shape.is_array() || shape.size() > kMostDimensions)
    fail("its shape must be a list of at most 64 sizes");
  StoredTensor out;
  out.dtype = known->dtype;
  std::uint64_t size = known->bytes;
  for (const auto& each : shape) {
    const auto length = integer_of(each);
    if (!length || *length < 0 ||
        __builtin_mul_overflow(size, static_cast<std::uint64_t>(std::max<std::int64_t>(*length, 1)),
                               &size) ||
        size > INT64_MAX) {
      fail("its shape holds a size that is not whole, negative, or too large");
    }
    out.shape.push_back(*length);
  }
  return out;
}

}  // namespace

std::string tensor_index_text(const Config& config, const Config& preprocessor,
                              const StoredTensors& tensors) {
  Json out = {{"schema", kSchema},
              {"config", Json::parse(config.json())},
              {"preprocessor", Json::parse(preprocessor.json())}};
  auto& table = out["tensors"] = Json::object();
  for (const auto& [name, tensor] : tensors)
    table[name] = {{"dtype", name_of(tensor.dtype).name}, {"shape", tensor.shape}};
  return text_of(out);
}

Opened read_skeleton(std::string_view json, const std::filesystem::path& file) {
  const auto skeleton = parse_json(json, file.string());
  if (!skeleton.contains("schema") || skeleton["schema"] != kSchema ||
      !skeleton.contains("tensors") || !skeleton["tensors"].is_object()) {
    throw Error(
        Exit::damaged,
        file.string() +
            ": is JSON, but no checkpoint; open the folder that holds config.json and the weights");
  }
  Opened out;
  out.format = "skeleton";
  out.tensor_index = true;
  for (const auto* name : {"config", "preprocessor"}) {
    if (!skeleton.contains(name)) continue;
    (std::string_view(name) == "config" ? out.config : out.preprocessor) =
        Config::parse(text_of(skeleton[name]), file.string());
  }
  for (const auto& [name, entry] : skeleton["tensors"].items()) {
    out.tensors.emplace(name, tensor_of(entry, file.string() + ": tensor " + shown(name) + ": "));
  }
  return out;
}

}  // namespace serhost::weights
