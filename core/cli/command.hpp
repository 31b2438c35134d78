// A command of the program, and what every command is given.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace serhost::cli {

/// Options that every command takes.
struct Globals {
  std::vector<std::filesystem::path> plugin_path;
  bool quiet = false, verbose = false;
  bool probe = true;  ///< false under --no-probe, for debuggers
  int threads = 0;    ///< 0: as many as cores
  std::optional<std::filesystem::path> log;
};

struct Command {
  const char* name;
  const char* summary;  ///< one line
  const char* usage;    ///< what follows "serhost"
  const char* example;  ///< a line that works
  int (*run)(std::vector<std::string> arguments);
  bool hidden = false;
};

std::span<const Command> commands();
const Command* find_command(const std::string& name);

int build_command(std::vector<std::string> arguments);
int bundle_command(std::vector<std::string> arguments);
int cache_command(std::vector<std::string> arguments);
int check_command(std::vector<std::string> arguments);
int compare_command(std::vector<std::string> arguments);
int completion_command(std::vector<std::string> arguments);
int data_command(std::vector<std::string> arguments);
int describe_command(std::vector<std::string> arguments);
int doctor_command(std::vector<std::string> arguments);
int extract_command(std::vector<std::string> arguments);
int ledger_command(std::vector<std::string> arguments);
int list_command(std::vector<std::string> arguments);
int new_command(std::vector<std::string> arguments);
int pack_command(std::vector<std::string> arguments);
int plan_command(std::vector<std::string> arguments);
int report_command(std::vector<std::string> arguments);
int reproduce_command(std::vector<std::string> arguments);
int run_command(std::vector<std::string> arguments);
int sweep_command(std::vector<std::string> arguments);
int test_plugin_command(std::vector<std::string> arguments);
int weights_command(std::vector<std::string> arguments);

/// What the program was built from, in a fixed order: serhost, api, libtorch, compiler, stdlib,
/// build, build_type.
std::vector<std::pair<std::string, std::string>> version_facts();

/// "serhost 0.1.0", and with `json` everything the program was built from.
std::string version_text(bool json);

}  // namespace serhost::cli
