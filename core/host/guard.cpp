// Turns whatever a plugin throws into a PluginError. Of a c10::Error's text only the first line is
// kept: the rest is a backtrace.
#include "host/guard.hpp"

#include <cxxabi.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <new>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "base/memory_fault.hpp"
#include "host/now_calling.hpp"
#include "host/overlapping_calls.hpp"

namespace serhost::host {
namespace {

constexpr const char* kScores = "scores";  // of a loss

std::string first_line(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  return text.empty() ? "(no message)" : std::string(text);
}

std::string type_in_flight() {
  const auto* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "of an unknown type";
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), std::free);
  return std::string("of type ") + (status == 0 && name ? name.get() : type->name());
}

/// A constructor that rejects its parameters is a fault of the experiment's text, and so are
/// parameters under which a loss has no scores; anything else fails the run.
Exit exit_of(const char* call, bool invalid_argument) {
  const std::string_view name = call;
  return invalid_argument && (name == kConstructor || name == kScores) ? Exit::config
                                                                       : Exit::failed;
}

/// Without what the standard library puts behind a sentence: ": Bad message".
std::string sentence_of(const std::system_error& error) {
  auto text = first_line(error.what());
  const auto behind = ": " + error.code().message();
  if (text.ends_with(behind) && text.size() > behind.size())
    text.resize(text.size() - behind.size());
  return text;
}

std::atomic<const CallWatch*> call_watch{nullptr};

/// ", or dataset 'a' of plugin a 1.0 (a.so), which another thread was calling meanwhile,".
std::string or_others(const std::vector<std::string>& others) {
  std::string out;
  for (const auto& other : others)
    out += ", or " + other + ", which another thread was calling meanwhile";
  return out.empty() ? "" : out + ",";
}

}  // namespace

void set_call_watch(const CallWatch* watch) noexcept { call_watch = watch; }

Calling::Calling(const Callee& callee, const char* call)
    : previous_callee_(now_calling.callee),
      previous_call_(now_calling.call),
      watch_(call_watch),
      process_(::getpid()) {
  if (watch_ != nullptr) {
    call_began(*this, callee);
    try {
      watch_->note(kept_);
    } catch (...) {
      call_ended(*this);
      throw;
    }
  }
  now_calling = {&callee, call};
}

Calling::~Calling() {
  if (::getpid() != process_) end_forked_in_call();
  if (watch_ != nullptr) call_ended(*this);
  now_calling = {previous_callee_, previous_call_};
}

void Calling::returned() const {
  if (::getpid() != process_) end_forked_in_call();  // before it waits for threads it lacks
  if (watch_ == nullptr) return;
  const auto changed = watch_->put_right(kept_);
  if (changed.told.empty()) return;
  const auto others = changed.of_all_threads ? or_others(overlapping_calls(*this)) : std::string();
  throw PluginError(now_calling.callee->component + " of plugin " + now_calling.callee->plugin +
                        others + " changed LibTorch's global state in " + now_calling.call + ": " +
                        changed.told +
                        "; every later step and every other component would see it. Use guards "
                        "that end with the call (at::NoGradGuard), or leave it alone",
                    Exit::failed);
}

void Calling::thrown() const noexcept {
  if (::getpid() != process_) end_forked_in_call();
  if (watch_ == nullptr) return;
  try {
    watch_->put_right(kept_);
  } catch (...) {  // the run ends all the same, by what the call has thrown
    return;
  }
}

void rethrow_as_plugin_error(const Callee& callee, const char* call) {
  const auto begin = callee.component + " of plugin " + callee.plugin + " failed in " + call + ": ";
  try {
    throw;
  } catch (const Error&) { throw; } catch (const std::filesystem::filesystem_error& error) {
    const bool missing = error.code() == std::errc::no_such_file_or_directory ||
                         error.code() == std::errc::not_a_directory;
    throw PluginError(begin + first_line(error.what()), missing ? Exit::missing : Exit::failed);
  } catch (const std::invalid_argument& error) {
    throw PluginError(begin + first_line(error.what()), exit_of(call, true));
  } catch (const std::bad_alloc& error) {
    throw PluginError(begin + out_of_memory(error.what()), Exit::failed);
  } catch (const std::exception& error) {
    if (means_out_of_memory(error.what()))
      throw PluginError(begin + out_of_memory(error.what()), Exit::failed);
    const auto* const of_system = dynamic_cast<const std::system_error*>(&error);
    if (of_system != nullptr && of_system->code() == std::errc::bad_message)
      throw PluginError(begin + sentence_of(*of_system), Exit::damaged);
    throw PluginError(begin + first_line(error.what()), exit_of(call, false));
  } catch (...) {
    throw PluginError(
        begin + "an exception " + type_in_flight() + ", which does not derive from std::exception",
        Exit::failed);
  }
}

}  // namespace serhost::host
