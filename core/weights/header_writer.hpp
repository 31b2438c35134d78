// The front of a safetensors file: the length of a JSON object, and the object, which says where
// each tensor lies. For files that are written piece by piece. Knows no torch.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::weights {

class HeaderWriter {
 public:
  HeaderWriter() = default;
  explicit HeaderWriter(const std::map<std::string, std::string>& metadata);

  /// The next tensor, right behind the one before. `dtype` as safetensors names it: "F32". Throws
  /// std::invalid_argument for the name of the metadata.
  void add(const std::string& name, std::string_view dtype, const std::vector<std::int64_t>& shape,
           std::uint64_t bytes);

  enum class Text { utf8_only, replacing };

  /// The 8 bytes of the length and the header, with blanks behind it unless `aligned` is false, so
  /// that the data begins at a multiple of 8. Throws std::invalid_argument for a text that is not
  /// UTF-8, unless those are replaced.
  std::string bytes(Text text = Text::utf8_only, bool aligned = true) const;

 private:
  nlohmann::ordered_json json_ = nlohmann::ordered_json::object();
  std::uint64_t end_ = 0;
};

}  // namespace serhost::weights
