#include "weights/header_writer.hpp"

#include <stdexcept>

namespace serhost::weights {

HeaderWriter::HeaderWriter(const std::map<std::string, std::string>& metadata) {
  if (!metadata.empty()) json_["__metadata__"] = metadata;
}

void HeaderWriter::add(const std::string& name, std::string_view dtype,
                       const std::vector<std::int64_t>& shape, std::uint64_t bytes) {
  if (name == "__metadata__")
    throw std::invalid_argument("a tensor cannot be named '__metadata__' in a safetensors file");
  const auto begin = end_;
  end_ += bytes;
  json_[name] = {{"dtype", dtype}, {"shape", shape}, {"data_offsets", {begin, end_}}};
}

std::string HeaderWriter::bytes(Text text, bool aligned) const {
  using Handler = nlohmann::ordered_json::error_handler_t;
  std::string header;
  try {
    header =
        json_.dump(-1, ' ', false, text == Text::replacing ? Handler::replace : Handler::strict);
  } catch (const nlohmann::json::exception&) {
    throw std::invalid_argument("a name or a piece of metadata is not UTF-8");
  }
  if (aligned) header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string out;
  for (std::uint64_t i = 0, length = header.size(); i < 8; ++i, length >>= 8)
    out += static_cast<char>(length & 0xFF);
  return out + header;
}

}  // namespace serhost::weights
