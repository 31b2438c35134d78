// A corpus made of a description.
#include <bit>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/files.hpp"
#include "base/wave_file.hpp"
#include "testing/dataset_kit.hpp"

namespace serhost::conformance {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kOdd = "{odd}";

/// 16-bit PCM at 16 kHz: half a second of a quiet triangle, so that it is neither silent nor
/// constant.
std::string audio() {
  constexpr std::uint32_t kRate = 16000, kSamples = 8000;
  std::vector<std::int16_t> samples;
  for (std::uint32_t i = 0; i < kSamples; ++i)
    samples.push_back(
        static_cast<std::int16_t>(i % 160 < 80 ? 20 * (i % 80) : 1600 - 20 * (i % 80)));
  return wave_file(samples, kRate);
}

/// A member of a tar archive (POSIX ustar), with its padding.
std::string member(const std::string& name, const std::string& content) {
  constexpr std::size_t kBlock = 512;
  std::string head(kBlock, '\0');
  const auto put = [&](std::size_t at, const std::string& text) {
    head.replace(at, text.size(), text);
  };
  char size[13];
  std::snprintf(size, sizeof size, "%011zo", content.size());
  put(0, name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, size);
  put(136, "00000000000");
  put(148, "        ");  // the sum counts itself as blanks
  put(156, "0");
  put(257, "ustar");
  put(263, "00");
  unsigned sum = 0;
  for (const char c : head) sum += static_cast<unsigned char>(c);
  char text[8];
  std::snprintf(text, sizeof text, "%06o", sum);
  put(148, std::string(text, 7) + ' ');
  return head + content + std::string((kBlock - content.size() % kBlock) % kBlock, '\0');
}

/// null: audio; a text: itself; {"file": "/a/b"}: that file's; {"members": {"a.wav": null, ...}}: a
/// tar archive of such.
std::string content_of(const json& said) {
  if (said.is_null()) return audio();
  if (!said.is_object()) return said.get<std::string>();
  if (said.contains("file")) return read_file(said.at("file").get<std::string>());
  std::string out;
  for (const auto& [name, content] : said.at("members").items())
    out += member(name, content_of(content));
  return out + std::string(1024, '\0');
}

void write(const fs::path& file, const std::string& content) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace

const std::vector<std::string>& odd_names() {
  static const std::vector<std::string> all = {
      "two  blanks",
      "it's \"quoted\"",
      "[brackets] {and} (more)",
      "comma, semicolon; tab\there",
      "line\nbreak",
      "-dash",
      "#hash %41 $HOME `ls`",
      "back\\slash",
      "\xc3\xa4rger \xe6\x80\x92\xe3\x82\x8a \xd0\xb3\xd0\xbd\xd0\xb5\xd0\xb2",
      "UPPER",
      "upper",
      std::string(200, 'x'),
      "01",
      "null",
      "=1+1"};
  return all;
}

std::vector<std::string> write_tree(const fs::path& tree, const fs::path& folder) {
  try {
    const auto text = json::parse(read_file(tree));
    for (const auto& [name, content] : text.at("files").items()) {
      const auto at = name.find(kOdd);
      if (at == std::string::npos) {
        write(folder / name, content_of(content));
        continue;
      }
      for (const auto& odd : odd_names()) {
        auto full = name;
        write(folder / full.replace(at, kOdd.size(), odd), content_of(content));
      }
    }
    return text.value("labels", std::vector<std::string>{});
  } catch (const json::exception& error) {
    throw std::runtime_error(tree.string() + ": is not a description of a corpus: " + error.what());
  }
}

}  // namespace serhost::conformance
