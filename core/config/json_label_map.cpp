// One flat object, whose values say which of two kinds it is.
#include "config/json_label_map.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"

namespace serhost::config {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
  throw ConfigError(
      file.string() + ": " + what +
      R"(; expected {"label": "class", ...}, or {"class": 0, "other class": 1, ...})");
}

/// Classes by their numbers.
void read_numbers(const Json& object, LabelMap& to, const std::filesystem::path& file) {
  to.classes.resize(object.size());
  for (const auto& [name, number] : object.items()) {
    const bool fits = number.is_number_unsigned() && number.get<std::uint64_t>() < object.size() &&
                      to.classes[number.get<std::size_t>()].empty();
    if (!fits || name.empty())
      refuse(file, "the number of '" + name + "' is " + number.dump() +
                       ", but classes are numbered from 0 on, each number once");
    to.classes[number.get<std::size_t>()] = name;
    to.labels[name] = name;
  }
}

}  // namespace

LabelMap read_json_label_map(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (text.size() > (std::size_t{1} << 20)) refuse(file, "is larger than any label map");
  // Without recursion: more than one level is none of both kinds.
  const auto object = Json::parse(
      text,
      [](int depth, Json::parse_event_t event, Json&) {
        return depth == 0 || (event != Json::parse_event_t::object_start &&
                              event != Json::parse_event_t::array_start);
      },
      false);
  if (!object.is_object()) refuse(file, "is no JSON object");
  LabelMap out;
  if (object.empty()) refuse(file, "is empty");
  if (object.begin()->is_number()) {
    read_numbers(object, out, file);
    return out;
  }
  for (const auto& [label, name] : object.items()) {
    if (!name.is_string() || name.get_ref<const std::string&>().empty())
      refuse(file, "label '" + label + "' counts as " + name.dump() + ", which is no class");
    out.labels[label] = name.get<std::string>();
  }
  return out;
}

}  // namespace serhost::config
