// serhost export: a trained model for other programs.
#include "app/export.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"

namespace serhost::cli {
namespace {

const std::vector<std::string> kExportFormats = {"huggingface"};

void check_export_format(const Parsed& parsed) {
  if (!parsed.has("format"))
    throw UsageError("--format is missing: name what to write, --format huggingface");
  const auto format = parsed.text("format");
  if (format == "onnx")
    throw Error(Exit::unavailable,
                "--format onnx is not built yet; --format huggingface writes what Transformers "
                "loads, and its tools make ONNX of that");
  if (format != kExportFormats.front())
    throw UsageError("--format is '" + format + "', but must be " + kExportFormats.front() + "." +
                     suggestion(format, kExportFormats));
}

}  // namespace

int export_command(std::vector<std::string> arguments) {
  const Options options = {{.name = "format", .help = "what to write: huggingface", .value = "F"},
                           {.name = "out", .help = "the folder to make", .value = "PATH"},
                           {.name = "fold", .help = "the model of this fold", .value = "F"},
                           {.name = "seed", .help = "the model of this seed", .value = "S"}};
  const auto parsed = parse("export", arguments, options, 1, 1);
  if (parsed.help) return 0;
  check_export_format(parsed);
  if (!parsed.has("out")) throw UsageError("--out is missing: name the folder to make");
  ProgressDisplay display(parsed.globals);
  const auto made = app::export_to_hugging_face(
      parsed.globals,
      {.run = parsed.positional[0],
       .chosen = {member_number(parsed, "fold"), member_number(parsed, "seed")},
       .folder = parsed.text("out")},
      display);
  print("{}: {}, {}, {}, {}\n", made.folder.string(), made.name, made.model, made.architecture,
        count_of(made.classes, "class", "classes"));
  return 0;
}

}  // namespace serhost::cli
