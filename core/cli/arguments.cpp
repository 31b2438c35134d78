// Parses command lines by Boost.Program_options; its exceptions become messages with the nearest
// option.
#include "cli/arguments.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include "app/output_place.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "host/probe.hpp"

namespace serhost::cli {
namespace {

namespace po = boost::program_options;

/// Where `parse` leaves the options instead of reading arguments; null but within options_of.
Options* collected = nullptr;

const Options& global_options() {
  static const Options all = {
      {.name = "plugin-path",
       .help = "look for plugins here first (repeatable)",
       .value = "DIR",
       .repeatable = true},
      {.name = "quiet", .help = "results and errors only", .letter = 'q'},
      {.name = "verbose", .help = "more messages", .letter = 'v'},
      {.name = "threads", .help = "threads of LibTorch (default: all cores)", .value = "N"},
      {.name = "log", .help = "also write the log here", .value = "FILE"},
      {.name = "no-probe", .help = "load plugins without trying them in a child process first"},
      {.name = "help", .help = "this help", .letter = 'h'}};
  return all;
}

po::options_description described(const char* title, const Options& options) {
  po::options_description out(title);
  for (const auto& option : options) {
    auto name = std::string(option.name);
    if (option.letter != 0) name += std::string(",") + option.letter;
    if (option.value == nullptr) {
      out.add_options()(name.c_str(), option.help.c_str());
    } else if (option.repeatable) {
      auto* value = po::value<std::vector<std::string>>()->composing()->value_name(option.value);
      out.add_options()(name.c_str(), value, option.help.c_str());
    } else {
      auto* value = po::value<std::string>()->value_name(option.value);
      if (option.fallback != nullptr) value->default_value(option.fallback);
      out.add_options()(name.c_str(), value, option.help.c_str());
    }
  }
  return out;
}

void take_values(const po::variables_map& from, const Options& options, Parsed& out) {
  for (const auto& option : options) {
    if (from.count(option.name) == 0) continue;
    const auto& value = from[option.name];
    auto& texts = out.values[option.name];
    if (option.value == nullptr) continue;
    if (option.repeatable) texts = value.as<std::vector<std::string>>();
    else texts = {value.as<std::string>()};
    // As from a variable that is not set: "" would mean the current folder, or nothing at all.
    if (std::find(texts.begin(), texts.end(), "") != texts.end())
      throw UsageError(std::string("--") + option.name + " is empty, but must be " + option.value);
  }
}

/// The values of --set among very many arguments, which are taken out of them: for each one that it
/// reads, Boost moves up all that follow.
std::vector<std::string> take_overrides(std::vector<std::string>& arguments,
                                        const Options& options) {
  constexpr std::size_t kFew = 1000;
  std::vector<std::string> out, rest;
  if (arguments.size() < kFew || std::none_of(options.begin(), options.end(), [](const auto& each) {
        return std::string_view(each.name) == "set";
      }))
    return out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto& text = arguments[i];
    const bool apart = text == "-s" || text == "--set";
    if (text == "--") {
      rest.insert(rest.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i), arguments.end());
      break;
    }
    if (apart && i + 1 < arguments.size() && !arguments[i + 1].empty())
      out.push_back(std::move(arguments[++i]));
    else if (!apart && text.size() > 2 && text.starts_with("-s")) out.push_back(text.substr(2));
    else if (text.size() > 6 && text.starts_with("--set=")) out.push_back(text.substr(6));
    else rest.push_back(std::move(text));
  }
  arguments = std::move(rest);
  return out;
}

std::string usage_of(const std::string& name) {
  const auto* command = find_command(name);
  return command == nullptr ? name : command->usage;
}

void print_help(const std::string& name, const po::options_description& own,
                const po::options_description& globals) {
  const auto* command = find_command(name);
  std::cout << "usage: serhost " << usage_of(name) << "\n";
  if (command != nullptr) std::cout << "\n" << command->summary << "\n";
  if (!own.options().empty()) std::cout << "\n" << own;
  std::cout << "\n" << globals;
  if (command != nullptr) std::cout << "\nexample: " << command->example << "\n";
}

/// More than any machine has cores for: where the system refuses to start one, LibTorch's workers
/// end the process.
constexpr int kMostThreads = 1024;

/// Numbers are read here and not by Boost, whose message about a wrong one never ends where it
/// holds the text "%value%".
int threads_from(const std::string& text) {
  int threads = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, threads);
  if (read.ec != std::errc() || read.ptr != end || threads < 1 || threads > kMostThreads)
    throw UsageError("--threads is '" + text + "', but must be a whole number from 1 to " +
                     std::to_string(kMostThreads));
  return threads;
}

}  // namespace

std::vector<std::string> Parsed::texts(const std::string& name) const {
  return has(name) ? values.at(name) : std::vector<std::string>{};
}

std::optional<std::string> Parsed::find(const std::string& name) const {
  return has(name) ? std::optional(text(name)) : std::nullopt;
}

std::optional<std::filesystem::path> Parsed::path(const std::string& name) const {
  return has(name) ? std::optional<std::filesystem::path>(text(name)) : std::nullopt;
}

std::vector<std::string> Parsed::overrides() const {
  auto out = texts("set");
  if (!has("device")) return out;
  const auto device = text("device");
  const bool numbered = device.starts_with("cuda:") && device.size() > 5 &&
                        device.find_first_not_of("0123456789", 5) == std::string::npos;
  if (device != "auto" && device != "cpu" && device != "cuda" && !numbered) {
    throw UsageError("no device '" + device + "'; known: auto, cpu, cuda, cuda:N");
  }
  out.push_back("train.device=" + device);
  return out;
}

namespace {

/// Throws UsageError for what is no option of the command.
po::variables_map values_of(const std::string& command, const std::vector<std::string>& arguments,
                            const po::options_description& all) {
  po::positional_options_description positional;
  positional.add("positional", -1);
  po::variables_map values;
  try {
    // Abbreviated options would change meaning when new ones are added.
    const int style =
        po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::store(
        po::command_line_parser(arguments).options(all).positional(positional).style(style).run(),
        values);
    po::notify(values);
  } catch (const po::unknown_option& error) {
    std::vector<std::string> known;
    for (const auto& option : all.options()) {
      if (option->long_name() != "positional") known.push_back("--" + option->long_name());
    }
    const auto name = error.get_option_name();
    const auto near = nearest(name, known);
    throw UsageError("no option '" + name + "' of serhost " + command + "." +
                     (near.empty() ? "" : " Did you mean '" + near + "'?") + " See serhost " +
                     command + " --help");
  } catch (const po::error& error) {
    throw UsageError(std::string(error.what()) + ". See serhost " + command + " --help");
  }
  return values;
}

/// The options of every command.
void take_globals(Parsed& out) {
  for (const auto& folder : out.texts("plugin-path")) out.globals.plugin_path.emplace_back(folder);
  out.globals.quiet = out.has("quiet");
  out.globals.verbose = out.has("verbose");
  out.globals.probe = !out.has("no-probe");
  if (out.has("threads")) out.globals.threads = threads_from(out.text("threads"));
  std::function<void(const std::string&)> tell;
  if (!out.globals.quiet) tell = [](const std::string& line) { std::cerr << line << std::endl; };
  host::set_probe_manners(static_cast<std::size_t>(out.globals.threads), tell);
  if (out.has("log")) {
    out.globals.log = out.text("log");
    app::check_log(*out.globals.log);
    if (!std::ofstream(*out.globals.log, std::ios::app)) {
      throw Error(Exit::cannot_create, out.globals.log->string() +
                                           ": the log cannot be written: " + std::strerror(errno));
    }
  }
}

}  // namespace

Parsed parse(const std::string& command, const std::vector<std::string>& given,
             const Options& options, std::size_t least, std::size_t most) {
  if (collected != nullptr) {
    *collected = options;
    Parsed nothing;
    nothing.help = true;  // every command ends there
    return nothing;
  }
  auto arguments = given;
  auto overrides = take_overrides(arguments, options);
  const auto own = described("Options", options);
  const auto globals = described("Options of every command", global_options());
  po::options_description hidden;
  hidden.add_options()("positional", po::value<std::vector<std::string>>());
  po::options_description all;
  all.add(own).add(globals).add(hidden);

  Parsed out;
  const auto values = values_of(command, arguments, all);
  take_values(values, options, out);
  if (!overrides.empty()) {
    auto& set = out.values["set"];
    set.insert(set.begin(), std::make_move_iterator(overrides.begin()),
               std::make_move_iterator(overrides.end()));
  }
  take_values(values, global_options(), out);
  if (out.has("help")) {
    print_help(command, own, globals);
    out.help = true;
    return out;
  }
  if (values.count("positional") > 0)
    out.positional = values["positional"].as<std::vector<std::string>>();
  if (out.positional.size() < least || out.positional.size() > most) {
    throw UsageError("usage: serhost " + usage_of(command) + "\nfound " +
                     count_of(out.positional.size(), "argument") +
                     (out.positional.empty() ? "" : ": " + join(out.positional, " ")));
  }
  take_globals(out);
  return out;
}

Options options_of(const Command& command) {
  Options out;
  collected = &out;
  command.run({});
  collected = nullptr;
  out.insert(out.end(), global_options().begin(), global_options().end());
  return out;
}

}  // namespace serhost::cli
