// Reads a label map with the readers of an experiment, but without variables: a label is used as
// written.
#include "config/label_map.hpp"

#include "config/document.hpp"
#include "config/table_reader.hpp"

namespace serhost::config {

std::map<std::string, std::string> read_label_map(const std::filesystem::path& file) {
  const auto root = read_toml(file);
  Findings findings;
  std::map<std::string, std::string> out;
  TableReader reader(root, "", "the label map", findings);
  const auto* labels = reader.take("labels");
  if (!labels || !labels->is(Node::Type::table)) {
    findings.add({file.string(), 0, 0},
                 "a label map has one table [labels] with lines \"label\" = \"class\"");
  } else {
    for (const auto& member : labels->members) {
      const auto target = read_text(member.value, "labels." + member.key, {}, findings);
      if (target && target->empty())
        wrong(member.value, "labels." + member.key, "the name of a class", findings);
      else if (target) out[member.key] = *target;
    }
  }
  reader.finish();
  Faults faults;
  findings.move_to(faults);
  faults.throw_if_any();
  return out;
}

}  // namespace serhost::config
