// A command of the program, and what every command is given.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/session.hpp"

namespace serhost::cli {

/// Options that every command takes.
struct Globals : app::Session {
  bool quiet = false, verbose = false;
  std::optional<std::filesystem::path> log;
};

struct Command {
  const char* name;
  const char* summary;  ///< one line
  const char* usage;    ///< what follows "serhost"
  const char* example;  ///< a line that works
  int (*run)(std::vector<std::string> arguments);
  bool trains = false;  ///< LibTorch's threads are busy in it: they wait without spinning
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
int evaluate_command(std::vector<std::string> arguments);
int export_command(std::vector<std::string> arguments);
int extract_command(std::vector<std::string> arguments);
int find_lr_command(std::vector<std::string> arguments);
int launch_command(std::vector<std::string> arguments);
int ledger_command(std::vector<std::string> arguments);
int list_command(std::vector<std::string> arguments);
int new_command(std::vector<std::string> arguments);
int pack_command(std::vector<std::string> arguments);
int plan_command(std::vector<std::string> arguments);
int plot_command(std::vector<std::string> arguments);
int predict_command(std::vector<std::string> arguments);
int explain_command(std::vector<std::string> arguments);
int report_command(std::vector<std::string> arguments);
int reproduce_command(std::vector<std::string> arguments);
int run_command(std::vector<std::string> arguments);
int sweep_command(std::vector<std::string> arguments);
int test_plugin_command(std::vector<std::string> arguments);
int view_command(std::vector<std::string> arguments);
int weights_command(std::vector<std::string> arguments);

}  // namespace serhost::cli
