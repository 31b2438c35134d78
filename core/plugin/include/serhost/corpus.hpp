// Helpers for dataset plugins that walk a folder: what is hidden is skipped, the order is the same
// everywhere, and a wrong root is a sentence. Header only and free of torch; a plugin may well do
// without.
//
//   namespace corpus = serhost::corpus;
//   const auto root = corpus::folder_of(given, "the folder of the corpus, which holds wav/");
//   for (const auto& file : corpus::files_below(root, {"wav"}))
//     clips.push_back({.key = corpus::key_of(file, root), .audio = file});
#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <serhost/context.hpp>
#include <serhost/pattern.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::corpus {

/// ASCII letters in lower case.
inline std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// "wav" of "A.WAV"; "" where there is none.
inline std::string extension_of(const std::filesystem::path& file) {
  auto extension = lowered(file.extension().string());
  return extension.empty() ? extension : extension.substr(1);
}

/// Extensions of what the host decodes.
inline const std::vector<std::string>& audio_extensions() {
  static const std::vector<std::string> known = {"wav", "flac", "ogg", "oga", "opus", "mp3",
                                                 "aif", "aiff", "au",  "w64", "caf",  "sph"};
  return known;
}

/// Whether `text` is well-formed UTF-8: keys and labels go into CSV and JSON.
inline bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int more = lead < 0x80                   ? 0
                     : lead >= 0xC2 && lead < 0xE0 ? 1
                     : lead >= 0xE0 && lead < 0xF0 ? 2
                     : lead >= 0xF0 && lead < 0xF5 ? 3
                                                   : -1;
    if (more < 0 || i + static_cast<std::size_t>(more) >= text.size()) return false;
    for (int k = 1; k <= more; ++k)
      if ((static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]) & 0xC0) != 0x80)
        return false;
    const auto second = more > 0 ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
      return false;
    i += 1 + static_cast<std::size_t>(more);
  }
  return true;
}

/// `root.path`, or std::runtime_error where it was left out, is absent or is no folder. `holds`
/// ends the sentence: "the folder of the corpus, which holds wav/".
inline std::filesystem::path folder_of(const DataRoot& root, const std::string& holds) {
  if (root.path.empty()) throw std::runtime_error("root is not set: it must name " + holds);
  std::error_code ignored;
  if (!std::filesystem::exists(root.path, ignored))
    throw std::runtime_error(root.path.string() + ": there is no such folder; root must name " +
                             holds);
  if (!std::filesystem::is_directory(root.path, ignored))
    throw std::runtime_error(root.path.string() + ": is not a folder; root must name " + holds);
  return root.path;
}

/// A line in the run's log, where there is one.
inline void note(const DataRoot& root, const std::string& line) {
  if (root.log) root.log(line);
}

/// An expression of the plugin's own; the user's go through NamePattern.
inline std::shared_ptr<const Pattern> pattern_of(const DataRoot& root,
                                                 const std::string& expression) {
  if (!root.pattern)
    throw std::logic_error("a data set that needs patterns is made by the host, which gives them");
  return root.pattern(expression);
}

namespace detail {

inline void walk(const std::filesystem::path& folder, int depth,
                 std::set<std::filesystem::path>& above,
                 const std::function<void(const std::filesystem::path&)>& visit) {
  std::error_code fault;
  const auto real = std::filesystem::canonical(folder, fault);
  if (depth < 0 || !above.insert(real).second) return;  // a link that leads back up
  std::vector<std::filesystem::directory_entry> entries;
  for (std::filesystem::directory_iterator at(folder, fault), end; !fault && at != end;
       at.increment(fault))
    entries.push_back(*at);
  if (fault) throw std::runtime_error(folder.string() + ": cannot be listed: " + fault.message());
  std::sort(entries.begin(), entries.end());
  for (const auto& entry : entries) {
    if (entry.path().filename().string().starts_with("."))
      continue;  // hidden, and the ._ twins that macOS leaves
    const auto& audio = audio_extensions();
    const bool named_like_audio =
        std::find(audio.begin(), audio.end(), extension_of(entry.path())) != audio.end();
    if (entry.is_directory(fault) && !named_like_audio) walk(entry.path(), depth - 1, above, visit);
    else visit(entry.path());
  }
  above.erase(real);
}

}  // namespace detail

/// Files below `folder` with one of `extensions` (lower case, without a dot), up to `depth` folders
/// down, in the order of their paths. Links are followed, unless they lead back up. A folder that
/// is named like audio ("a.wav") is given as a file would be: the host then says that it is none,
/// rather than that nobody ever hears of it.
inline std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                                      const std::vector<std::string>& extensions,
                                                      int depth = 32) {
  std::vector<std::filesystem::path> files;
  std::set<std::filesystem::path> above;
  detail::walk(folder, depth, above, [&](const std::filesystem::path& file) {
    if (std::find(extensions.begin(), extensions.end(), extension_of(file)) != extensions.end())
      files.push_back(file);
  });
  return files;
}

/// An option that finds something in a file's name: a regular expression whose first group is what
/// is meant.
class NamePattern {
 public:
  /// Throws std::invalid_argument that names the option.
  NamePattern(const DataRoot& root, const std::string& option, const std::string& expression)
      : text_(option + " = '" + shortened(expression) + "'") {
    try {
      pattern_ = pattern_of(root, expression);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(text_ + " " + error.what());
    }
    if (pattern_->groups() < 1)
      throw std::invalid_argument(text_ +
                                  " has no group in parentheses; the first group is what is taken");
  }
  /// The first group in `name`; nullopt where there is none or it is empty.
  std::optional<std::string> find(const std::string& name) const {
    const auto match = pattern_->search(name);
    if (match.empty() || match[1].empty()) return std::nullopt;
    return match[1];
  }
  const std::string& text() const { return text_; }  ///< "speaker = '...'"

 private:
  /// For messages; at the end of a character.
  static std::string shortened(const std::string& expression) {
    std::size_t end = 100;
    if (expression.size() <= end) return expression;
    while ((static_cast<unsigned char>(expression[end]) & 0xC0) == 0x80) --end;
    return expression.substr(0, end) + "...";
  }

  std::string text_;
  std::shared_ptr<const Pattern> pattern_;
};

/// `path` below `root` with forward slashes, as a key; std::runtime_error where it is not UTF-8.
inline std::string key_of(const std::filesystem::path& path, const std::filesystem::path& root) {
  auto key = path.lexically_relative(root).generic_string();
  if (!is_utf8(key))
    throw std::runtime_error(path.string() +
                             ": the name is not UTF-8, so it cannot be a key; rename it");
  return key;
}

}  // namespace serhost::corpus
