// serhost explain: which frames and frequencies of a clip decided.
#include "app/explain.hpp"

#include <iostream>
#include <limits>

#include "app/explained_figure.hpp"
#include "app/explained_text.hpp"
#include "app/output_place.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/output.hpp"
#include "cli/picture_options.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"

namespace serhost::cli {
namespace {

constexpr const char* kNumbers = "explained.csv";
constexpr const char* kDate = "1970-01-01T00:00:00Z";  // the same clip gives the same bytes

Options explain_options() {
  Options out = {
      {.name = "fold", .help = "the models of this fold alone", .value = "F"},
      {.name = "seed", .help = "the models of this seed alone", .value = "S"},
      {.name = "of",
       .help = "the class or dimension whose score is explained (default: what is predicted)",
       .value = "NAME"},
      {.name = "piece",
       .help = "seconds that are silenced at a time",
       .value = "S",
       .fallback = "0.1"},
      {.name = "json", .help = "a line of JSON per clip on standard output; no pictures"},
      {.name = "key",
       .help = "a clip's key: the stem or the path of its file",
       .value = "KEY",
       .fallback = "stem"},
      {.name = "list", .help = "a text file of audio paths, one per line", .value = "FILE"},
      {.name = "device", .help = "auto, cpu, cuda or cuda:N", .value = "D", .fallback = "auto"},
      {.name = "out",
       .help = "a folder for a picture per clip and the numbers",
       .value = "DIR",
       .fallback = "explained"}};
  for (auto& option : picture_options()) out.push_back(std::move(option));
  return out;
}

app::ExplainJob job_of(const Parsed& parsed) {
  app::ExplainJob job;
  job.run = parsed.positional.front();
  job.chosen = {member_number(parsed, "fold"), member_number(parsed, "seed")};
  job.audio = {parsed.positional.begin() + 1, parsed.positional.end()};
  job.list = parsed.path("list");
  if (job.audio.empty() && !job.list)
    throw UsageError(
        "no audio was given: name files or folders, or a list of them with --list FILE");
  job.key = choice(parsed, "key", {"stem", "path"}) == "stem" ? features::KeyRule::stem
                                                              : features::KeyRule::path;
  job.how.of = parsed.find("of");
  const auto piece = parsed.text("piece");
  if (!read_number(piece, job.how.occlusion_seconds) || job.how.occlusion_seconds < 0.005 ||
      job.how.occlusion_seconds > 60.0)
    throw UsageError("--piece is '" + piece + "', but must be seconds, from 0.005 to 60");
  job.device = parsed.text("device");
  return job;
}

std::filesystem::path picture_file(const std::filesystem::path& folder, const std::string& key,
                                   const char* ending) {
  const auto relative = std::filesystem::path(key).relative_path().lexically_normal();
  if (relative.empty() || *relative.begin() == "..")
    throw UsageError("the key '" + key + "' leads outside the folder " + folder.string() +
                     "; take stems as keys, or begin in a folder above the audio");
  return folder / (relative.generic_string() + ending);
}

}  // namespace

int explain_command(std::vector<std::string> arguments) {
  const auto parsed =
      parse("explain", arguments, explain_options(), 1, std::numeric_limits<std::size_t>::max());
  if (parsed.help) return 0;
  auto job = job_of(parsed);
  const bool json = parsed.has("json");
  const auto folder = *parsed.path("out");
  const auto picture = picture_options_of(parsed, {});
  if (!json) app::check_output(folder / kNumbers, {".csv"});
  ProgressDisplay display(parsed.globals);
  auto numbers = app::explained_csv_header();
  job.say = [&](const app::Explained& one) {
    if (json) {
      write_out(app::explained_json(one));
      return;
    }
    const auto file = picture_file(folder, one.key, ending_of(picture.format));
    const auto svg =
        report::paper_svg(app::explained_figure(one, report::pixels_of(picture.inches)),
                          picture.style, picture.inches);
    make_directory(file.parent_path());
    replace_file(file, app::picture_of(svg, picture.format, kDate));
    numbers += app::explained_csv(one);
    print("{}\n", printable_lines(app::explained_words(one)));
  };
  const auto done = app::explain(parsed.globals, job, display);
  if (!json && done.clips > 0) {
    replace_file(folder / kNumbers, numbers);
    if (!parsed.globals.quiet)
      std::cerr << folder.string() << ": " << count_of(done.clips, "picture") << ", " << kNumbers
                << "\n";
  }
  done.damaged.throw_if_any();
  return 0;
}

}  // namespace serhost::cli
