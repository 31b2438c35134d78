// Bounded before it is parsed: what a file nests is written out and freed by recursion.
#include <serhost/corpus.hpp>
#include <serhost/readers/json.hpp>
#include <serhost/readers/text.hpp>
#include <stdexcept>

namespace serhost::readers {

bool too_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted) ++i;
    else if (text[i] == '"') quoted = !quoted;
    else if (!quoted && (text[i] == '[' || text[i] == '{') && ++depth > kDeepestJson) return true;
    else if (!quoted && (text[i] == ']' || text[i] == '}')) --depth;
  }
  return false;
}

nlohmann::json read_json_object(const std::filesystem::path& file, const std::string& what) {
  const auto text = text_of(file, what);
  if (!corpus::is_utf8(text))
    throw std::runtime_error(file.string() + ": is not UTF-8 text; expected " + what);
  if (too_deep(text))
    throw std::runtime_error(file.string() + ": nests brackets more than " +
                             std::to_string(kDeepestJson) + " deep; expected " + what);
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded())
    throw std::runtime_error(file.string() + ": is not JSON, or not all of it; expected " + what);
  if (!json.is_object())
    throw std::runtime_error(file.string() + ": is JSON, but no object; expected " + what);
  return json;
}

const nlohmann::json* member_of(const nlohmann::json& object, const std::string& name) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(name);
  return at == object.end() ? nullptr : &*at;
}

Row row_of(const nlohmann::json& object, std::size_t line) {
  const auto plain = [](const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  Row row{line, {}, {}};
  for (const auto& [name, value] : object.items()) {
    if (name == "votes" && value.is_object()) {
      for (const auto& [label, count] : value.items()) row.votes[label] = plain(count);
    } else if (!value.is_null() &&
               !(value.is_string() && value.get_ref<const std::string&>().empty())) {
      row.fields[name] = plain(value);
    }
  }
  return row;
}

std::string text_of_member(const nlohmann::json& object, const std::string& name) {
  const auto* member = member_of(object, name);
  if (member == nullptr || member->is_null() || member->is_structured()) return "";
  return member->is_string() ? member->get<std::string>() : member->dump();
}

}  // namespace serhost::readers
