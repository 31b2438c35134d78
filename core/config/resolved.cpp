// Tables in the order of the documentation, a component's parameters in the order of its schema.
#include "config/resolved.hpp"

#include <algorithm>
#include <cmath>

#include "config/tables.hpp"
#include "config/toml_text.hpp"
#include "host/nested.hpp"

namespace serhost::config {
namespace {

class Writer {
 public:
  explicit Writer(bool deciding) : deciding_(deciding) {}

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

std::string part_text(const PartValue& part);

// "" where there is nothing to write.
std::string parameter_text(const ParamSpec& spec, const Value& value) {
  const auto* parts = std::get_if<std::vector<PartValue>>(&value);
  const auto* real = std::get_if<double>(&value);
  if (real && !std::isfinite(*real)) return {};  // can only be the default: a file cannot give one
  if (!parts) return toml_value(value);
  if (spec.type == ParamType::part)
    return parts->empty() ? std::string() : part_text(parts->front());
  std::string out = "[";
  for (const auto& part : *parts) out += (out.size() > 1 ? ", " : "") + part_text(part);
  return out + "]";
}

std::string part_text(const PartValue& part) {
  std::string out =
      "{ plugin = " + toml_string(part.plugin) + ", weight = " + toml_real(part.weight);
  const auto& specs = part.nested->info->parameters;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto text = parameter_text(specs[i], part.nested->values[i]);
    if (!text.empty()) out += ", " + toml_key(specs[i].name) + " = " + text;
  }
  return out + " }";
}

void write_parameters(const ComponentRef& chosen, Writer& out) {
  const auto& specs = chosen.info->parameters;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto text = parameter_text(specs[i], chosen.values[i]);
    if (!text.empty()) out.line(specs[i].name, text);
  }
}

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
  out.boolean("skip_damaged", table.skip_damaged);
  out.real("weight", table.weight);
  write_parameters(table.component, out);
}

void write(const ProtocolTable& table, Writer& out) {
  out.header("protocol");
  out.text("name", table.name);
  out.integer("seed", table.seed);
  out.boolean("resplit", table.resplit);
  out.integer("k", table.k);
  out.real("test", table.test);
  out.boolean("stratify", table.stratify);
  if (table.unit_given) out.text("unit", table.by_speaker ? "speaker" : "clip");
  if (table.file) out.text("file", table.file->string());
  if (!table.only.empty()) out.line("only", toml_list(table.only));
  if (!table.claims.empty()) out.line("claims", toml_list(table.claims));
  if (table.copies_allowed) out.text("copies", "allow");
  // Left out, `from` means speakers where they are known, else random; written, it means what it
  // says.
  const auto from = table.validation.by_default
                        ? std::string()
                        : "from = " + toml_string(table.validation.from) + ", ";
  out.line("validation", "{ " + from + "fraction = " + toml_real(table.validation.fraction) + " }");
  out.text("select", table.select);
}

void write(const BackboneTable& table, bool several, Writer& out) {
  out.header("backbone", several);
  out.text("plugin", table.component.plugin);
  out.text("freeze", table.freeze);
  out.text("take", table.take);
  write_parameters(table.component, out);
}

void write(const HeadTable& table, Writer& out) {
  out.header("head");
  out.line("frame_hidden", toml_list(table.frame_hidden));
  out.text("pooling", table.pooling);
  out.line("hidden", toml_list(table.hidden));
  out.text("activation", table.activation);
  out.real("dropout", table.dropout);
}

// An inline table of the keys that `keys` lists and `texts` has.
std::string inline_table(const std::vector<std::string>& keys,
                         const std::map<std::string, std::string>& texts) {
  std::string out = "{ ";
  for (const auto& key : keys) {
    const auto at = texts.find(key);
    if (at != texts.end()) out += (out.size() > 2 ? ", " : "") + key + " = " + at->second;
  }
  return out + " }";
}

std::string optimizer_text(const OptimizerTable& table) {
  std::map<std::string, std::string> texts{{"name", toml_string(table.name)},
                                           {"lr", toml_real(table.lr)},
                                           {"weight_decay", toml_real(table.weight_decay)},
                                           {"momentum", toml_real(table.momentum)},
                                           {"betas", toml_list(table.betas)},
                                           {"eps", toml_real(table.eps)}};
  if (table.backbone_lr) texts["backbone_lr"] = toml_real(*table.backbone_lr);
  if (table.layer_decay) texts["layer_decay"] = toml_real(*table.layer_decay);
  return inline_table(optimizer_keys(table.name), texts);
}

std::string schedule_text(const ScheduleTable& table) {
  return inline_table(schedule_keys(table.name), {{"name", toml_string(table.name)},
                                                  {"warmup", toml_real(table.warmup)},
                                                  {"low", toml_real(table.low)},
                                                  {"high", toml_real(table.high)},
                                                  {"half_period", toml_real(table.half_period)},
                                                  {"unit", toml_string(table.unit)},
                                                  {"momentum", table.momentum ? "true" : "false"}});
}

void write(const TrainTable& table, Writer& out) {
  out.header("train");
  out.integer("epochs", table.epochs);
  if (table.batch_seconds) out.real("batch_seconds", *table.batch_seconds);
  else out.integer("batch_size", table.batch_size);
  out.integer("accumulate", table.accumulate);
  out.line("optimizer", optimizer_text(table.optimizer));
  out.line("schedule", schedule_text(table.schedule));
  const auto* weights = std::get_if<std::map<std::string, double>>(&table.class_weights);
  out.line("class_weights", weights ? toml_table(*weights)
                                    : toml_string(std::get<std::string>(table.class_weights)));
  out.text("sampling", table.sampling);
  out.boolean("bucket", table.bucket);
  out.real("clip_norm", table.clip_norm);
  if (table.max_seconds) out.real("max_seconds", *table.max_seconds);
  if (table.pad_short || !out.deciding())
    out.boolean("pad_short", table.pad_short);  // left out, it decides nothing
  out.text("precision", table.precision);
  if (!out.deciding()) {
    out.text("device", table.device);
    out.text("keep", table.keep);
  }
  out.text("loss_batch", table.loss_batch);
  if (table.patience) out.integer("patience", *table.patience);
  if (table.limit) out.integer("limit", *table.limit);
}

std::string write(const Experiment& experiment, bool deciding) {
  Writer out(deciding);
  if (!deciding) out.text("name", experiment.name);
  out.text("task", experiment.task);
  out.line("seeds", toml_list(experiment.seeds));
  for (const auto& table : experiment.datasets) write(table, experiment.datasets.size() > 1, out);
  write(experiment.protocol, out);
  for (const auto& table : experiment.backbones) write(table, experiment.backbones.size() > 1, out);
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
  Writer out(true);
  write_parameters(chosen, out);
  return out.take();
}

std::string deciding_text(const Experiment& experiment) { return write(experiment, true); }

}  // namespace serhost::config
