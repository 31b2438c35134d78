// serhost doctor: one page to paste into a question: versions, machine, folders, plugins, with what
// is wrong and how to fix it.
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/version.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "host/cache_check.hpp"
#include "host/probe_cache.hpp"
#include "host/registry.hpp"
#include "train/run.hpp"

namespace serhost::cli {
namespace {

struct Examined {
  std::string name, value, fix;  ///< fix: empty where nothing is wrong
};

std::string first_match(const char* file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(key)) return std::string(trim(line.substr(line.find(':') + 1)));
  }
  return "unknown";
}

std::string vector_units() {
  const auto flags = " " + first_match("/proc/cpuinfo", "flags") + " ";
  std::vector<std::string> out;
  for (const char* name : {"avx2", "avx512f", "avx512_bf16", "amx_bf16"}) {
    if (flags.find(std::string(" ") + name + " ") != std::string::npos) out.emplace_back(name);
  }
  return out.empty() ? "none of avx2, avx512f, avx512_bf16, amx_bf16" : join(out, ", ");
}

std::string free_space(const std::filesystem::path& folder) {
  struct statvfs space{};
  if (::statvfs(folder.c_str(), &space) != 0) return "unknown";
  return fmt::format(
      "{:.1f} GB", static_cast<double>(space.f_bavail) * static_cast<double>(space.f_frsize) / 1e9);
}

/// Answers that were remembered of plugins are checked before anything is read from them, and what
/// is wrong is gone afterwards.
std::vector<Examined> check_remembered(const host::PluginSearchPath& places) {
  std::vector<Examined> out;
  for (const auto& [file, reason] : host::check_probe_cache(places)) {
    out.push_back({"remembered plugin", file.string(),
                   reason + "; what was remembered has been removed from " +
                       host::probe_cache_file().string() + ": nothing is left to do"});
  }
  return out;
}

std::vector<Examined> inspect_installation(const Parsed& parsed, const host::Registry& registry,
                                           const host::PluginSearchPath& places) {
  std::vector<Examined> out;
  for (const auto& [key, value] : app::version_facts()) out.push_back({key, value, ""});
  utsname system{};
  ::uname(&system);
  out.push_back(
      {"system", fmt::format("{} {} {}", system.sysname, system.release, system.machine), ""});
  out.push_back({"processor", first_match("/proc/cpuinfo", "model name"), ""});
  out.push_back({"cores", std::to_string(std::thread::hardware_concurrency()), ""});
  out.push_back({"vector units", vector_units(), ""});
  out.push_back({"memory",
                 fmt::format("{:.1f} GB, {:.1f} GB available",
                             std::atof(first_match("/proc/meminfo", "MemTotal").c_str()) / 1e6,
                             std::atof(first_match("/proc/meminfo", "MemAvailable").c_str()) / 1e6),
                 ""});
  out.push_back({"GPU", train::gpu_summary(), ""});
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  out.push_back({"working folder",
                 error ? "unknown" : here.string() + ", " + free_space(here) + " free",
                 !error && ::access(here.c_str(), W_OK) != 0
                     ? "it cannot be written to; run elsewhere or give --out"
                     : ""});
  for (const auto& folder : places.folders) {
    const bool there = std::filesystem::is_directory(folder, error);
    out.push_back({"plugin folder", folder.string() + (there ? "" : " (does not exist)"), ""});
  }
  if (registry.components().empty()) {
    out.push_back({"components", "none",
                   "no plugin was found; build them, or give their folder with --plugin-path or "
                   "SERHOST_PLUGIN_PATH"});
  } else {
    out.push_back({"components", std::to_string(registry.components().size()), ""});
  }
  for (const auto& refusal : registry.refusals())
    out.push_back({"refused plugin", refusal.file.string(), refusal.message});
  for (const auto& clash : registry.clashes()) {
    out.push_back({"clash", std::string(name_of(clash.kind)) + " '" + clash.name + "'",
                   "write \"plugin/" + clash.name + "\" to choose, or remove one of the files"});
  }
  for (const char* name : {"SERHOST_PLUGIN_PATH", "SERHOST_CACHE_DIR", "SERHOST_TEST_DATA",
                           "XDG_CACHE_HOME", "XDG_DATA_HOME", "OMP_NUM_THREADS", "OMP_WAIT_POLICY",
                           "GOMP_SPINCOUNT", "CUDA_VISIBLE_DEVICES"}) {
    if (const char* value = std::getenv(name)) out.push_back({name, value, ""});
  }
  if (parsed.globals.threads > 0)
    out.push_back({"--threads", std::to_string(parsed.globals.threads), ""});
  return out;
}

}  // namespace

int doctor_command(std::vector<std::string> arguments) {
  const Options options = {{.name = "json", .help = "as JSON"}};
  const auto parsed = parse("doctor", arguments, options, 0, 0);
  if (parsed.help) return 0;
  const auto places = host::PluginSearchPath::standard(parsed.globals.plugin_path);
  const auto remembered = parsed.globals.probe ? check_remembered(places) : std::vector<Examined>();
  const auto registry = host::Registry::discover(places, parsed.globals.probe);
  auto findings = inspect_installation(parsed, registry, places);
  findings.insert(findings.end(), remembered.begin(), remembered.end());
  std::size_t wrong = 0;
  for (const auto& finding : findings) wrong += finding.fix.empty() ? 0 : 1;
  if (parsed.has("json")) {
    nlohmann::ordered_json out;
    out["problems"] = wrong;
    out["findings"] = nlohmann::ordered_json::array();
    for (const auto& finding : findings) {
      out["findings"].push_back(
          {{"name", finding.name}, {"value", finding.value}, {"fix", finding.fix}});
    }
    print_json(out);
    return 0;
  }
  for (const auto& finding : findings) {
    print("{} {:<20} {}\n", finding.fix.empty() ? "  " : "! ", finding.name, finding.value);
    if (!finding.fix.empty()) print("     {}\n", finding.fix);
  }
  print("\n{}\n", wrong == 0 ? "nothing is wrong" : count_of(wrong, "problem") + ", marked with !");
  return 0;
}

}  // namespace serhost::cli
