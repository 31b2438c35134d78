// Facts key by key; records of earlier versions lack some.
#include "run/read_facts.hpp"

#include <algorithm>
#include <stdexcept>

namespace serhost::run {
namespace {

/// `line` as run.json has it: the label, then the hash. Fields that do not give the hash were
/// altered.
Signature signature_from(const ParsedJson& json, const std::string& line) {
  Signature out;
  const auto version = json.find("version");
  out.version = version == json.end() ? 1 : whole_number<int>(*version);
  const auto& fields = json.at("fields").get_ref<const ParsedJson::object_t&>();
  for (const auto& name : kSignatureFields) {
    if (const auto at = fields.find(name); at != fields.end())
      out.fields.emplace_back(name, at->second.get<std::string>());
  }
  for (const auto& [name, value] : fields) {  // of later versions
    if (std::find(kSignatureFields.begin(), kSignatureFields.end(), name) == kSignatureFields.end())
      out.fields.emplace_back(name, value.get<std::string>());
  }
  if (out.hash() != json.at("sha256").get<std::string>())
    throw std::runtime_error("its signature is not that of the fields beside it");
  if (const auto end = line.rfind(" | "); end != std::string::npos) out.label = line.substr(0, end);
  return out;
}

void read_protocol(const ParsedJson& protocol, RunFacts& out) {
  out.protocol = protocol.at("name").get<std::string>();
  out.validation = protocol.at("validation").get<std::string>();
  out.select = protocol.at("select").get<std::string>();
  out.protocol_seed = whole_number<std::int64_t>(protocol.at("seed"));
  out.validation_is_test = protocol.at("validation_is_test").get<bool>();
  // Earlier records do not say it; the labels of protocols that leave speakers out do.
  out.test_speakers =
      protocol.contains("test_speakers")
          ? test_speakers_from(protocol.at("test_speakers").get<std::string>())
          : (out.signature.label.find("-speaker |") != std::string::npos ? TestSpeakers::others
                                                                         : TestSpeakers::unknown);
}

void read_plugins(const ParsedJson& plugins, RunFacts& out) {
  for (const auto& plugin : plugins) {
    const auto text = [&](const char* key) { return plugin.at(key).get<std::string>(); };
    out.plugins.push_back(
        {text("kind"), text("name"), text("version"), text("file"), text("sha256"),
         plugin.at("abi").get<std::map<std::string, std::string>>(),
         plugin.value("title", text("name")), plugin.value("order", PluginFact{}.order)});
  }
}

void read_data(const ParsedJson& data, RunFacts& out) {
  out.manifest_hash = data.at("manifest").get<std::string>();
  out.clips = whole_number<std::size_t>(data.at("clips"));
  if (const auto& speakers = data.at("speakers"); !speakers.is_null())
    out.speakers = whole_number<std::size_t>(speakers);
  out.hours = number_in(data.at("hours"));
  out.clips_by_class = counts(data.at("clips_by_class"));
  out.left_out = counts(data.at("left_out"));
  out.damaged = data.at("damaged").get<std::vector<std::string>>();
  // Records of earlier versions lack these.
  out.listed_clips = data.value("listed_clips", std::size_t{0});
  out.heard_clips = data.value("heard_clips", std::size_t{0});  // others have none
  out.audio_hash = data.value("audio", "");
  out.damaged_clips = data.value("damaged_clips", out.damaged.size());
  out.padded = data.value("padded", std::vector<std::string>());
  out.padded_clips = data.value("padded_clips", out.padded.size());
}

}  // namespace

RunFacts facts_from(const ParsedJson& json) {
  RunFacts out;
  out.name = json.at("name").get<std::string>();
  const auto signature = json.at("signature").get<std::string>();
  if (const auto at = json.find("comparable"); at != json.end()) {
    out.experiment_hash = json.at("experiment").get<std::string>();
    out.signature = signature_from(*at, signature);
  } else {
    out.experiment_hash = signature;  // of earlier versions, which had no other
  }
  out.resolved_hash = json.value("resolved", "");
  if (const auto at = json.find("pretraining"); at != json.end()) {
    out.pretraining_known = at->at("known").get<bool>();
    out.pretraining = at->at("corpora").get<std::vector<std::string>>();
  }
  out.backbone = json.at("backbone").get<std::string>();
  out.loss = json.at("loss").get<std::string>();
  out.classes = json.at("classes").get<std::vector<std::string>>();
  if (const auto at = json.find("task"); at != json.end()) {  // of classification there is none
    out.task = at->get<std::string>();
    out.columns = json.at("columns").get<std::vector<std::string>>();
  }
  for (const auto& seed : json.at("seeds")) out.seeds.push_back(whole_number<std::int64_t>(seed));
  read_protocol(json.at("protocol"), out);
  read_plugins(json.at("plugins"), out);
  read_data(json.at("data"), out);
  out.versions = json.at("versions").get<std::map<std::string, std::string>>();
  out.notes = json.at("notes").get<std::vector<std::string>>();
  if (const auto found = json.find("determinism"); found != json.end()) {
    out.determinism.threads = found->at("threads").get<int>();
    if (const auto& across = found->at("across_threads"); !across.is_null())
      out.determinism.across_threads = across.get<bool>();
    out.determinism.why = found->at("why").get<std::string>();
  }
  if (const auto found = json.find("processes"); found != json.end())
    out.processes = found->get<int>();
  return out;
}

}  // namespace serhost::run
