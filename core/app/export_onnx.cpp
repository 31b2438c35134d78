// Everything that can be refused is refused before anything is written.
#include "app/export_onnx.hpp"

#include <nlohmann/json.hpp>

#include "app/experiment_check.hpp"
#include "app/export_parts.hpp"
#include "app/version.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "onnx/outside.hpp"
#include "onnx/read.hpp"
#include "onnx/write.hpp"
#include "report/words.hpp"
#include "train/onnx_model.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

std::string json_list(const std::vector<std::string>& list) {
  return nlohmann::json(list).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Everything that a reader needs to know, and the record of the run.
std::map<std::string, std::string> metadata_of(const TrainedRun& trained,
                                               const train::OnnxModel& model,
                                               const std::vector<std::string>& notes) {
  const auto& member = trained.members.front();
  return {{"serhost.version", version()},
          {"serhost.task", trained.experiment.task},
          {"serhost.classes", json_list(model.classes())},
          {"serhost.sample_rate", std::to_string(model.sample_rate())},
          {"serhost.shortest_samples", std::to_string(model.shortest())},
          {"serhost.front_end", model.front_end()},
          {"serhost.run", trained.run.facts.name},
          {"serhost.fold", std::to_string(member.fold)},
          {"serhost.seed", std::to_string(member.seed)},
          {"serhost.notes", json_list(notes)},
          {"serhost.signature", report::signed_metric(trained.run)},
          {"serhost.run.json", read_file(trained.folder / "run.json")},
          {"serhost.resolved.toml", read_file(trained.folder / "resolved.toml")}};
}

/// The same names in the same order: what was read back is what was meant.
void require_same(const onnx::Model& meant, const onnx::Model& read) {
  onnx::require_sound(read);
  SERHOST_CHECK(read.inputs == meant.inputs && read.outputs == meant.outputs);
  SERHOST_CHECK(read.metadata == meant.metadata);
  SERHOST_CHECK(read.nodes.size() == meant.nodes.size());
  SERHOST_CHECK(onnx::bytes_of(read) == onnx::bytes_of(meant));
}

fs::path data_file_of(const fs::path& file) { return file.string() + ".data"; }

/// What the file beside the model will have at an offset, from memory.
onnx::DataOutside reader_of(const std::vector<onnx::Outside>& outside) {
  return [&outside](std::int64_t offset, std::int64_t length) -> const void* {
    for (const auto& one : outside) {
      if (one.offset == offset && one.constant->bytes() == length) return one.constant->data.get();
    }
    return nullptr;
  };
}

void write_data(const fs::path& file, const std::vector<onnx::Outside>& outside) {
  FileReplacement out(file);
  onnx::write_outside(outside,
                      [&](const void* data, std::size_t bytes) { out.write(data, bytes); });
  out.commit();
}

}  // namespace

ExportedOnnx export_to_onnx(const Session& session, const ExportJob& job, RunObserver& observer) {
  if (fs::is_directory(job.folder))
    throw Error(Exit::cannot_create, job.folder.string() + ": is a folder; name a file");
  require_free(job.folder);
  const auto registry = registry_of(session);
  const auto trained = open_one_model(job, registry);
  train::require_onnx(job.run, train::reasons_against_onnx(trained.experiment));

  train::PredictOptions options;
  options.device = "cpu";
  options.threads = session.threads;
  options.log = [&](const std::string& line) { observer.log(line); };
  const TemporaryFolder skeletons("model");
  const auto& member = trained.members.front();
  const auto made = made_from_own_files(trained, member, skeletons.path());
  const train::OnnxModel model(made, registry, job.run, member.checkpoint, options);
  const auto notes = differences_around(trained.experiment, "this model");

  auto graph = model.graph();
  graph.name = trained.run.facts.name;
  graph.producer = "serhost";
  graph.producer_version = version();
  graph.meaning = words_of(trained.members) + " of the run " + trained.run.facts.name;
  graph.metadata = metadata_of(trained, model, notes);
  const auto file = fs::absolute(job.folder), data = data_file_of(file);
  const auto outside = job.external_data || !onnx::fits_one_file(graph)
                           ? onnx::outside_of(graph)
                           : std::vector<onnx::Outside>();
  if (!outside.empty()) require_free(data);
  const auto bytes = onnx::written(graph, outside.empty() ? "" : data.filename().string());
  const auto read = onnx::parsed(bytes, reader_of(outside));
  require_same(graph, read);
  if (!model.is_compared(job.run, read))
    observer.log(
        "note: the graph has operations of other plugins, which are not compared with the model");
  for (const auto& note : notes) observer.log("note: " + note);
  make_directory(file.parent_path());
  if (!outside.empty()) write_data(data, outside);
  replace_file(file, bytes);
  return {.file = job.folder,
          .data = outside.empty() ? fs::path() : data_file_of(job.folder),
          .name = trained.run.facts.name,
          .model = words_of(trained.members),
          .nodes = graph.nodes.size(),
          .classes = model.classes().size(),
          .opset = onnx::kOpset};
}

}  // namespace serhost::app
