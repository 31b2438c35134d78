// experiments/, logs/ and cells/, beside sweep.toml, claims/ and the ledgers.
#include "app/sweep_folder.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/remedy.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace serhost::app {

namespace fs = std::filesystem;
using namespace nlohmann::literals;

fs::path take_sweep_folder(fs::path folder) {
  std::error_code none;
  if (fs::exists(folder) && !fs::is_directory(folder)) {
    throw RemediableError(Exit::cannot_create, folder.string() + " is a file, but must be a folder",
                          Remedy::other_place);
  }
  make_directory(folder);
  const bool ours = fs::exists(folder / "sweep.toml", none);
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (ours || entry.path().filename().string().starts_with('.')) continue;
    throw RemediableError(Exit::cannot_create,
                          folder.string() + " holds something other than a sweep",
                          Remedy::other_folder);
  }
  return folder;
}

CellFiles files_of(const fs::path& folder, const sweep::Cell& cell) {
  // A trial lies below the run that is put together of them: who looks for runs finds that one.
  const auto cells = fs::path("cells");
  return {.run = cell.trial > 0 ? cells / cell.group / "trials" / cell.id : cells / cell.id,
          .experiment = folder / "experiments" / (cell.id + ".toml"),
          .log = folder / "logs" / (cell.id + ".log"),
          .errors = folder / "logs" / (cell.id + ".err")};
}

void prepare_cell(const fs::path& folder, const CellFiles& files, const sweep::Sweep& sweep,
                  const sweep::Cell& cell) {
  for (const char* below : {"experiments", "logs", "cells"}) make_directory(folder / below);
  make_directory((folder / files.run).parent_path());
  replace_file(files.experiment, "# Cell " + cell.id + " of the sweep " +
                                     sweep.file.filename().string() + ".\n" + cell.experiment.text);
}

std::string last_line(const fs::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  const auto size = in.tellg();
  if (!in || size <= 0) return {};
  constexpr std::streamoff kEnd = 400;
  in.seekg(std::max<std::streamoff>(0, size - kEnd));
  std::string line, last;
  while (std::getline(in, line)) {
    if (!line.empty()) last = line;
  }
  return last;
}

std::string reason_of(int status, const fs::path& errors) {
  std::string text;
  try {
    text = trim(read_file(errors));
  } catch (const Error&) {  // it said nothing, or nothing that can be read: the status must do
  }
  constexpr std::size_t kLongest = 4000;
  if (text.size() > kLongest) text = "... " + text.substr(text.size() - kLongest);
  if (!text.empty()) return text;
  if (status > 128) {
    const char* const name = ::sigabbrev_np(status - 128);
    return "ended by signal " + std::to_string(status - 128) +
           (name == nullptr ? "" : " (SIG" + std::string(name) + ")");
  }
  return "ended with status " + std::to_string(status);
}

std::size_t selected_among(const fs::path& run) {
  std::error_code none;
  if (!fs::exists(run / "cell.json", none)) return 0;
  const auto json = nlohmann::json::parse(read_file(run / "cell.json"), nullptr, false);
  return json.is_object() ? json.value("/tuning/done"_json_pointer, std::size_t{0}) : 0;
}

}  // namespace serhost::app
