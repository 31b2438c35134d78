// What a dataset says of its clips: the same each time, in order, and such that everything else can
// rely on it.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <set>

#include "base/text.hpp"
#include "testing/dataset_checks.hpp"

namespace serhost::conformance {
namespace {

namespace fs = std::filesystem;
using Clips = std::vector<Utterance>;
using Text = std::optional<std::string> Utterance::*;

constexpr std::array<std::pair<const char*, Text>, 8> kTexts = {
    {{"label", &Utterance::label},
     {"speaker", &Utterance::speaker},
     {"session", &Utterance::session},
     {"dialogue", &Utterance::dialogue},
     {"sentence", &Utterance::sentence},
     {"split", &Utterance::split},
     {"gender", &Utterance::gender},
     {"language", &Utterance::language}}};

void keys(Verdict& verdict, const Clips& clips, const DatasetCase& one) {
  verdict.expect(!clips.empty(), "there are no clips");
  for (std::size_t i = 0; i < clips.size() && !verdict.enough(); ++i) {
    const auto& key = clips[i].key;
    verdict.expect(!key.empty(), "clip " + std::to_string(i) + " has an empty key");
    verdict.expect(corpus::is_utf8(key), "the key " + in_quotes(key) + " is not UTF-8");
    const bool absolute =
        key.starts_with("/") ||
        (!one.root.empty() && key.find(fs::absolute(one.root).string()) != std::string::npos);
    verdict.expect(!absolute,
                   "the key " + in_quotes(key) +
                       " holds an absolute path, which is another one on the next machine");
    if (i == 0) continue;
    const auto& before = clips[i - 1].key;
    verdict.expect(before != key, "the key " + in_quotes(key) + " is there twice");
    verdict.expect(before <= key, "the key " + in_quotes(key) + " comes after " +
                                      in_quotes(before) + "; keys are sorted by their bytes");
  }
}

/// The first field in which two clips differ, or nullptr.
const char* differing_field(const Utterance& a, const Utterance& b) {
  if (a.key != b.key) return "key";
  for (const auto& [name, text] : kTexts) {
    if (a.*text != b.*text) return name;
  }
  if (a.corpus_label != b.corpus_label) return "corpus_label";
  if (a.text != b.text) return "text";
  if (a.start != b.start || a.end != b.end || a.channel != b.channel) return "segment";
  if (a.turn != b.turn) return "turn";
  if (a.dimensions != b.dimensions) return "dimensions";
  if (a.votes != b.votes) return "votes";
  if (a.extra != b.extra) return "extra";
  return nullptr;
}

}  // namespace

std::string in_quotes(const std::string& text) {
  constexpr std::size_t kMost = 80;
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
  if (out.size() > kMost) {  // in the middle: the name of a file stands at the end
    const auto inside = [&](std::size_t at) { return (out[at] & 0xC0) == 0x80; };
    std::size_t head = kMost / 2, tail = out.size() - kMost / 2;
    while (head > 0 && inside(head)) --head;
    while (tail < out.size() && inside(tail)) ++tail;
    out = out.substr(0, head) + "..." + out.substr(tail);
  }
  return "'" + out + "'";
}

void expect_same_clips(Verdict& verdict, const Clips& first, const Clips& second,
                       const std::string& what) {
  if (first.size() != second.size()) {
    verdict.fail(what + ": " + count_of(first.size(), "clip") + " once, " +
                 std::to_string(second.size()) + " the other time");
    return;
  }
  for (std::size_t i = 0; i < first.size() && !verdict.enough(); ++i) {
    if (const auto* field = differing_field(first[i], second[i]))
      verdict.fail(what + ": " + field + " of " + in_quotes(first[i].key) + " differs");
  }
}

namespace {

void files(Verdict& verdict, const Clips& clips, bool reads_audio) {
  if (reads_audio) verdict.skip("the dataset reads audio itself");
  for (const auto& clip : clips) {
    if (verdict.enough()) return;
    if (!clip.audio.is_absolute())
      verdict.fail("audio of " + in_quotes(clip.key) +
                   " is not an absolute path: " + in_quotes(clip.audio.string()));
    else
      verdict.expect(
          fs::is_regular_file(clip.audio),
          "audio of " + in_quotes(clip.key) + " is no file: " + in_quotes(clip.audio.string()));
  }
}

void labels(Verdict& verdict, const Clips& clips, const DatasetCase& one) {
  std::map<std::string, std::optional<std::string>> meaning;
  for (const auto& clip : clips) {
    if (verdict.enough()) return;
    if (clip.label && !one.labels.empty()) {
      const bool known =
          std::find(one.labels.begin(), one.labels.end(), *clip.label) != one.labels.end();
      verdict.expect(known, "the label " + in_quotes(*clip.label) + " of " + in_quotes(clip.key) +
                                " is none of " + join(one.labels, ", "));
    }
    if (clip.corpus_label.empty()) continue;
    const auto [at, fresh] = meaning.emplace(clip.corpus_label, clip.label);
    verdict.expect(at->second == clip.label,
                   "corpus_label " + in_quotes(clip.corpus_label) + " is " +
                       in_quotes(at->second.value_or("")) + " for one clip and " +
                       in_quotes(clip.label.value_or("")) + " for " + in_quotes(clip.key));
  }
}

/// What holds of a person or a recording holds in each of their clips.
void people(Verdict& verdict, const Clips& clips) {
  std::map<std::string, std::string> gender, session;
  for (const auto& clip : clips) {
    if (verdict.enough()) return;
    if (clip.speaker && clip.gender) {
      const auto [at, fresh] = gender.emplace(*clip.speaker, *clip.gender);
      verdict.expect(at->second == *clip.gender, "speaker " + in_quotes(*clip.speaker) + " is " +
                                                     at->second + " and, in " +
                                                     in_quotes(clip.key) + ", " + *clip.gender);
    }
    if (clip.dialogue && clip.session) {
      const auto [at, fresh] = session.emplace(*clip.dialogue, *clip.session);
      verdict.expect(at->second == *clip.session, "dialogue " + in_quotes(*clip.dialogue) +
                                                      " is in session " + in_quotes(at->second) +
                                                      " and, with " + in_quotes(clip.key) +
                                                      ", in " + in_quotes(*clip.session));
    }
  }
}

void fields(Verdict& verdict, const Clips& clips) {
  for (const auto& clip : clips) {
    if (verdict.enough()) return;
    const auto of = " of " + in_quotes(clip.key);
    for (const auto& [name, text] : kTexts) {
      if (!(clip.*text)) continue;
      verdict.expect(!(clip.*text)->empty(), name + of + " is an empty text; unknown is nullopt");
      verdict.expect(corpus::is_utf8(*(clip.*text)), name + of + " is not UTF-8");
    }
    if (clip.text) verdict.expect(corpus::is_utf8(*clip.text), "text" + of + " is not UTF-8");
    verdict.expect(!clip.start || *clip.start >= 0.0, "start" + of + " is below 0");
    verdict.expect(!clip.end || *clip.end > clip.start.value_or(0.0),
                   "end" + of + " is not behind its start");
    verdict.expect(!clip.channel || *clip.channel >= 0, "channel" + of + " is below 0");
    for (const auto& [name, rating] : clip.dimensions)
      verdict.expect(std::isfinite(rating),
                     "dimension " + name + of + " is not finite; leave out what was not rated");
    for (const auto& [name, votes] : clip.votes)
      verdict.expect(std::isfinite(votes) && votes >= 0.0,
                     "votes for " + name + of + " are below 0 or not finite");
  }
}

/// What is published must fit what is listed: ranges hold the ratings, counts are counts.
void facts(Verdict& verdict, const Clips& clips, const Documented* documented) {
  if (documented == nullptr) verdict.skip("it says nothing of its corpus as a whole");
  const auto known = documented->facts();
  for (const auto& [name, range] : known.ratings)
    verdict.expect(
        std::isfinite(range.lowest) && range.lowest < range.highest && std::isfinite(range.highest),
        "the range of " + in_quotes(name) + " has no length");
  for (const auto* counts : {&known.counts.labels, &known.counts.splits}) {
    for (const auto& [name, count] : *counts)
      verdict.expect(count >= 0, "the count of " + in_quotes(name) + " is below 0");
  }
  for (const auto& clip : clips) {
    if (verdict.enough()) return;
    for (const auto& [name, rating] : clip.dimensions) {
      const auto range = known.ratings.find(name);
      if (range == known.ratings.end()) continue;
      verdict.expect(rating >= range->second.lowest && rating <= range->second.highest,
                     in_quotes(name) + " of " + in_quotes(clip.key) + " is " +
                         std::to_string(rating) + ", which lies outside of its range");
    }
  }
}

void audio(Verdict& verdict, const Clips& clips, const ReadsAudio* reader) {
  if (reader == nullptr) verdict.skip("the host reads the audio files");
  for (const auto i :
       std::set<std::size_t>{0, clips.size() / 2, clips.empty() ? 0 : clips.size() - 1}) {
    if (i >= clips.size() || verdict.enough()) return;
    const auto once = reader->read(clips[i]), again = reader->read(clips[i]);
    const auto of = " of " + in_quotes(clips[i].key);
    verdict.expect(!once.samples.empty() && once.sample_rate > 0, "there are no samples" + of);
    verdict.expect(once.samples == again.samples && once.sample_rate == again.sample_rate,
                   "two reads" + of + " differ");
    const auto sane = [](float sample) {
      return std::isfinite(sample) && std::abs(sample) <= 1.0F;
    };
    verdict.expect(std::all_of(once.samples.begin(), once.samples.end(), sane),
                   "samples" + of + " are not all in [-1, 1]");
  }
}

}  // namespace

void add_list_checks(std::vector<Check>& all, const DatasetCase& one) {
  const auto add = [&](const char* name, const char* hint,
                       std::function<void(Verdict&, Dataset&, const Clips&)> check) {
    all.push_back({name, hint, [one, check = std::move(check)](Verdict& verdict) {
                     const auto dataset = one.make(one.root);
                     check(verdict, *dataset, dataset->utterances());
                   }});
  };
  add("keys",
      "make keys of paths relative to the root (serhost::corpus::key_of), sort by key at the end, "
      "and say which two files share "
      "one",
      [one](Verdict& verdict, Dataset&, const Clips& clips) { keys(verdict, clips, one); });
  add("two calls",
      "walk folders in sorted order (serhost::corpus::files_below) and keep nothing between calls",
      [one](Verdict& verdict, Dataset& dataset, const Clips& clips) {
        expect_same_clips(verdict, clips, dataset.utterances(), "two calls");
        if (one.fresh)
          expect_same_clips(verdict, clips, one.make(one.root)->utterances(), "two instances");
      });
  add("files",
      "give std::filesystem::absolute of files that were found on disk, not of names that a list "
      "holds",
      [](Verdict& verdict, Dataset& dataset, const Clips& clips) {
        files(verdict, clips, dynamic_cast<const ReadsAudio*>(&dataset) != nullptr);
      });
  add("labels", "map each corpus_label to one canonical name in one table",
      [one](Verdict& verdict, Dataset&, const Clips& clips) { labels(verdict, clips, one); });
  add("people",
      "a speaker id must be one person throughout: prefix ids that start anew in each session or "
      "folder with that session",
      [](Verdict& verdict, Dataset&, const Clips& clips) { people(verdict, clips); });
  add("fields", "what is unknown stays nullopt or absent, never an empty text, -1 or NaN",
      [](Verdict& verdict, Dataset&, const Clips& clips) { fields(verdict, clips); });
  add("facts", "give the range of each rating as its annotators had it, and leave out the unknown",
      [](Verdict& verdict, Dataset& dataset, const Clips& clips) {
        facts(verdict, clips, dynamic_cast<const Documented*>(&dataset));
      });
  add("audio",
      "read() is const and called from several threads: keep no file handle or buffer between "
      "calls, and scale to [-1, 1]",
      [](Verdict& verdict, Dataset& dataset, const Clips& clips) {
        audio(verdict, clips, dynamic_cast<const ReadsAudio*>(&dataset));
      });
}

}  // namespace serhost::conformance
