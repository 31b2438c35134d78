// Of names and keys alone: what they mean is decided elsewhere.
#include "data/manifest/clip_names.hpp"

#include <algorithm>

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

std::set<std::string> repeated_when_composed(const std::vector<Utterance>& utterances) {
  // Only a key that changes can become another's; most lists have none.
  std::set<std::string> composed, repeated;
  for (const auto& u : utterances) {
    auto key = nfc(u.key);
    if (key != u.key && !composed.insert(key).second) repeated.insert(std::move(key));
  }
  if (composed.empty()) return repeated;
  for (const auto& u : utterances) {
    if (composed.contains(u.key)) repeated.insert(u.key);
  }
  return repeated;
}

void compose_key(Utterance& utterance, const std::set<std::string>& repeated) {
  if (auto key = nfc(utterance.key); !repeated.contains(key)) utterance.key = std::move(key);
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
