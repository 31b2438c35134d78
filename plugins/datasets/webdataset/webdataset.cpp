// WebDataset: tar shards, in which the members of one name are a sample (a.wav, a.json, a.cls,
// a.txt). Audio is read where it lies.
#include <algorithm>
#include <map>
#include <serhost/corpus.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/column_names.hpp>
#include <serhost/readers/json.hpp>
#include <serhost/readers/row_clip.hpp>
#include <serhost/readers/sound_bytes.hpp>
#include <serhost/readers/splits.hpp>

#include "shard.hpp"

namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;
using webdataset::Member;

/// Members of one name: everything before the first dot of the file's name.
struct Sample {
  std::optional<Member> audio;
  std::map<std::string, Member> others;  ///< by extension
};

class WebDataset final : public serhost::Dataset, public serhost::ReadsAudio {
 public:
  struct Options {
    std::optional<std::vector<std::string>> column_names;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("column_names", &Options::column_names)
        .help(
            "what members of the JSON are called, such as 'label=emotion'; "
            "columns = { label = \"emotion\" } says the same");
  }
  WebDataset(const Options& options, const serhost::DataRoot& root)
      : names_(options.column_names.value_or(std::vector<std::string>())), root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = serhost::corpus::folder_of(root_, "the folder of tar shards");
    readers::Problems problems;
    readers::Clips clips(problems);
    members_.clear();
    for (const auto& shard : serhost::corpus::files_below(folder, {"tar"}))
      read_shard(shard, folder, clips);
    if (clips.empty() && problems.empty())
      throw std::runtime_error(
          folder.string() + ": holds no .tar with audio in it (a.wav, a.flac, ... beside a.json)");
    return std::move(clips).sorted();
  }

  serhost::Waveform read(const serhost::Utterance& one) const override {
    const auto at = members_.find(one.key);
    if (at == members_.end()) throw std::runtime_error("'" + one.key + "' is in no shard");
    return readers::decoded(webdataset::read_member(one.audio, at->second), one);
  }

 private:
  void read_shard(const fs::path& shard, const fs::path& folder, readers::Clips& clips) {
    std::map<std::string, Sample> samples;
    for (auto& member : webdataset::read_members(shard)) {
      const auto slash = member.name.rfind('/');
      const auto dot = member.name.find('.', slash == std::string::npos ? 0 : slash + 1);
      if (dot == std::string::npos || dot == slash + 1) continue;  // hidden, or without extension
      auto& sample = samples[member.name.substr(0, dot)];
      const auto extension = serhost::corpus::lowered(member.name.substr(dot + 1));
      const auto& audio = serhost::corpus::audio_extensions();
      if (std::find(audio.begin(), audio.end(), extension) != audio.end())
        sample.audio = std::move(member);
      else sample.others[extension] = std::move(member);
    }
    // One table of the whole shard: not every sample needs every column.
    readers::Problems own(shard);
    readers::Table table;
    std::vector<std::string> keys;
    for (const auto& [key, sample] : samples) {
      if (!sample.audio) continue;
      keys.push_back(key);
      members_[key] = *sample.audio;
      if (!serhost::corpus::is_utf8(key)) own.add(keys.size(), "the name of a member is not UTF-8");
      table.rows.push_back(row(shard, sample, keys.size(), own));
      for (const auto& [name, value] : table.rows.back().fields) table.names.insert(name);
    }
    own.throw_if_any();
    if (keys.empty()) return;
    names_.rename(table, own);
    const auto split = readers::part_of_shard(shard.lexically_relative(folder));
    for (std::size_t i = 0; i < keys.size(); ++i) {
      readers::Fields fields(std::move(table.rows[i]), false, own);
      serhost::Utterance one;
      fields.text("path");
      fields.text("key");
      one.key = keys[i];
      one.audio = fs::absolute(shard);
      const auto label = fields.text(".cls"), words = fields.text(".txt");
      readers::read_row(fields, one);
      if (!one.label && label) one.label = one.corpus_label = *label;
      if (!one.text) one.text = words;
      if (!one.split) one.split = split;
      clips.add(std::move(one), shard.string());
    }
    own.throw_if_any();
  }

  /// What .json, .cls and .txt say of a sample.
  static readers::Row row(const fs::path& shard, const Sample& sample, std::size_t number,
                          readers::Problems& problems) {
    const auto text_of = [&](const char* extension) {
      const auto at = sample.others.find(extension);
      if (at == sample.others.end()) return std::string();
      auto text = webdataset::read_member(shard, at->second);
      text.erase(text.find_last_not_of(" \t\r\n") + 1);
      if (serhost::corpus::is_utf8(text)) return text;
      problems.add(number, "." + std::string(extension) + " is not UTF-8");
      return std::string();
    };
    readers::Row out{number, {}, {}};
    if (const auto text = text_of("json"); !text.empty()) {
      const auto json =
          readers::too_deep(text) ? nlohmann::json() : nlohmann::json::parse(text, nullptr, false);
      if (json.is_object()) out = readers::row_of(json, number);
      else problems.add(number, ".json is no object");
    }
    for (const char* extension : {"cls", "txt"})  // by names that no JSON has
      if (auto text = text_of(extension); !text.empty())
        out.fields["." + std::string(extension)] = std::move(text);
    out.fields["path"] = sample.audio->name;
    return out;
  }

  readers::ColumnNames names_;
  serhost::DataRoot root_;
  std::map<std::string, Member> members_;  ///< audio by key; as it was listed last
};

SERHOST_DATASET(WebDataset, "webdataset", "tar shards with audio and JSON inside, read in place",
                .title = "WebDataset", .order = 46);

}  // namespace

SERHOST_PLUGIN();
