// Writes the resolved text: tables in the order of the documentation, a component's parameters in
// the order of its schema. What is hashed has the first name of every key that was renamed: a run
// of an earlier version is still the run of the same experiment.
#include "config/resolved.hpp"

#include "config/piece_keys.hpp"
#include "config/tables.hpp"
#include "config/task_info.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {
namespace {

void write_parameters(const ComponentRef& chosen, Writer& out) {
  out.parameters(chosen.info->parameters, chosen.values);
}

void write(const DatasetTable& table, bool several, Writer& out) {
  out.header("dataset", several);
  out.line("plugin", toml_string(table.component.plugin));
  write_lines(keys_of(table), out);
  write_parameters(table.component, out);
}

void write(const ProtocolTable& table, Writer& out) {
  out.header("protocol");
  write_lines(table, out);
  const auto* piece = find_piece("protocol", table.name);
  if (piece != nullptr && piece->own) out.parameters(piece->parameters(), table.own);
}

void write(const BackboneTable& table, bool several, Writer& out) {
  out.header("backbone", several);
  out.line("plugin", toml_string(table.component.plugin));
  write_lines(BackboneKeys{table.freeze, table.layers, table.adapt}, out);
  write_parameters(table.component, out);
}

void write(const HeadTable& table, Writer& out) {
  out.header("head");
  if (table.component.info != nullptr) {
    out.line("plugin", toml_string(table.component.plugin));
    return write_parameters(table.component, out);
  }
  Schema<HeadOptions> schema;
  declare(schema);
  const auto specs = schema.specs();
  const auto values = schema.values(table);
  for (std::size_t i = 0; i < specs.size(); ++i) {
    out.line(out.key(specs[i]), specs[i].name == "pooling"
                                    ? pooling_text(table, out)
                                    : parameter_text(specs[i], values[i], out));
  }
}

void write(const AugmentTable& table, Writer& out) {
  out.header("augment", true);
  out.line("plugin", toml_string(table.component.plugin));
  write_lines(table, out);
  write_parameters(table.component, out);
}

/// A batch is limited by clips or by seconds.
void write(const TrainTable& table, Writer& out) {
  out.header("train");
  write_lines(table, out, table.batch_seconds ? "batch_size" : "");
}

std::string write(const Experiment& experiment, bool deciding) {
  Writer out(deciding);
  write_lines(
      ExperimentKeys{
          .name = experiment.name, .task = experiment.task, .tasks = {}, .seeds = experiment.seeds},
      out);
  for (const auto& table : experiment.datasets) write(table, experiment.datasets.size() > 1, out);
  write(experiment.protocol, out);
  if (hears_dialogues(experiment.task)) {
    out.header("conversation");
    write_lines(experiment.conversation, out);
  }
  for (const auto& table : experiment.backbones) write(table, experiment.backbones.size() > 1, out);
  for (const auto& table : experiment.train.augments) write(table, out);
  write(experiment.head, out);
  out.header("loss");
  out.line("plugin", toml_string(experiment.loss.plugin));
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
