// serhost export: a trained model for other programs.
#include "app/export.hpp"

#include <algorithm>

#include "app/export_mlflow.hpp"
#include "app/export_onnx.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"

namespace serhost::cli {
namespace {

const std::vector<std::string> kExportFormats = {"huggingface", "onnx", "mlflow"};

std::string export_format(const Parsed& parsed) {
  if (!parsed.has("format"))
    throw UsageError("--format is missing: name what to write, --format " +
                     join(kExportFormats, " or "));
  const auto format = parsed.text("format");
  if (std::find(kExportFormats.begin(), kExportFormats.end(), format) == kExportFormats.end())
    throw UsageError("--format is '" + format + "', which no export has." +
                     suggestion(format, kExportFormats));
  return format;
}

void write_onnx(const Parsed& parsed, const app::ExportJob& job, ProgressDisplay& display) {
  const auto made = app::export_to_onnx(parsed.globals, job, display);
  if (!made.data.empty()) print("{}: its weights\n", made.data.string());
  print("{}: {}, {}, ONNX opset {}, {}, {}\n", made.file.string(), made.name, made.model,
        made.opset, count_of(made.nodes, "node"), count_of(made.classes, "class", "classes"));
}

void write_folder(const Parsed& parsed, const app::ExportJob& job, ProgressDisplay& display) {
  const auto made = app::export_to_hugging_face(parsed.globals, job, display);
  print("{}: {}, {}, {}, {}\n", made.folder.string(), made.name, made.model, made.architecture,
        count_of(made.classes, "class", "classes"));
}

/// All of a run goes there, not one of its models.
void write_mlflow(const Parsed& parsed) {
  for (const auto* option : {"fold", "seed"}) {
    if (parsed.has(option))
      throw UsageError(std::string("--") + option +
                       " chooses a model, and mlflow takes the record");
  }
  const auto made = app::export_to_mlflow(parsed.positional[0], parsed.text("out"));
  print("{}: {}, {}, {}\n", made.folder.string(), made.name, count_of(made.metrics, "metric"),
        count_of(made.parameters, "parameter"));
}

}  // namespace

int export_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "format", .help = "what to write: huggingface, onnx or mlflow", .value = "F"},
      {.name = "out",
       .help = "the folder to make; of onnx, the file; of mlflow, the store",
       .value = "PATH"},
      {.name = "external-data",
       .help = "onnx: the weights in FILE.data beside the file, as they are from 2 GiB on"},
      {.name = "fold", .help = "the model of this fold", .value = "F"},
      {.name = "seed", .help = "the model of this seed", .value = "S"}};
  const auto parsed = parse("export", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const auto format = export_format(parsed);
  if (!parsed.has("out")) throw UsageError("--out is missing: name the folder or file to make");
  if (format == "mlflow") {
    write_mlflow(parsed);
    return 0;
  }
  ProgressDisplay display(parsed.globals);
  const app::ExportJob job{.run = parsed.positional[0],
                           .chosen = {member_number(parsed, "fold"), member_number(parsed, "seed")},
                           .folder = parsed.text("out"),
                           .external_data = parsed.has("external-data")};
  if (job.external_data && format != "onnx") throw UsageError("--external-data is for onnx alone");
  (format == "onnx" ? write_onnx : write_folder)(parsed, job, display);
  return 0;
}

}  // namespace serhost::cli
