// Names come from corpora and file systems, which hold any bytes.
#include "run/cleaned_facts.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/utf8.hpp"

namespace serhost::run {
namespace {

void clean(std::string& text) { text = valid_utf8(text); }
void clean(std::vector<std::string>& texts) {
  for (auto& text : texts) clean(text);
}

template <class T>
void clean_keys(std::map<std::string, T>& map) {
  std::map<std::string, T> out;
  for (auto& [key, value] : map) out.emplace(valid_utf8(key), std::move(value));
  map = std::move(out);
}

}  // namespace

RunFacts cleaned(RunFacts facts) {
  for (auto* text : {&facts.name, &facts.experiment_hash, &facts.signature.label, &facts.protocol,
                     &facts.validation, &facts.select, &facts.backbone, &facts.loss,
                     &facts.manifest_hash, &facts.audio_hash, &facts.determinism.why}) {
    clean(*text);
  }
  clean(facts.classes);
  clean(facts.columns);
  clean(facts.damaged);
  clean(facts.padded);
  clean(facts.notes);
  clean(facts.pretraining);
  for (auto& [field, value] : facts.signature.fields) clean(value);
  clean_keys(facts.clips_by_class);
  clean_keys(facts.left_out);
  clean_keys(facts.versions);
  for (auto& [name, version] : facts.versions) clean(version);
  for (auto& plugin : facts.plugins) {
    for (auto* text : {&plugin.kind, &plugin.name, &plugin.version, &plugin.file, &plugin.sha256})
      clean(*text);
    clean_keys(plugin.abi);
    for (auto& [field, value] : plugin.abi) clean(value);
  }
  return facts;
}

}  // namespace serhost::run
