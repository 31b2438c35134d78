// Constructs the `manifest` dataset for one file, without an experiment.
#include "app/audit_manifest.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include "base/regular_file.hpp"
#include "base/text.hpp"
#include "data/manifest/assemble.hpp"
#include "data/manifest/find_files.hpp"

namespace serhost::app {
namespace {

/// As the plugin `manifest` understands a column.
bool names_the_audio(const std::string& column) {
  static const std::set<std::string> kNames = {"path",       "wav",        "file",      "filename",
                                               "file_name",  "filepath",   "file_path", "audio",
                                               "audio_path", "audio_file", "wav_path",  "wav_file"};
  auto name = lower(trim(column));
  std::erase(name, '"');
  return kNames.contains(name);
}

}  // namespace

bool is_manifest(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) return false;
  require_file(file);
  std::ifstream in(file, std::ios::binary);
  std::string head(4096, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
  std::erase(head, '\0');  // of UTF-16
  while (!head.empty() && static_cast<unsigned char>(head.front()) >= 0x80)
    head.erase(0, 1);  // a byte order mark
  const auto text = trim(head);
  if (text.starts_with('{')) return true;
  const std::string header(text.substr(0, text.find_first_of("\r\n")));
  for (const char separator : {',', '\t', ';', '|'}) {
    const auto names = separator == ',' ? csv_split(header) : split(header, separator);
    if (std::any_of(names.begin(), names.end(), names_the_audio)) return true;
  }
  return false;
}

data::Manifest read_manifest(const host::Registry& registry, const std::filesystem::path& file) {
  const auto& info = registry.get(Kind::dataset, "manifest");
  Values values;
  for (const auto& parameter : info.parameters)
    values.push_back(parameter.name == "file" ? Value(std::filesystem::absolute(file))
                                              : parameter.fallback);
  const auto callee = host::callee_of(info);
  const auto dataset = registry.make_dataset(info, values, DataRoot{});
  config::DatasetTable table;
  table.name = table.component.plugin = "manifest";
  data::Listing listing{&table, host::guarded(callee, "utterances", [&] {
                          try {
                            return dataset->utterances();
                          } catch (const std::runtime_error& error) {
                            throw DataError(error.what());  // about the list, not about the plugin
                          }
                        })};
  std::vector<data::Listing> listings;
  listings.push_back(std::move(listing));
  Faults faults;
  auto out = data::assemble(std::move(listings), data::Wanted::any, faults);
  faults.throw_if_any();
  data::find_files(out);
  return out;
}

}  // namespace serhost::app
