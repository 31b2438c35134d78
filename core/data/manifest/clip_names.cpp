// Of names and keys alone: what they mean is decided elsewhere.
#include "data/manifest/clip_names.hpp"

#include <algorithm>
#include <map>

#include "data/manifest/tidy.hpp"

namespace serhost::data {

std::string people_of(const config::DatasetTable& table) {
  if (!table.people.empty()) return table.people;
  const auto* info = table.component.info;
  const bool by_user =
      info != nullptr && std::any_of(info->parameters.begin(), info->parameters.end(),
                                     [](const auto& p) { return p.name == "speaker"; });
  return by_user ? table.name : table.component.plugin;
}

void tidy_names(Utterance& u, std::set<std::string>& unseen) {
  const auto change = [&](std::string& name) {
    auto better = tidy(name);
    if (better == name) return;
    if (has_unseen(name)) unseen.insert(better);
    name = std::move(better);
  };
  change(u.corpus_label);
  for (auto* name : {&u.label, &u.speaker, &u.session, &u.dialogue, &u.sentence, &u.split,
                     &u.gender, &u.language}) {
    if (!*name) continue;
    change(**name);
    if ((*name)->empty()) name->reset();
  }
}

void compose_keys(std::vector<Utterance>& utterances) {
  std::map<std::string, std::size_t> count;
  for (const auto& u : utterances) ++count[nfc(u.key)];
  for (auto& u : utterances) {
    if (auto key = nfc(u.key); count[key] == 1) u.key = std::move(key);
  }
}

void make_unique(Clip& clip, const config::DatasetTable& table, bool several,
                 bool several_peoples) {
  if (!several) return;
  auto& u = clip.utterance;
  u.key = table.name + "/" + u.key;
  if (!several_peoples) return;
  for (auto* name : {&u.speaker, &u.session, &u.dialogue, &u.sentence}) {
    if (*name) *name = people_of(table) + "/" + **name;
  }
}

}  // namespace serhost::data
