// The type of every value is written beside it: JSON alone cannot tell 2 from 2.0, nor a path from
// a text, nor hold an infinity.
#include "host/probe_result_json.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "base/whole_number.hpp"

namespace serhost::host {
namespace {

using nlohmann::json;

json real_to_json(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

double real_from_json(const json& from) {
  if (from.is_number()) return from.get<double>();
  const auto& text = from.get_ref<const std::string&>();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  throw std::invalid_argument("not a number: " + text);
}

struct ValueWriter {
  json operator()(std::monostate) const { return json::object(); }
  json operator()(bool value) const { return {{"bool", value}}; }
  json operator()(std::int64_t value) const { return {{"int", value}}; }
  json operator()(double value) const { return {{"real", real_to_json(value)}}; }
  json operator()(const std::string& value) const { return {{"text", value}}; }
  json operator()(const std::filesystem::path& value) const { return {{"path", value.string()}}; }
  json operator()(const std::vector<std::int64_t>& value) const { return {{"ints", value}}; }
  json operator()(const std::vector<double>& value) const {
    auto list = json::array();
    for (const double item : value) list.push_back(real_to_json(item));
    return {{"reals", list}};
  }
  json operator()(const std::vector<std::string>& value) const { return {{"texts", value}}; }
  json operator()(const std::map<std::string, double>& value) const {
    auto table = json::object();
    for (const auto& [key, item] : value) table[key] = real_to_json(item);
    return {{"weights", table}};
  }
  json operator()(const std::vector<PartValue>&) const {
    return {{"parts", json::array()}};
  }  // a schema's default holds none
};

Value value_from_json(const json& from) {
  if (from.empty()) return {};
  const auto entry = from.begin();
  const auto& type = entry.key();
  const auto& held = entry.value();
  if (type == "bool") return held.get<bool>();
  if (type == "int") return whole_number<std::int64_t>(held);
  if (type == "real") return real_from_json(held);
  if (type == "text") return held.get<std::string>();
  if (type == "path") return std::filesystem::path(held.get<std::string>());
  if (type == "texts") return held.get<std::vector<std::string>>();
  if (type == "parts") return std::vector<PartValue>{};
  if (type == "ints") {
    std::vector<std::int64_t> list;
    for (const auto& item : held) list.push_back(whole_number<std::int64_t>(item));
    return list;
  }
  if (type == "reals") {
    std::vector<double> list;
    for (const auto& item : held) list.push_back(real_from_json(item));
    return list;
  }
  if (type == "weights") {
    std::map<std::string, double> table;
    for (const auto& [key, item] : held.items()) table[key] = real_from_json(item);
    return table;
  }
  throw std::invalid_argument("no value of type '" + type + "'");
}

json spec_to_json(const ParamSpec& spec) {
  json out = {{"name", spec.name},
              {"type", static_cast<int>(spec.type)},
              {"help", spec.help},
              {"fallback", std::visit(ValueWriter{}, spec.fallback)},
              {"optional", spec.optional}};
  if (spec.minimum) out["minimum"] = real_to_json(*spec.minimum);
  if (spec.maximum) out["maximum"] = real_to_json(*spec.maximum);
  if (spec.above) out["above"] = real_to_json(*spec.above);
  if (spec.below) out["below"] = real_to_json(*spec.below);
  if (spec.count) out["count"] = *spec.count;
  if (!spec.former.empty()) out["former"] = spec.former;
  if (!spec.choices.empty()) out["choices"] = spec.choices;
  if (spec.keys_are_classes) out["keys_are_classes"] = true;
  if (spec.part_kind != Kind::loss) out["part_kind"] = static_cast<int>(spec.part_kind);
  return out;
}

int checked(const json& from, int last, const char* what) {
  const auto value = whole_number<int>(from);
  if (value < 0 || value > last)
    throw std::invalid_argument(std::string("no ") + what + " has the number " +
                                std::to_string(value));
  return value;
}

Kind kind_from_json(const json& from) {
  return static_cast<Kind>(checked(from, static_cast<int>(kKinds.size()) - 1, "kind"));
}

ParamSpec spec_from_json(const json& from) {
  ParamSpec spec;
  spec.name = from.at("name").get<std::string>();
  spec.type =
      static_cast<ParamType>(checked(from.at("type"), static_cast<int>(ParamType::parts), "type"));
  spec.help = from.at("help").get<std::string>();
  spec.fallback = value_from_json(from.at("fallback"));
  spec.optional = from.at("optional").get<bool>();
  if (from.contains("minimum")) spec.minimum = real_from_json(from["minimum"]);
  if (from.contains("maximum")) spec.maximum = real_from_json(from["maximum"]);
  if (from.contains("above")) spec.above = real_from_json(from["above"]);
  if (from.contains("below")) spec.below = real_from_json(from["below"]);
  if (from.contains("count")) spec.count = whole_number<std::size_t>(from["count"]);
  spec.former = from.value("former", std::string());
  if (from.contains("choices")) spec.choices = from["choices"].get<std::vector<std::string>>();
  spec.keys_are_classes = from.value("keys_are_classes", false);
  if (from.contains("part_kind")) { spec.part_kind = kind_from_json(from["part_kind"]); }
  return spec;
}

}  // namespace

json to_json(const AbiRecord& record) {
  return {{"api", {record.api_major, record.api_minor}},
          {"torch", record.torch_version},
          {"stdlib", record.stdlib},
          {"build", record.build},
          {"cxx", record.cxx_standard},
          {"compiler", record.compiler},
          {"name", record.plugin_name},
          {"version", record.plugin_version},
          {"machine", record.machine}};
}

AbiRecord record_from_json(const json& from) {
  return {.api_major = whole_number<std::uint32_t>(from.at("api").at(0)),
          .api_minor = whole_number<std::uint32_t>(from.at("api").at(1)),
          .cxx_standard = whole_number<std::uint32_t>(from.at("cxx")),
          .torch_version = from.at("torch").get<std::string>(),
          .stdlib = from.at("stdlib").get<std::string>(),
          .build = from.at("build").get<std::string>(),
          .compiler = from.at("compiler").get<std::string>(),
          .plugin_name = from.at("name").get<std::string>(),
          .plugin_version = from.at("version").get<std::string>(),
          .machine = from.at("machine").get<std::string>()};
}

json to_json(const ProbeResult& component) {
  auto parameters = json::array();
  for (const auto& spec : component.parameters) parameters.push_back(spec_to_json(spec));
  return {{"kind", static_cast<int>(component.kind)},
          {"name", component.name},
          {"summary", component.summary},
          {"title", component.title},
          {"order", component.order},
          {"parameters", std::move(parameters)},
          {"abilities", component.abilities}};
}

ProbeResult found_from_json(const json& from) {
  ProbeResult component;
  component.kind = kind_from_json(from.at("kind"));
  component.name = from.at("name").get<std::string>();
  component.summary = from.at("summary").get<std::string>();
  component.title = from.at("title").get<std::string>();
  component.order = whole_number<int>(from.at("order"));
  for (const auto& spec : from.at("parameters"))
    component.parameters.push_back(spec_from_json(spec));
  component.abilities = from.at("abilities").get<std::vector<std::string>>();
  return component;
}

}  // namespace serhost::host
