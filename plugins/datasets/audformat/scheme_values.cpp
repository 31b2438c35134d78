// Schemes name their members in db.yaml, or in a misc table that is read when it is asked for.
#include "scheme_values.hpp"

#include <serhost/readers/fields.hpp>
#include <serhost/readers/labels.hpp>

namespace audformat {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

std::optional<std::string> SchemeValues::said_of(const std::string& scheme,
                                                 const std::string& value,
                                                 const std::string& what) const {
  const auto at = base_.schemes.find(scheme);
  if (at == base_.schemes.end()) return std::nullopt;
  const auto& labels =
      at->second.labels_table.empty() ? at->second.labels : misc(at->second.labels_table);
  const auto label = labels.find(value);
  if (label == labels.end()) return std::nullopt;
  const auto member = label->second.find(what);
  return member == label->second.end() || member->second.empty() ? std::nullopt
                                                                 : std::optional(member->second);
}

/// A misc table by the values of its index, read once.
const SchemeValues::Members& SchemeValues::misc(const std::string& name) const {
  const auto [at, is_new] = misc_.try_emplace(name);
  const auto csv = folder_ / ("db." + name + ".csv");
  if (!is_new || !fs::exists(csv)) return at->second;
  readers::Problems problems(csv);
  auto table = readers::read_table(csv, problems);
  problems.throw_if_any();
  const auto named = base_.misc_index.find(name);
  const auto& index = named == base_.misc_index.end() ? name : named->second;
  for (auto& row : table.rows) {
    const auto key = row.fields.find(index);
    if (key != row.fields.end()) at->second[key->second] = row.fields;
  }
  return at->second;
}

}  // namespace audformat
