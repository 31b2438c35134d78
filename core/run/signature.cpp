// Lengths go into the hash with the texts, so that no two lists of fields run together to the same
// bytes.
#include "run/signature.hpp"

#include <algorithm>
#include <utility>

#include "base/hash.hpp"

namespace serhost::run {
namespace {

constexpr std::size_t kDigits = 12;  // of the line: enough to tell, short enough to read out

}  // namespace

const std::string* Signature::find(const std::string& field) const {
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [&](const auto& entry) { return entry.first == field; });
  return at == fields.end() ? nullptr : &at->second;
}

std::string* Signature::find(const std::string& field) {
  return const_cast<std::string*>(std::as_const(*this).find(field));
}

std::string Signature::hash() const {
  if (fields.empty()) return "";
  Sha256 hash;
  const auto add = [&hash](const std::string& text) {
    hash.add(std::to_string(text.size()) + ":" + text);
  };
  if (version > 1) {
    add("version");
    add(std::to_string(version));
  }
  for (const auto& [name, value] : fields) {
    add(name);
    add(value);
  }
  return hash.hex();
}

std::string Signature::line() const {
  if (fields.empty()) return "";
  return (label.empty() ? "" : label + " | ") + hash().substr(0, kDigits);
}

std::vector<FieldDifference> differences(const Signature& first, const Signature& second) {
  if (first.fields.empty() != second.fields.empty())
    return {{"signature", first.line(), second.line()}};
  if (first.version != second.version && !first.fields.empty())
    return {{kVersionDiffers, std::to_string(first.version), std::to_string(second.version)}};
  std::vector<FieldDifference> out;
  for (const auto& [name, value] : first.fields) {
    const auto* other = second.find(name);
    if (other == nullptr || *other != value)
      out.push_back({name, value, other == nullptr ? "" : *other});
  }
  for (const auto& [name, value] : second.fields) {
    if (first.find(name) == nullptr) out.push_back({name, "", value});
  }
  return out;
}

}  // namespace serhost::run
