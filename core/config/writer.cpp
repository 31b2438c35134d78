// Components within components are inline tables.
#include "config/writer.hpp"

#include <cmath>

#include "config/toml_text.hpp"
#include "host/nested.hpp"
#include "host/registry.hpp"

namespace serhost::config {
namespace {

std::string part_text(const PartValue& part, const Writer& to) {
  return "{ plugin = " + toml_string(part.plugin) + ", weight = " + toml_real(part.weight) +
         parameters_inline(part.nested->info->parameters, part.nested->values, to) + " }";
}

}  // namespace

void Writer::header(const std::string& name, bool several) {
  out_ += (several ? "\n[[" + name + "]]\n" : "\n[" + name + "]\n");
}

void Writer::line(const std::string& key, const std::string& value) {
  out_ += toml_key(key) + " = " + value + "\n";
}

void Writer::parameters(const std::vector<ParamSpec>& specs, const Values& values) {
  for (std::size_t i = 0; i < specs.size() && i < values.size(); ++i) {
    const auto text = parameter_text(specs[i], values[i], *this);
    if (!text.empty()) line(key(specs[i]), text);
  }
}

std::string parameter_text(const ParamSpec& spec, const Value& value, const Writer& to) {
  const auto* parts = std::get_if<std::vector<PartValue>>(&value);
  const auto* real = std::get_if<double>(&value);
  if (real && !std::isfinite(*real)) return {};  // can only be the default: a file cannot give one
  if (!parts) return toml_value(value);
  if (spec.type == ParamType::part)
    return parts->empty() ? std::string() : part_text(parts->front(), to);
  std::string out = "[";
  for (const auto& part : *parts) out += (out.size() > 1 ? ", " : "") + part_text(part, to);
  return out + "]";
}

std::string parameters_inline(const std::vector<ParamSpec>& specs, const Values& values,
                              const Writer& to) {
  std::string out;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto text =
        parameter_text(specs[i], i < values.size() ? values[i] : specs[i].fallback, to);
    if (!text.empty()) out += ", " + toml_key(to.key(specs[i])) + " = " + text;
  }
  return out;
}

}  // namespace serhost::config
