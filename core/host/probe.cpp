// The child answers with one line that says who it is, then one JSON document. A child that does
// not say the first line is no prober (an older serhost, another program): this process then forks
// instead of blaming the plugins.
#include "host/probe.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "base/memory_fault.hpp"
#include "base/program.hpp"
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

/// What a library does to itself. Everything else comes from outside: a person, a batch system, the
/// kernel where memory runs out.
bool is_own_crash(int signal) {
  static constexpr std::array kOwn = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
  return std::find(kOwn.begin(), kOwn.end(), signal) != kOwn.end();
}

Probed died(const ChildResult& child, double seconds) {
  constexpr int kLoaderGaveUp = 127;  // as shells and the dynamic linker say it
  if (!child.started)
    return {.components = {},
            .refusal = "no child process could be started to look into it; run the command again",
            .lasting = false};
  Probed probed;
  const auto output = quoted_output(child.errors);
  const char* const name = ::sigabbrev_np(child.signal);
  const auto signal = name ? std::string("SIG") + name : "signal " + std::to_string(child.signal);
  if (child.timed_out) {
    probed.refusal = "it did not finish loading within " + exact(seconds) + " s; " + output;
    probed.lasting = false;
  } else if (child.signal != 0 && !is_own_crash(child.signal)) {
    probed.refusal = "something outside ended the process that looked into it (" + signal +
                     "; the system does so where memory runs out); run the command again";
    probed.lasting = false;
  } else if (child.signal != 0) {
    probed.refusal = "it crashed while loading (" + signal + "); " + output;
    // A file that is cut short, or a disk that fails, is SIGBUS; memory may be there the next time.
    probed.lasting = child.signal != SIGBUS && !means_out_of_memory(child.errors);
  } else {
    probed.refusal = "it ended the program while loading (exit status " +
                     std::to_string(child.status) + "); " + output;
    probed.lasting = child.status != kLoaderGaveUp && !means_out_of_memory(child.errors);
  }
  return probed;
}

using Batch = std::vector<fs::path>;

/// Tells what is waited for, once it is worth a line.
class Patience {
 public:
  Patience(const ProbeOptions& options, const std::vector<Batch>& batches)
      : tell_(options.tell),
        seconds_(options.seconds),
        next_(options.quiet_seconds),
        batches_(batches) {}

  void operator()(double seconds, const std::vector<std::size_t>& running) {
    if (!tell_ || seconds < next_) return;
    next_ += 10.0;
    std::vector<std::string> names;
    for (const auto index : running) {
      for (const auto& file : batches_[index]) names.push_back(file.filename().string());
    }
    constexpr std::size_t kMost = 3;
    const auto more = names.size() > kMost ? " and " + std::to_string(names.size() - kMost) : "";
    names.resize(std::min(names.size(), kMost));
    tell_("looking into plugins that are new or have changed: " + join(names, ", ") +
          (more.empty() ? "" : more + " more") + " (at most " + exact(seconds_) + " s each)");
  }

 private:
  std::function<void(const std::string&)> tell_;
  double seconds_, next_;
  const std::vector<Batch>& batches_;
};

/// One child a batch. A program that does not say the greeting is no prober: from then on this
/// process forks.
std::vector<ChildResult> ask(const std::vector<Batch>& batches, ProbeOptions& options) {
  Patience patience(options, batches);
  const ManyChildren manner{
      .seconds = options.seconds, .at_once = options.at_once, .waiting = std::ref(patience)};
  std::vector<ChildTask> tasks;
  if (!options.program.empty()) {
    for (const auto& batch : batches) {
      std::vector<std::string> words = {options.program.string(), "probe"};
      for (const auto& file : batch) words.push_back(file.string());
      tasks.push_back({.arguments = std::move(words), .work = {}});
    }
    auto children = run_children(tasks, manner);
    const bool stranger = std::any_of(children.begin(), children.end(), [](const auto& child) {
      return !child.output.starts_with(greeting()) &&
             (child.signal == 0 || child.timed_out || is_own_crash(child.signal));
    });
    if (!stranger) return children;
    options.program.clear();
    tasks.clear();
  }
  for (const auto& batch : batches)
    tasks.push_back({.arguments = {}, .work = [&batch] { return answer(batch); }});
  return run_children(tasks, manner);
}

/// Every child loads LibTorch first, which must be worth it.
std::vector<Batch> batches_of(const std::vector<fs::path>& files, std::size_t at_once) {
  constexpr std::size_t kLeast = 4;
  const auto count =
      std::clamp<std::size_t>(files.size() / kLeast, 1, std::max<std::size_t>(at_once, 1));
  std::vector<Batch> out(count);
  for (std::size_t i = 0; i < files.size(); ++i) out[i % count].push_back(files[i]);
  return out;
}

/// Adds the answers to `all`; false where the child gave none.
bool take_answers(const ChildResult& child, const Batch& files, std::map<fs::path, Probed>& all) {
  if (!child.ok()) return false;
  auto answers = answers_from(child.output, files.size());
  if (!answers) return false;
  for (std::size_t i = 0; i < files.size(); ++i) all[files[i]] = std::move((*answers)[i]);
  return true;
}

struct Manners {
  std::size_t at_once = 0;
  std::function<void(const std::string&)> tell;
};

Manners& manners() {
  static auto* const one = new Manners();
  return *one;
}

}  // namespace

void set_probe_manners(std::size_t at_once, std::function<void(const std::string&)> tell) {
  manners() = {at_once, std::move(tell)};
}

ProbeOptions probe_options() {
  constexpr std::size_t kMost = 8;
  const std::size_t asked =
      manners().at_once > 0 ? manners().at_once : std::thread::hardware_concurrency();
  return {.program = probing_program(),
          .at_once = std::clamp<std::size_t>(asked, 1, kMost),
          .tell = manners().tell};
}

std::string probe_version() { return "3 " + to_json(own_abi_record()).dump(); }

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
  const auto self = program_file();
  if (self.empty()) return {};
  std::error_code failed;
  if (self.filename() == "serhost")
    return self == fs::read_symlink("/proc/self/exe", failed) ? "/proc/self/exe" : self;
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
  } catch (const std::exception& error) {
    probed.refusal = error.what();
    probed.lasting = !means_out_of_memory(probed.refusal);
  }
  return probed;
}

std::map<fs::path, Probed> probe_files(const std::vector<fs::path>& files,
                                       const ProbeOptions& given) {
  std::map<fs::path, Probed> all;
  if (files.empty()) return all;
  auto options = given;
  const auto together = batches_of(files, options.at_once);
  const auto children = ask(together, options);
  std::vector<Batch> alone;
  for (std::size_t i = 0; i < together.size(); ++i) {
    if (take_answers(children[i], together[i], all)) continue;
    if (together[i].size() == 1) all[together[i].front()] = died(children[i], options.seconds);
    else
      for (const auto& file : together[i]) alone.push_back({file});
  }
  if (alone.empty()) return all;
  const auto last = ask(alone, options);
  for (std::size_t i = 0; i < alone.size(); ++i) {
    if (!take_answers(last[i], alone[i], all))
      all[alone[i].front()] = died(last[i], options.seconds);
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
