// One name in two parts would be tested on what it was trained on.
#include <serhost/readers/splits.hpp>
#include <serhost/readers/text.hpp>
#include <stdexcept>

#include "base/text.hpp"

namespace serhost::readers {

std::string part_of(std::string_view word) {
  const auto small = lower(trim(word));
  if (small == "train" || small == "training") return "train";
  if (small == "test" || small == "testing") return "test";
  for (const auto* name : {"validation", "valid", "val", "dev", "devel", "development"})
    if (small == name) return "validation";
  return "";
}

std::optional<std::string> part_of_shard(const std::filesystem::path& below) {
  for (const auto& name : below) {
    const auto text = name.string();
    if (auto part = part_of(text.substr(0, text.find_first_of("-_."))); !part.empty()) return part;
  }
  return std::nullopt;
}

std::map<std::string, std::string> read_parts(const std::vector<PartList>& lists) {
  std::map<std::string, std::string> out;
  for (const auto& list : lists) {
    for (const auto& line : lines_of(list.file, "a list of one name a line")) {
      const std::string name(trim(line.text));
      const auto [at, fresh] = out.emplace(name, list.part);
      if (!fresh && at->second != list.part)
        throw std::runtime_error(list.file.string() + ":" + std::to_string(line.number) + ": '" +
                                 name + "' is in " + list.part + " and in " + at->second);
    }
  }
  return out;
}

}  // namespace serhost::readers
