// Reads a label map with the readers of an experiment, but without variables: a label is used as
// written.
#include "config/label_map.hpp"

#include <algorithm>

#include "config/document.hpp"
#include "config/json_label_map.hpp"
#include "config/table_reader.hpp"

namespace serhost::config {
namespace {

void read_labels(TableReader& reader, LabelMap& to) {
  const auto* labels = reader.take("labels");
  if (!labels || !labels->is(Node::Type::table)) {
    reader.findings().add({reader.place().file, 0, 0},
                          "a label map has one table [labels] with lines \"label\" = \"class\"");
    return;
  }
  for (const auto& member : labels->members) {
    const auto key = "labels." + member.key;
    const auto target = read_text(member.value, key, {}, reader.findings());
    if (target && target->empty())
      wrong(member.value, key, "the name of a class", reader.findings());
    else if (target) to.labels[member.key] = *target;
  }
}

/// Classes that a map turns labels into, or counts, are among its classes if it names any.
void check_classes(TableReader& reader, const LabelMap& map) {
  if (map.classes.empty()) return;
  const auto known = std::make_shared<const std::vector<std::string>>(map.classes);
  const auto check = [&](const std::string& table, const std::string& name) {
    if (std::find(map.classes.begin(), map.classes.end(), name) == map.classes.end())
      reader.findings().add(reader.place_of(table), table + ": '" + name + "' is not a class.",
                            name, known);
  };
  for (const auto& [label, name] : map.labels) check("labels", name);
  for (const auto& [name, count] : map.counts) check("counts", name);
}

}  // namespace

LabelMap read_label_map(const std::filesystem::path& file) {
  if (file.extension() == ".json") return read_json_label_map(file);
  auto root = read_toml(file);
  root.place.file = file.string();
  Findings findings;
  LabelMap out;
  TableReader reader(root, "", "the label map", findings);
  read_labels(reader, out);
  if (const auto* classes = reader.take("classes"))
    out.classes =
        read_texts(*classes, "classes", {}, findings).value_or(std::vector<std::string>());
  if (const auto* counts = reader.take("counts")) {
    if (!counts->is(Node::Type::table)) wrong(*counts, "counts", "a table of numbers", findings);
    for (const auto& member : counts->members) {
      const auto count =
          read_integer(member.value, "counts." + member.key,
                       {.at_least = 0.0, .above = {}, .at_most = 1e9, .below = {}}, findings);
      if (count) out.counts[member.key] = *count;
    }
  }
  check_classes(reader, out);
  reader.finish();
  Faults faults;
  findings.move_to(faults);
  faults.throw_if_any();
  return out;
}

}  // namespace serhost::config
