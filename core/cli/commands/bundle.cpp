// serhost bundle: a finished run as one file that another lab can run again.
#include "app/bundle.hpp"

#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"

namespace serhost::cli {

int bundle_command(std::vector<std::string> arguments) {
  const Options options = {{.name = "output",
                            .help = "the file to write (default: NAME.serbundle)",
                            .value = "FILE",
                            .letter = 'o'}};
  const auto parsed = parse("bundle", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const auto made = app::bundle_run(parsed.positional[0], parsed.path("output"));
  print("{}: {}, {}, {} of results\n", made.file.string(), made.name, count_of(made.packs, "pack"),
        count_of(made.results, "file"));
  return 0;
}

}  // namespace serhost::cli
