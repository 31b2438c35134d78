// The child answers with one line that says who it is, then one JSON document. A child that does
// not say the first line is no prober (an older serhost, another program): this process then forks
// instead of blaming the plugins.
#include "host/probe.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>

#include "base/error.hpp"
#include "base/text.hpp"
#include "host/child.hpp"
#include "host/guard.hpp"
#include "host/library.hpp"
#include "host/probe_result_json.hpp"
#include "host/registry.hpp"

namespace serhost::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string greeting() { return "serhost.probe " + probe_version() + "\n"; }

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto n = ::write(fd, text.data(), text.size());
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// In the child. What plugins print while they are loaded goes to standard error: standard output
/// is for the answer.
int answer(const std::vector<fs::path>& files) {
  const int out = ::dup(STDOUT_FILENO);
  if (out < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0 || !write_all(out, greeting())) return 1;
  auto all = json::array();
  for (const auto& file : files) {
    const auto probed = probe_here(file);
    json entry = {
        {"refusal", probed.refusal}, {"lasting", probed.lasting}, {"components", json::array()}};
    for (const auto& component : probed.components)
      entry["components"].push_back(to_json(component));
    all.push_back(std::move(entry));
  }
  return write_all(out, all.dump(-1, ' ', false, json::error_handler_t::replace)) ? 0 : 1;
}

/// The end of what a dying plugin wrote, on one line.
std::string quoted_output(std::string text) {
  constexpr std::size_t kMost = 400;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  text = std::string(trim(text));
  if (text.size() > kMost) text = "..." + text.substr(text.size() - kMost);
  return text.empty() ? "it wrote nothing" : "its own output was: " + text;
}

Probed died(const ChildResult& child, double seconds) {
  Probed probed;
  if (child.timed_out) {
    probed.refusal =
        "it did not finish loading within " + exact(seconds) + " s; " + quoted_output(child.errors);
  } else if (child.signal != 0) {
    const char* const name = ::sigabbrev_np(child.signal);
    probed.refusal = "it crashed while loading (" +
                     (name ? std::string("SIG") + name : "signal " + std::to_string(child.signal)) +
                     "); " + quoted_output(child.errors);
  } else {
    probed.refusal = "it ended the program while loading (exit status " +
                     std::to_string(child.status) + "); " + quoted_output(child.errors);
  }
  return probed;
}

ChildResult ask(const std::vector<fs::path>& files, ProbeOptions& options) {
  if (!options.program.empty()) {
    std::vector<std::string> arguments = {options.program.string(), "probe"};
    for (const auto& file : files) arguments.push_back(file.string());
    auto child = run_program(arguments, options.seconds);
    if (child.output.starts_with(greeting())) return child;
    options.program.clear();
  }
  return run_forked([&] { return answer(files); }, options.seconds);
}

/// Adds the answers to `all`; false where the child gave none.
bool take_answers(const ChildResult& child, const std::vector<fs::path>& files,
                  std::map<fs::path, Probed>& all) {
  if (!child.ok()) return false;
  auto answers = answers_from(child.output, files.size());
  if (!answers) return false;
  for (std::size_t i = 0; i < files.size(); ++i) all[files[i]] = std::move((*answers)[i]);
  return true;
}

}  // namespace

std::string probe_version() { return "2 " + to_json(own_abi_record()).dump(); }

std::optional<std::vector<Probed>> answers_from(const std::string& output, std::size_t count) {
  if (!output.starts_with(greeting())) return std::nullopt;
  try {
    const auto answers = json::parse(output.substr(greeting().size()));
    if (!answers.is_array() || answers.size() != count) return std::nullopt;
    std::vector<Probed> all;
    for (const auto& answer : answers) {
      Probed probed;
      probed.refusal = answer.at("refusal").get<std::string>();
      probed.lasting = answer.at("lasting").get<bool>();
      for (const auto& component : answer.at("components"))
        probed.components.push_back(found_from_json(component));
      all.push_back(std::move(probed));
    }
    return all;
  } catch (const std::exception&) { return std::nullopt; }
}

fs::path probing_program() {
  if (const char* given = std::getenv("SERHOST_PROBE"); given != nullptr && *given != '\0') {
    return std::strcmp(given, "none") == 0 ? fs::path() : fs::path(given);
  }
  std::error_code failed;
  const auto self = fs::read_symlink("/proc/self/exe", failed);
  if (failed) return {};
  if (self.filename() == "serhost") return "/proc/self/exe";
  const auto beside = self.parent_path().parent_path() / "bin" / "serhost";
  return ::access(beside.c_str(), X_OK) == 0 ? beside : fs::path();
}

Probed probe_here(const fs::path& file) {
  Probed probed;
  const Component* first = nullptr;
  try {
    first = load_library(file);
  } catch (const std::exception& error) {
    probed.refusal = error.what();
    probed.lasting = false;  // another file may be missing today and there tomorrow
    return probed;
  }
  try {
    probed.components = list_components(first);
  } catch (const std::exception& error) { probed.refusal = error.what(); }
  return probed;
}

std::map<fs::path, Probed> probe_files(const std::vector<fs::path>& files,
                                       const ProbeOptions& given) {
  std::map<fs::path, Probed> all;
  if (files.empty()) return all;
  auto options = given;
  const auto together = ask(files, options);
  if (take_answers(together, files, all)) return all;
  for (const auto& file : files) {
    const std::vector<fs::path> alone = {file};
    const auto child = files.size() == 1 ? together : ask(alone, options);
    if (take_answers(child, alone, all)) continue;
    auto probed = died(child, options.seconds);
    if (!child.started)
      probed = {.components = {},
                .refusal = "no child process could be started to look into it",
                .lasting = false};
    all[file] = std::move(probed);
  }
  return all;
}

int probe_main(int argc, char** argv) {
  remove_fault_reporter();
  std::vector<fs::path> files;
  for (int i = 2; i < argc; ++i) files.emplace_back(argv[i]);
  const int status = answer(files);
  ::_exit(status);  // what a plugin does at exit is not the probe's to run
}

}  // namespace serhost::host
