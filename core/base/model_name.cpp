// ORG/NAME: two words of letters, digits, dots, hyphens and underscores. What begins with a dot or
// a slash is a path; what ends as weight files do is one, too.
#include "base/model_name.hpp"

#include <algorithm>
#include <array>

namespace serhost {
namespace {

bool is_word(std::string_view word) {
  constexpr std::string_view kAlso = "-_.";
  const auto fits = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kAlso.find(c) != std::string_view::npos;
  };
  return !word.empty() && word.size() <= 96 && word.front() != '.' &&
         std::all_of(word.begin(), word.end(), fits);
}

}  // namespace

std::string how_to_fetch(std::string_view text) {
  constexpr std::array<std::string_view, 7> kFiles = {".pt",   ".pth",         ".bin", ".ckpt",
                                                      ".json", ".safetensors", ".npy"};
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || !is_word(text.substr(0, slash)) ||
      !is_word(text.substr(slash + 1)) ||
      std::any_of(kFiles.begin(), kFiles.end(),
                  [&](std::string_view ending) { return text.ends_with(ending); }))
    return "";
  const std::string name(text), folder(text.substr(slash + 1));
  return "; if " + name + " is a model of Hugging Face, fetch it with: hf download " + name +
         " --local-dir models/" + folder + ", and give that folder";
}

}  // namespace serhost
