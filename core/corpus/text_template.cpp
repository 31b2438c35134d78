// Templates have no escapes: names of files that corpora use hold no braces.
#include "corpus/text_template.hpp"

#include <stdexcept>

namespace serhost::corpus {

TextTemplate::TextTemplate(std::string_view text) {
  for (;;) {
    const auto open = text.find('{');
    const auto before = text.substr(0, open);
    if (before.find('}') != std::string_view::npos)
      throw std::invalid_argument("has a '}' without a '{' before it");
    between_.emplace_back(before);
    if (open == std::string_view::npos) return;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos)
      throw std::invalid_argument("has a '{' that is not closed");
    const auto name = text.substr(open + 1, close - open - 1);
    if (name.empty() || name.find('{') != std::string_view::npos)
      throw std::invalid_argument("needs the name of a group in each pair of braces");
    names_.emplace_back(name);
    text.remove_prefix(close + 1);
  }
}

std::optional<std::string> TextTemplate::filled(const Fields& fields) const {
  auto out = between_.front();
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const auto at = fields.find(names_[i]);
    if (at == fields.end()) return std::nullopt;
    out += at->second + between_[i + 1];
  }
  return out;
}

}  // namespace serhost::corpus
