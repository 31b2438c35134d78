// Expands names in braces, one after the other.
#include "app/made_corpus.hpp"

#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/seed.hpp"
#include "base/wave_file.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using CorpusJson = nlohmann::ordered_json;
using Bound = std::map<std::string, const CorpusJson*>;  ///< a name of `each` and its value

/// A sum of harmonics with a slow swell and a little noise, as no two other names have it.
std::string voice(const std::string& name, double seconds) {
  constexpr std::uint32_t kRate = 16000;
  Random random(stream_seed(1, name));
  const double pitch = 90.0 + 160.0 * random.uniform(), swell = 2.0 + 4.0 * random.uniform();
  std::vector<double> loud;
  for (int h = 1; h <= 6; ++h) loud.push_back(random.uniform() / h);
  std::vector<std::int16_t> samples(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = 2.0 * std::numbers::pi * static_cast<double>(i) / kRate;
    double sum = 0.02 * random.normal();
    for (std::size_t h = 0; h < loud.size(); ++h)
      sum += loud[h] * std::sin(t * pitch * static_cast<double>(h + 1));
    sum *= 0.6 + 0.4 * std::sin(t * swell);
    samples[i] = static_cast<std::int16_t>(6000.0 * sum);
  }
  return wave_file(samples, kRate);
}

/// Calls `take` with every text that `text` stands for, and what its names then mean.
void expand(const std::string& text, const CorpusJson& each, const Bound& bound,
            const std::function<void(const std::string&, const Bound&)>& take) {
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos) break;
    const auto inside = text.substr(open + 1, close - open - 1);
    const auto dot = inside.find('.');
    const auto name = inside.substr(0, dot);
    const auto with = [&](const CorpusJson& value, const Bound& now) {
      const auto& part = dot == std::string::npos ? value : value.at(inside.substr(dot + 1));
      expand(text.substr(0, open) + part.get<std::string>() + text.substr(close + 1), each, now,
             take);
    };
    if (const auto known = bound.find(name); known != bound.end())
      return with(*known->second, bound);
    if (!each.contains(name)) continue;  // braces of something else
    for (const auto& value : each.at(name)) {
      auto now = bound;
      now[name] = &value;
      with(value, now);
    }
    return;
  }
  take(text, bound);
}

std::string content_of(const CorpusJson& said, const CorpusJson& each, const Bound& bound,
                       const std::string& name, double seconds) {
  if (said.is_null()) return voice(name, seconds);
  if (said.is_string()) return said.get<std::string>();
  std::string out;
  for (const auto& line : said) {
    expand(line.get<std::string>(), each, bound,
           [&](const std::string& text, const Bound&) { out += text + "\n"; });
  }
  return out;
}

}  // namespace

void make_corpus(const fs::path& description, const fs::path& folder) {
  try {
    const auto json = CorpusJson::parse(read_file(description));
    const auto each = json.value("each", CorpusJson::object());
    const double seconds = json.value("seconds", 0.5);
    for (const auto& [pattern, said] : json.at("files").items()) {
      const auto& content = said;
      expand(pattern, each, {}, [&](const std::string& name, const Bound& bound) {
        make_directory((folder / name).parent_path());
        replace_file(folder / name, content_of(content, each, bound, name, seconds));
      });
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(Exit::config,
                description.string() + ": is not a description of a corpus: " + error.what());
  }
}

}  // namespace serhost::app
