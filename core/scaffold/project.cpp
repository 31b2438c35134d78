// Fills in the templates and writes them.
#include "scaffold/project.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <system_error>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "scaffold/example_clips.hpp"
#include "scaffold/templates.hpp"

namespace serhost::scaffold {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 40;

struct Words {
  const char *kind, *noun;  ///< "augment" on the command line, "an augmentation" in sentences
  const char *what, *paper, *toml;
};

constexpr Words kWords[] = {
    {"backbone", "a backbone",
     "Two convolutions over the raw waveform, to be replaced by your network.",
     "name yours here, with the year.", "[backbone]\nplugin   = \"@name@\"\nchannels = 32"},
    {"loss", "a loss",
     "Cross-entropy with a penalty on confident predictions, to be replaced by your idea.",
     "Pereyra, Tucker, Chorowski, Kaiser, Hinton, \"Regularizing Neural Networks by Penalizing "
     "Confident Output Distributions\", 2017.",
     "[loss]\nplugin = \"@name@\"\nbeta   = 0.1"},
    {"dataset", "a dataset",
     "Reads `<root>/<speaker>_<label>_<number>.wav`, to be replaced by the names of your corpus.",
     "the one that describes the corpus.",
     "[dataset]\nplugin   = \"@name@\"\nroot     = \"example\"\nlanguage = \"en\""},
    {"optimizer", "an optimizer", "The sign of a momentum, to be replaced by your update.",
     "Chen, Liang, Huang, Real, Wang, Liu, Pham, Dong, Luong, Hsieh, Lu, Le, \"Symbolic Discovery "
     "of Optimization Algorithms\", 2023.",
     "[train]\noptimizer = { name = \"@name@\", lr = 5e-4, now = 0.9 }"},
    {"head", "a head", "Attention over frames and one layer, to be replaced by your pooling.",
     "Mirsamadi, Barsoum, Zhang, \"Automatic Speech Emotion Recognition Using Recurrent Neural "
     "Networks with Local Attention\", 2017.",
     "[head]\nplugin = \"@name@\"\nhidden = 64"},
    {"augment", "an augmentation",
     "White noise at a random signal-to-noise ratio, to be replaced by your change.",
     "Ko, Peddinti, Povey, Seltzer, Khudanpur, \"A Study on Data Augmentation of Reverberant "
     "Speech "
     "for Robust Speech Recognition\", 2017.",
     "[[augment]]\nplugin = \"@name@\"\nlowest = 10.0"},
};

const Words& words_of(std::string_view kind) {
  for (const auto& words : kWords) {
    if (kind == words.kind) return words;
  }
  const auto known = kinds();
  throw UsageError("serhost new makes one of " + join(known, ", ") + ", found '" +
                   std::string(kind) + "'." + suggestion(kind, known));
}

void check_name(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool good = !name.empty() && name.size() <= kLongestName && name[0] >= 'a' &&
                    name[0] <= 'z' && std::all_of(name.begin(), name.end(), fits);
  if (!good) {
    throw UsageError("this is not a plugin name: '" + name +
                     "'; expected a small letter, then small letters, digits or _, at most " +
                     std::to_string(kLongestName) + " in all, such as my_loss");
  }
  // Targets of CMake and Ninja.
  static constexpr std::array kTaken = {"all",     "clean",         "edit_cache", "help", "install",
                                        "package", "rebuild_cache", "serhost",    "test"};
  if (std::any_of(kTaken.begin(), kTaken.end(), [&](const char* taken) { return name == taken; })) {
    throw UsageError("the name '" + name +
                     "' is taken by build tools; choose another, such as my_" + name);
  }
}

std::string filled(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [key, value] : values) {
    const auto mark = "@" + key + "@";
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size())
      text.replace(at, mark.size(), value);
  }
  return text;
}

}  // namespace

std::string class_name(const std::string& name) {
  std::string out;
  bool upper = true;
  for (const char c : name) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = false;
  }
  return out;
}

std::vector<std::string> kinds() {
  std::vector<std::string> out;
  for (const auto& words : kWords) out.emplace_back(words.kind);
  return out;
}

std::map<std::string, std::string> project_files(std::string_view kind, const std::string& name) {
  const auto& words = words_of(kind);
  check_name(name);
  const std::string noun = words.noun;
  const std::map<std::string, std::string> values = {
      {"name", name},
      {"Class", class_name(name)},
      {"a_kind", noun},
      {"A_kind", "A" + noun.substr(1)},
      {"kind", noun.substr(noun.find(' ') + 1)},
      {"what", words.what},
      {"paper", words.paper},
      {"toml", filled(words.toml, {{"name", name}})}};
  const auto text = [&](const std::string& from) { return filled(templates().at(from), values); };
  const auto folder = std::string(kind) + "/";
  std::map<std::string, std::string> out = {
      {"CMakeLists.txt", text("CMakeLists.txt.in")},
      {"README.md", text("README.md.in")},
      {".gitignore", text("gitignore.in")},
      {"pack.toml", text("pack.toml.in")},
      {"experiment.toml", text(folder + "experiment.toml.in")},
      {name + ".cpp", text(folder + "plugin.cpp.in")},
      {name + "_test.cpp", text(folder + "test.cpp.in")}};
  if (kind == "dataset") {
    for (auto& [file, bytes] : example_clips()) out["example/" + file] = std::move(bytes);
  }
  return out;
}

namespace {

void write_files(const fs::path& folder, const std::map<std::string, std::string>& files) {
  for (const auto& [file, text] : files) {
    make_directory((folder / file).parent_path());
    replace_file(folder / file, text);
  }
}

}  // namespace

void write_project(const fs::path& text, const std::map<std::string, std::string>& files) {
  const auto folder = folder_path(text);
  std::error_code ignored;
  const bool there = fs::exists(folder, ignored);
  if (there && (!fs::is_directory(folder, ignored) || !fs::is_empty(folder, ignored))) {
    throw Error(Exit::cannot_create,
                folder.string() + " is there already; name another folder with --dir");
  }
  if (!there) {  // whole, or not there, whenever this is interrupted
    make_directory(fs::absolute(folder).parent_path());
    recover_folder(folder);
    replace_folder(folder, [&](const fs::path& fresh) { write_files(fresh, files); });
    return;
  }
  try {  // somebody's own folder, perhaps where they stand: filled, never exchanged
    write_files(folder, files);
  } catch (...) {
    for (const auto& [file, content] : files) fs::remove(folder / file, ignored);
    fs::remove(folder / "example", ignored);
    throw;
  }
}

}  // namespace serhost::scaffold
