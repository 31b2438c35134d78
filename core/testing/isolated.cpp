// The child says on its standard output which check begins and what each found, one JSON document a
// line; what plugins print goes to standard error.
#include "testing/isolated.hpp"

#include <string.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.hpp"
#include "host/child.hpp"

namespace serhost::conformance {
namespace {

using nlohmann::json;

constexpr const char* kMaking = "made";
constexpr const char* kEnded =
    "ended";  // the last word: without it the child did not end by itself
constexpr const char* kMakingHint =
    "give the parameters that have no default with -s key=value, or as a line of contract.txt "
    "beside the sources";
constexpr const char* kCrashHint =
    "run the same command with --no-probe under a debugger (gdb --args serhost test-plugin ...), "
    "or build the plugin with "
    "-fsanitize=address; "
    "indices that are not checked and data of a tensor on another device are the usual causes";

Finding not_made(const std::string& why) {
  return {.check = kMaking,
          .outcome = Outcome::failed,
          .details = {why},
          .hint = kMakingHint,
          .seconds = 0.0};
}

json to_json(const Finding& finding) {
  return {{"check", finding.check},
          {"outcome", static_cast<int>(finding.outcome)},
          {"details", finding.details},
          {"hint", finding.hint},
          {"seconds", finding.seconds}};
}

Finding finding_from(const json& text) {
  return {.check = text.at("check"),
          .outcome = static_cast<Outcome>(text.at("outcome").get<int>()),
          .details = text.at("details"),
          .hint = text.at("hint"),
          .seconds = text.at("seconds")};
}

/// A line on the descriptor; false where nobody listens.
bool say(int descriptor, const json& what) {
  auto line = what.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
  for (std::string_view rest = line; !rest.empty();) {
    const auto n = ::write(descriptor, rest.data(), rest.size());
    if (n <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// In the child: all checks but the first `done`.
int answer(const std::function<std::vector<Check>()>& list, std::size_t done) {
  const int out = ::dup(STDOUT_FILENO);
  if (out < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return 1;
  std::vector<Check> checks;
  try {
    checks = list();
  } catch (const std::exception& error) {
    return say(out, to_json(not_made(error.what()))) && say(out, {{kEnded, true}}) ? 0 : 1;
  }
  for (auto i = done; i < checks.size(); ++i) {
    if (!say(out, {{"begins", checks[i].name}}) || !say(out, to_json(run(checks[i])))) return 1;
  }
  return say(out, {{kEnded, true}}) ? 0 : 1;
}

std::string what_happened(const host::ChildResult& child, double seconds) {
  if (!child.started) return "no child process could be started";
  if (child.timed_out) return "did not finish within " + brief(seconds) + " s";
  if (child.signal == 0) return "ended the process with status " + std::to_string(child.status);
  const char* const name = ::sigabbrev_np(child.signal);
  return "crashed (" +
         (name ? std::string("SIG") + name : "signal " + std::to_string(child.signal)) + ")";
}

/// The end of what a dying component wrote, on one line.
std::string last_words(std::string text) {
  constexpr std::size_t kMost = 400;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  text = std::string(trim(text));
  return text.size() > kMost ? "..." + text.substr(text.size() - kMost) : text;
}

}  // namespace

std::vector<Finding> run_in_child(const std::function<std::vector<Check>()>& list, double seconds) {
  std::vector<Finding> all;
  while (true) {
    const auto child = host::run_forked([&] { return answer(list, all.size()); }, seconds);
    std::optional<std::string> begun;
    bool ended = false;
    for (const auto& line : split(child.output, '\n')) {
      const auto text = json::parse(line, nullptr, /*allow_exceptions=*/false);
      if (!text.is_object())
        continue;  // the end of the output, or half a line of a child that died
      if (text.contains(kEnded)) {
        ended = true;
      } else if (text.contains("begins")) {
        begun = text.at("begins").get<std::string>();
      } else {
        all.push_back(finding_from(text));
        begun.reset();
      }
    }
    if (child.ok() && ended) return all;
    const bool making = !begun;
    Finding crash{.check = begun.value_or(kMaking),
                  .outcome = Outcome::crashed,
                  .details = {what_happened(child, seconds)},
                  .hint = kCrashHint,
                  .seconds = 0.0};
    if (const auto words = last_words(child.errors); !words.empty())
      crash.details.push_back("its own output was: " + words);
    all.push_back(std::move(crash));
    if (making) return all;
  }
}

std::vector<Finding> run_here(const std::function<std::vector<Check>()>& list,
                              const host::Callee& callee) {
  std::vector<Check> checks;
  try {
    checks = list();
  } catch (const std::exception& error) { return {not_made(error.what())}; }
  std::vector<Finding> all;
  for (const auto& check : checks) {
    const auto call = "the check '" + check.name + "'";
    const host::Calling calling(callee, call.c_str());
    all.push_back(run(check));
  }
  return all;
}

}  // namespace serhost::conformance
