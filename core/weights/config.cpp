// JSON is parsed into nlohmann's tree here and in no header: authors of plugins need no JSON
// library.
#include <cmath>
#include <nlohmann/json.hpp>
#include <serhost/weights/config.hpp>
#include <set>

#include "base/error.hpp"
#include "weights/json.hpp"
#include "weights/text.hpp"

namespace serhost::weights {

using Json = nlohmann::json;

struct Config::Content {
  Json json = Json::object();
  std::string file;

  const Json* find(const std::string& name) const {
    const auto found = json.find(name);
    return found == json.end() || found->is_null() ? nullptr : &*found;
  }

  [[noreturn]] void wrong(const std::string& name, const char* expected) const {
    throw Error(Exit::damaged, file + ": " + weights::shown(name) + " is " +
                                   shown_json(json.at(name)) + ", but must be " + expected);
  }
};

Config::Config() : Config(std::make_shared<const Content>()) {}
Config::~Config() = default;

Config Config::parse(std::string_view json, std::string file) {
  auto content = std::make_shared<Content>();
  content->json = parse_json(json, file);
  if (!content->json.is_object())
    throw Error(Exit::damaged,
                file + ": must hold one JSON object, found " + shown_json(content->json));
  content->file = std::move(file);
  return Config(std::move(content));
}

const std::string& Config::file() const { return content_->file; }
bool Config::empty() const { return content_->json.empty(); }

std::vector<std::string> Config::names() const {
  std::vector<std::string> out;
  for (const auto& item : content_->json.items()) out.push_back(item.key());
  return out;
}

bool Config::has(const std::string& name) const { return content_->find(name) != nullptr; }

bool Config::has_table(const std::string& name) const {
  const auto* value = content_->find(name);
  return value != nullptr && value->is_object();
}

bool Config::says_nothing(const std::string& name) const {
  const auto* value = content_->find(name);
  return value == nullptr || (value->is_structured() && value->empty());
}

std::optional<bool> Config::boolean(const std::string& name) const {
  const auto* value = content_->find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) content_->wrong(name, "true or false");
  return value->get<bool>();
}

std::optional<std::int64_t> Config::integer(const std::string& name) const {
  const auto* value = content_->find(name);
  if (value == nullptr) return std::nullopt;
  const auto out = integer_of(*value);
  if (!out) content_->wrong(name, "a whole number");
  return out;
}

std::optional<double> Config::real(const std::string& name) const {
  const auto* value = content_->find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number() || !std::isfinite(value->get<double>()))
    content_->wrong(name, "a number");
  return value->get<double>();
}

std::optional<std::string> Config::text(const std::string& name) const {
  const auto* value = content_->find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) content_->wrong(name, "a text");
  return value->get<std::string>();
}

std::optional<std::vector<std::int64_t>> Config::integers(const std::string& name) const {
  const auto* value = content_->find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) content_->wrong(name, "a list of whole numbers");
  std::vector<std::int64_t> out;
  for (const auto& each : *value) {
    const auto number = integer_of(each);
    if (!number) content_->wrong(name, "a list of whole numbers");
    out.push_back(*number);
  }
  return out;
}

Config Config::table(const std::string& name) const {
  auto content = std::make_shared<Content>();
  content->file = content_->file;
  if (const auto* value = content_->find(name)) {
    if (!value->is_object()) content_->wrong(name, "a table");
    content->json = *value;
  }
  return Config(std::move(content));
}

std::string Config::shown(const std::string& name) const {
  const auto found = content_->json.find(name);
  return found == content_->json.end() ? "nothing" : shown_json(*found);
}

std::string Config::json(int indent) const { return text_of(content_->json, indent); }

}  // namespace serhost::weights
