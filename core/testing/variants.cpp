// Reads contract.txt.
#include "testing/variants.hpp"

#include "base/files.hpp"
#include "base/text.hpp"

namespace serhost::conformance {

namespace fs = std::filesystem;

std::vector<Variant> read_variants(const fs::path& contract) {
  std::vector<Variant> all;
  for (const auto& line : split(read_file(contract), '\n')) {
    const auto text = trim(line);
    if (text.empty() || text.front() == '#') continue;
    auto& variant = all.emplace_back();
    if (text == "defaults") continue;
    for (const auto& parameter : split(text, ';')) {
      if (!trim(parameter).empty()) variant.parameters.emplace_back(trim(parameter));
    }
  }
  return all;
}

fs::path beside(const host::ComponentInfo& info, const std::string& name,
                const fs::path& working_directory) {
  for (const auto& folder :
       {working_directory / "plugins" / info_of(info.kind).plural / info.plugin,
        info.file.parent_path(), working_directory}) {
    for (const auto& file : {folder / (info.name + "." + name), folder / name}) {
      std::error_code ignored;
      if (fs::is_regular_file(file, ignored)) return file;
    }
  }
  return {};
}

std::vector<Variant> variants_of(const host::ComponentInfo& info,
                                 const fs::path& working_directory) {
  const auto file = beside(info, "contract.txt", working_directory);
  auto all = file.empty() ? std::vector<Variant>{} : read_variants(file);
  if (all.empty()) all.emplace_back();
  return all;
}

}  // namespace serhost::conformance
