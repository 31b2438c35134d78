// Writes the resolved text: tables in the order of the documentation, a component's parameters in
// the order of its schema. What is hashed has the first name of every key that was renamed: a run
// of an earlier version is still the run of the same experiment.
#include "config/resolved.hpp"

#include <algorithm>
#include <cmath>

#include "config/pieces.hpp"
#include "config/renamed.hpp"
#include "config/tables.hpp"
#include "config/toml_text.hpp"
#include "host/nested.hpp"

namespace serhost::config {
namespace {

class Writer {
 public:
  explicit Writer(bool deciding) : deciding_(deciding) {}

  /// The name of a key that was renamed: what decides is hashed by the first one.
  std::string key(const char* table, const char* today) const {
    if (!deciding_) return today;
    const auto dotted = first_key(std::string(table) + "." + today);
    return dotted.substr(dotted.rfind('.') + 1);
  }
  std::string key(const ParamSpec& spec) const {
    return deciding_ && !spec.former.empty() ? spec.former : spec.name;
  }
  void header(const std::string& name, bool several = false) {
    out_ += (several ? "\n[[" + name + "]]\n" : "\n[" + name + "]\n");
  }
  void line(const std::string& key, const std::string& value) {
    out_ += toml_key(key) + " = " + value + "\n";
  }
  void text(const std::string& key, const std::string& value) { line(key, toml_string(value)); }
  void real(const std::string& key, double value) { line(key, toml_real(value)); }
  void integer(const std::string& key, std::int64_t value) { line(key, std::to_string(value)); }
  void boolean(const std::string& key, bool value) { line(key, value ? "true" : "false"); }
  bool deciding() const { return deciding_; }
  std::string take() { return std::move(out_); }

 private:
  bool deciding_;
  std::string out_;
};

std::string part_text(const PartValue& part, const Writer& out);

// "" where there is nothing to write.
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

std::string part_text(const PartValue& part, const Writer& to) {
  std::string out =
      "{ plugin = " + toml_string(part.plugin) + ", weight = " + toml_real(part.weight);
  const auto& specs = part.nested->info->parameters;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto text = parameter_text(specs[i], part.nested->values[i], to);
    if (!text.empty()) out += ", " + toml_key(to.key(specs[i])) + " = " + text;
  }
  return out + " }";
}

void write_parameters(const ComponentRef& chosen, Writer& out) {
  const auto& specs = chosen.info->parameters;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto text = parameter_text(specs[i], chosen.values[i], out);
    if (!text.empty()) out.line(out.key(specs[i]), text);
  }
}

/// What a schema declares of `options`, a line a key; `before` is called with each key first and
/// says whether it is written.
template <class Options, class Before>
void write_options(const Options& options, Writer& out, const Before& before) {
  Schema<Options> schema;
  declare(schema);
  const auto specs = schema.specs();
  const auto values = schema.values(options);
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto text = parameter_text(specs[i], values[i], out);
    if (before(specs[i].name) && !text.empty()) out.line(out.key(specs[i]), text);
  }
}

constexpr auto kEveryKey = [](const std::string&) { return true; };

// The label map file is written out here, less the entries that this task has no class for, and so
// is not named.
std::map<std::string, std::string> used_merge(const DatasetTable& table) {
  auto merge = table.merge;
  std::erase_if(merge, [&](const auto& entry) {
    const auto in = [&](const std::string& name) {
      return std::find(table.classes.begin(), table.classes.end(), name) != table.classes.end();
    };
    return !table.classes.empty() &&
           (!in(entry.second) || (in(entry.first) && entry.first != entry.second));
  });
  return merge;
}

void write(const DatasetTable& table, bool several, Writer& out) {
  out.header("dataset", several);
  out.text("plugin", table.component.plugin);
  out.text("name", table.name);
  if (!table.root.empty()) out.text("root", table.root.string());
  if (!table.classes.empty()) out.line("classes", toml_list(table.classes));
  out.line("merge", toml_table(used_merge(table)));
  if (!table.dimensions.empty()) out.line("dimensions", toml_list(table.dimensions));
  if (table.present_above != 0.0) out.real("present_above", table.present_above);
  if (!table.ranges.empty()) out.line("ranges", toml_table(table.ranges));
  if (!table.people.empty()) out.text("people", table.people);
  out.boolean("skip_damaged", table.skip_damaged);
  out.real("weight", table.weight);
  write_parameters(table.component, out);
}

void write_values(const std::vector<ParamSpec>& specs, const Values& values, Writer& out) {
  for (std::size_t i = 0; i < specs.size() && i < values.size(); ++i) {
    const auto text = parameter_text(specs[i], values[i], out);
    if (!text.empty()) out.line(out.key(specs[i]), text);
  }
}

/// What stands between the declared keys, where it always stood: the hash of an experiment depends
/// on the order. `claims` and `copies` do not appear where nothing was asked for.
void write(const ProtocolTable& table, Writer& out) {
  out.header("protocol");
  write_options(table, out, [&](const std::string& key) {
    // Left out, `from` means speakers where they are known, else random; written, it means what it
    // says.
    const auto& rule = table.validation;
    const auto from = rule.from ? "from = " + toml_string(*rule.from) + ", " : std::string();
    if (key == "select")
      out.line("validation", "{ " + from + "fraction = " + toml_real(rule.fraction) + " }");
    if (key == "claims") return !table.claims.empty();
    return key != "copies" || table.copies != ProtocolTable().copies;
  });
  const auto* piece = find_piece("protocol", table.name);
  if (piece != nullptr && piece->own) write_values(piece->parameters(), table.own, out);
}

void write(const BackboneTable& table, bool several, Writer& out) {
  out.header("backbone", several);
  out.text("plugin", table.component.plugin);
  out.text("freeze", table.freeze);
  out.text(out.key("backbone", "layers"), table.layers);
  write_parameters(table.component, out);
}

void write(const HeadTable& table, Writer& out) {
  out.header("head");
  if (table.component.info == nullptr) return write_options<HeadOptions>(table, out, kEveryKey);
  out.text("plugin", table.component.plugin);
  write_parameters(table.component, out);
}

void write(const AugmentTable& table, Writer& out) {
  out.header("augment", true);
  out.text("plugin", table.component.plugin);
  out.real("probability", table.probability);
  write_parameters(table.component, out);
}

/// Named by `name` where it is built in, by `plugin` where it is a plugin's.
std::string optimizer_text(const OptimizerTable& table, const Writer& out) {
  const auto* info = table.component.info;
  const bool plugin = info != nullptr && info->built_in == nullptr;
  std::string text = plugin ? "{ plugin = " + toml_string(table.component.plugin)
                            : "{ name = " + toml_string(table.name);
  const auto add = [&](const std::vector<ParamSpec>& specs, const Values& values) {
    for (std::size_t i = 0; i < specs.size(); ++i) {
      const auto value = parameter_text(specs[i], values[i], out);
      if (!value.empty()) text += ", " + toml_key(out.key(specs[i])) + " = " + value;
    }
  };
  Schema<OptimizerTable> schema;
  declare(schema);
  add(schema.specs(), schema.values(table));
  if (info != nullptr) add(info->parameters, table.component.values);
  return text + " }";
}

std::string schedule_text(const ScheduleTable& table, const Writer& out) {
  std::string text = "{ name = " + toml_string(table.name);
  const auto* piece = find_piece("schedule", table.name);
  const auto specs = piece == nullptr ? std::vector<ParamSpec>{} : piece->parameters();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto& value = i < table.values.size() ? table.values[i] : specs[i].fallback;
    const auto written = parameter_text(specs[i], value, out);
    if (!written.empty()) text += ", " + toml_key(out.key(specs[i])) + " = " + written;
  }
  return text + " }";
}

/// As above.
void write(const TrainTable& table, Writer& out) {
  out.header("train");
  write_options(table, out, [&](const std::string& key) {
    if (key == "class_weights") {
      out.line("optimizer", optimizer_text(table.optimizer, out));
      out.line("schedule", schedule_text(table.schedule, out));
    }
    if (key == "checkpoints" || key == "device") return !out.deciding();  // they decide nothing
    if (key == "batch_size") return !table.batch_seconds.has_value();
    if (key == "pad_short")
      return table.pad_short || !out.deciding();  // left out, it decides nothing
    return true;
  });
}

std::string write(const Experiment& experiment, bool deciding) {
  Writer out(deciding);
  if (!deciding) out.text("name", experiment.name);
  out.text("task", experiment.task);
  out.line("seeds", toml_list(experiment.seeds));
  for (const auto& table : experiment.datasets) write(table, experiment.datasets.size() > 1, out);
  write(experiment.protocol, out);
  for (const auto& table : experiment.backbones) write(table, experiment.backbones.size() > 1, out);
  for (const auto& table : experiment.train.augments) write(table, out);
  write(experiment.head, out);
  out.header("loss");
  out.text("plugin", experiment.loss.plugin);
  write_parameters(experiment.loss, out);
  write(experiment.train, out);
  return out.take();
}

}  // namespace

std::string resolved_text(const Experiment& experiment) {
  return "# Every key with the value used; loads to the same experiment.\n" +
         write(experiment, false);
}

std::string parameters_text(const ComponentRef& chosen) {
  Writer out(false);
  write_parameters(chosen, out);
  return out.take();
}

std::string deciding_text(const Experiment& experiment) { return write(experiment, true); }

}  // namespace serhost::config
