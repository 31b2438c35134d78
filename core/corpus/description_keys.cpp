// Tables of texts and numbers, read with the readers of an experiment.
#include "corpus/description_keys.hpp"

#include "base/text.hpp"

namespace serhost::corpus {
using config::Findings;
using config::Node;
using config::TableReader;

const Node* table_at(TableReader& from, const std::string& key) {
  const auto* node = from.take(key);
  if (node == nullptr || node->is(Node::Type::table)) return node;
  config::wrong(*node, from.name(key), "a table", from.findings());
  return nullptr;
}

namespace {

std::map<std::string, std::int64_t> read_counts_table(TableReader& from, const std::string& key) {
  std::map<std::string, std::int64_t> out;
  const auto* node = table_at(from, key);
  if (node == nullptr) return out;
  for (const auto& member : node->members) {
    if (const auto count = config::read_integer(
            member.value, from.name(key) + "." + member.key,
            {.at_least = 0.0, .above = {}, .at_most = 1e9, .below = {}}, from.findings()))
      out[member.key] = *count;
  }
  return out;
}

void read_ratings(TableReader& root, Description& to) {
  const auto* node = table_at(root, "ratings");
  if (node == nullptr) return;
  for (const auto& member : node->members) {
    const auto key = root.name("ratings") + "." + member.key;
    const auto ends = config::read_reals(member.value, key, {}, root.findings());
    if (!ends) continue;
    if (ends->size() != 2 || !((*ends)[0] < (*ends)[1]))
      root.findings().add(member.value.place,
                          key + ": must be the lowest and the highest rating, as [1, 5]");
    else to.facts.ratings[member.key] = {(*ends)[0], (*ends)[1]};
  }
}

/// [[counts.copies]], other numbers of clips that are around.
void read_copies(TableReader& counts, Description& to) {
  const auto* list = counts.take("copies");
  if (list == nullptr) return;
  if (!list->is(Node::Type::list))
    return config::wrong(*list, counts.name("copies"), "tables [[counts.copies]]",
                         counts.findings());
  for (const auto& item : list->items) {
    if (!item.is(Node::Type::table)) {
      config::wrong(item, counts.name("copies"), "a table", counts.findings());
      continue;
    }
    TableReader copy(item, counts.name("copies"), "[[counts.copies]]", counts.findings());
    std::int64_t clips = 0;
    std::string why;
    copy.read("clips", clips, {.at_least = 1.0, .above = {}, .at_most = 1e9, .below = {}});
    copy.read("why", why, {});
    if (clips == 0 || why.empty())
      counts.findings().add(item.place, copy.name("clips") + ": needs both `clips` and `why`");
    to.facts.counts.copies[clips] = why;
    copy.finish();
  }
}

void read_counts(TableReader& root, Description& to) {
  const auto* node = table_at(root, "counts");
  if (node == nullptr) return;
  TableReader counts(*node, "counts", "[counts]", root.findings());
  auto& out = to.facts.counts;
  const config::Range from_one = {.at_least = 1.0, .above = {}, .at_most = 1e9, .below = {}};
  counts.read("clips", out.clips, from_one);
  counts.read("speakers", out.speakers, from_one);
  out.labels = read_counts_table(counts, "labels");
  out.splits = read_counts_table(counts, "splits");
  read_copies(counts, to);
  counts.finish();
  std::int64_t sum = 0;
  for (const auto& [label, count] : out.labels) sum += count;
  if (out.clips && sum > *out.clips)
    root.findings().add(counts.place_of("labels"),
                        "counts.labels: they add up to " + std::to_string(sum) +
                            ", but counts.clips says " + std::to_string(*out.clips));
}

}  // namespace

std::map<std::string, std::string> read_texts_table(TableReader& from, const std::string& key) {
  std::map<std::string, std::string> out;
  const auto* node = table_at(from, key);
  if (node == nullptr) return out;
  for (const auto& member : node->members) {
    const auto name = from.name(key) + "." + member.key;
    const auto text = config::read_text(member.value, name, {}, from.findings());
    if (text && text->empty())
      config::wrong(member.value, name, "a text that is not empty", from.findings());
    else if (text) out[member.key] = *text;
  }
  return out;
}

void read_values(TableReader& root, Description& to) {
  const auto* node = table_at(root, "values");
  if (node == nullptr) return;
  TableReader values(*node, "values", "[values]", root.findings());
  for (const auto& member : node->members)
    to.values[member.key] = read_texts_table(values, member.key);
}

void read_speakers(TableReader& root, Description& to) {
  const auto* list = root.take("speakers");
  if (list == nullptr) return;
  if (!list->is(Node::Type::list))
    return config::wrong(*list, "speakers", "tables [[speakers]]", root.findings());
  for (const auto& item : list->items) {
    if (!item.is(Node::Type::table)) {
      config::wrong(item, "speakers", "a table", root.findings());
      continue;
    }
    TableReader group(item, "speakers", "[[speakers]]", root.findings());
    const auto* names = group.take("names");
    Fields fields;
    for (const auto& member : item.members) {
      if (member.key == "names") continue;
      const auto text =
          config::read_text(member.value, group.name(member.key), {}, root.findings());
      if (text && !text->empty()) fields[member.key] = *text;
    }
    const auto read = names == nullptr
                          ? std::nullopt
                          : config::read_texts(*names, group.name("names"), {}, root.findings());
    if (names == nullptr)
      root.findings().add(item.place, "speakers: a group needs `names`, the list of its speakers");
    for (const auto& name : read.value_or(std::vector<std::string>())) {
      if (!to.speakers.emplace(name, fields).second)
        root.findings().add(names->place, "speakers.names: '" + name + "' is there twice");
    }
  }
}

void read_facts(TableReader& root, Description& to) {
  std::string summary;  // of the component; read where it is built
  root.read("title", to.facts.title, {});
  root.read("summary", summary, {});
  root.read("license", to.facts.license, {});
  root.read("citation", to.facts.citation, {});
  root.read("homepage", to.facts.homepage, {});
  if (to.facts.title.empty())
    root.findings().add(root.place(), "there is no `title`, what the field calls the corpus");
  read_ratings(root, to);
  read_counts(root, to);
  to.facts.known_bad = read_texts_table(root, "known_bad");
}

}  // namespace serhost::corpus
