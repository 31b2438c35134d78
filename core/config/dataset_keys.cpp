// The keys of [dataset], and tables of texts and of ranges.
#include <algorithm>

#include "config/tables.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {

void TableTraits<Texts>::read(TableReader& parent, const KeySpec& key, Texts& to,
                              const Components&) {
  const auto* node = table_in(parent, key);
  if (node == nullptr) return;
  for (const auto& member : node->members) {
    const auto path = parent.name(key.name) + "." + member.key;
    const auto text = read_text(member.value, path, {}, parent.findings());
    if (!text) continue;
    to.texts[member.key] = *text;
    to.places[member.key] = member.place;
  }
}

std::string TableTraits<Texts>::text(const Texts& from, const Writer&) {
  return toml_table(from.texts);
}

void TableTraits<Ranges>::read(TableReader& parent, const KeySpec& key, Ranges& to,
                               const Components&) {
  const auto* node = table_in(parent, key);
  if (node == nullptr) return;
  for (const auto& member : node->members) {
    const auto path = parent.name(key.name) + "." + member.key;
    const auto ends = read_reals(member.value, path, {}, parent.findings());
    if (!ends) continue;
    if (ends->size() != 2 || !((*ends)[0] < (*ends)[1])) {
      wrong(member.value, path, "[lowest, highest] as in [1, 5]", parent.findings());
      continue;
    }
    to.ends[member.key] = {(*ends)[0], (*ends)[1]};
    to.places[member.key] = member.place;
  }
}

std::string TableTraits<Ranges>::text(const Ranges& from, const Writer&) {
  return toml_table(from.ends);
}

/// What was left out, and may be, is not written. Entries of the label map file that this task has
/// no class for are not, either.
DatasetKeys keys_of(const DatasetTable& table) {
  DatasetKeys out;
  out.name = table.name;
  if (!table.root.empty()) out.root = table.root;
  if (!table.classes.empty()) out.classes = table.classes;
  out.merge.texts = table.merge;
  std::erase_if(out.merge.texts, [&](const auto& entry) {
    const auto in = [&](const std::string& name) {
      return std::find(table.classes.begin(), table.classes.end(), name) != table.classes.end();
    };
    return !table.classes.empty() &&
           (!in(entry.second) || (in(entry.first) && entry.first != entry.second));
  });
  if (!table.dimensions.empty()) out.dimensions = table.dimensions;
  out.unused_merge = table.labels.has_value();
  if (!table.absent_classes.empty()) out.absent_classes = table.absent_classes;
  out.ranges.ends = table.ranges;
  out.present_above = table.present_above;
  if (!table.people.empty()) out.people = table.people;
  out.skip_damaged = table.skip_damaged;
  out.weight = table.weight;
  out.fraction = table.fraction;
  return out;
}

void declare(TableSchema<DatasetKeys>& schema) {
  schema.add("name", &DatasetKeys::name).help("of this table; left out: the plugin's");
  schema.add("root", &DatasetKeys::root).help("the folder of the corpus");
  schema.add("classes", &DatasetKeys::classes)
      .help("of the task, in this order; left out: every label found, sorted");
  schema.add("merge", &DatasetKeys::merge)
      .like("a table of label = \"class\"")
      .help("label = \"class\": labels that count as a class of another name");
  schema.add("labels", &DatasetKeys::labels)
      .recorded(Recorded::never)
      .help(
          "a label map: a TOML file whose table [labels] has lines \"label\" = \"class\", "
          "maybe a list `classes` too; or a .json file of them");
  schema.add("columns", &DatasetKeys::columns)
      .recorded(Recorded::never)
      .like("a table of meaning = \"column\"")
      .help("meaning = \"column\": where a list of clips has names of its own");
  schema.add("dimensions", &DatasetKeys::dimensions)
      .help("of a task of ratings, in this order; left out: all that are rated");
  schema.add("absent_classes", &DatasetKeys::absent_classes)
      .help("classes that are kept although no clip has them; otherwise that is an error");
  schema.add("unused_merge", &DatasetKeys::unused_merge)
      .recorded(Recorded::shown_where_set)
      .help("labels in `merge` that no clip has are no error, as those of a label map");
  schema.add("present_above", &DatasetKeys::present_above)
      .recorded(Recorded::where_set)
      .at_least(0)
      .help("votes or intensity above which a class is present in a clip that may have several");
  schema.add("ranges", &DatasetKeys::ranges)
      .recorded(Recorded::where_set)
      .like("a table of dimension = [lowest, highest]")
      .help("valence = [1, 5]: the ends of a scale where the corpus does not say them");
  schema.add("people", &DatasetKeys::people)
      .help(
          "tables with the same people hold the same speakers; left out: the table's own where "
          "speakers are named by the user (manifest, folder), else the plugin's");
  schema.add("skip_damaged", &DatasetKeys::skip_damaged)
      .help("leave out clips that cannot be used, instead of stopping");
  schema.add("weight", &DatasetKeys::weight).above(0).help("of a clip of this corpus in the loss");
  schema.add("fraction", &DatasetKeys::fraction)
      .recorded(Recorded::where_set)
      .above(0)
      .at_most(1)
      .help("share of the training clips that are learned from, of every class alike");
}

SERHOST_TABLE(DatasetKeys, "dataset", "where the data is", 10);

}  // namespace serhost::config
