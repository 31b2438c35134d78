// An experiment of seconds, whose runs are looked at.
#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace end_to_end {

inline const std::string kTiny = R"(name = "tiny"
seeds = [1, 2]
[dataset]
plugin = "synthetic"
speakers = 5
sentences = 2
takes = 1
[protocol]
name = "leave-one-speaker-out"
[backbone]
plugin = "lstm"
width = 8
num_layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 2
batch_size = 8
optimizer = { name = "adam", lr = 0.01 }
)";
inline constexpr int kClips = 5 * 2 * 1 * 4;

inline std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

}  // namespace end_to_end
