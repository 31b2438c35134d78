// Every kind of leak, planted at random in every pair of parts, is found; without one the parts are
// disjoint.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "builders.hpp"
#include "core/audio/altered.hpp"
#include "data/protocol/audit.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::HasSubstr;

namespace {

/// Twelve speakers of two clips, everything about each their own; parts by speaker.
struct Corpus {
  Manifest manifest;
  Folds folds;
  AudioFingerprints sounds;
  std::map<std::size_t, audio::Waveform> changed;  // by clip; the others are voices()
};

const std::vector<audio::Waveform>& voices() {
  static const auto all = [] {
    std::vector<audio::Waveform> out;
    for (std::uint64_t i = 0; i < 24; ++i) out.push_back(audio::voice(100 + i, 1, 1.2));
    return out;
  }();
  return all;
}

Corpus corpus(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::size_t> order(12);
  for (std::size_t s = 0; s < 12; ++s) order[s] = s;
  random.shuffle(order);
  Corpus out;
  out.manifest.classes = {"x"};
  out.manifest.corpora.emplace_back();
  Fold fold;
  fold.name = "fold 1";
  for (std::size_t i = 0; i < 24; ++i) {
    Clip clip;
    auto& u = clip.utterance;
    const auto n = std::to_string(order[i / 2]);
    u.key = "clip" + std::to_string(i);
    u.speaker = "speaker" + n;
    u.session = "session" + n;
    u.dialogue = "dialogue" + std::to_string(i);
    u.sentence = "sentence" + std::to_string(i);
    u.audio = "/audio/" + u.key + ".wav";
    clip.label = 0;
    out.manifest.clips.push_back(std::move(clip));
    (order[i / 2] < 4 ? fold.train : order[i / 2] < 8 ? fold.validation : fold.test).push_back(i);
  }
  out.folds.folds.push_back(std::move(fold));
  out.folds.speaker_independent = out.folds.session_independent = true;
  out.folds.dialogue_independent = out.folds.sentence_independent =
      out.folds.validation_by_speaker = true;
  out.sounds.digests.resize(24);
  for (const auto& voice : voices()) out.sounds.fingerprints.push_back(audio::fingerprint(voice));
  return out;
}

/// Lets the second look be taken, at the samples that were altered.
void look_again(Corpus& corpus) {
  corpus.sounds.copies = audio::find_copies(corpus.sounds.fingerprints, [&](std::size_t i) {
    const auto changed = corpus.changed.find(i);
    return changed == corpus.changed.end() ? voices()[i] : changed->second;
  });
}

/// Makes clip `b` share something of a kind with clip `a`.
void plant(Corpus& corpus, Shared kind, std::size_t a, std::size_t b, Random& random) {
  auto &u = corpus.manifest.clips[a].utterance, &v = corpus.manifest.clips[b].utterance;
  switch (kind) {
    case Shared::key: {
      auto& fold = corpus.folds.folds[0];
      for (auto* part : {&fold.train, &fold.validation, &fold.test}) {
        if (std::find(part->begin(), part->end(), b) == part->end()) continue;
        part->push_back(a);
        std::sort(part->begin(), part->end());
        break;
      }
      break;
    }
    case Shared::audio:
      v.audio = u.audio;
      break;
    case Shared::samples:
      corpus.sounds.digests[a] = corpus.sounds.digests[b] = "digest";
      break;
    case Shared::copy: {
      const auto& change = audio::alterations()[random.below(audio::alterations().size())];
      corpus.changed[b] = change.apply(voices()[a]);
      corpus.sounds.fingerprints[b] = audio::fingerprint(corpus.changed[b]);
      look_again(corpus);
      break;
    }
    case Shared::speaker:
      v.speaker = u.speaker;
      break;
    case Shared::session:
      v.session = u.session;
      break;
    case Shared::dialogue:
      v.dialogue = u.dialogue;
      break;
    case Shared::sentence:
      v.sentence = u.sentence;
      break;
  }
}

constexpr Shared kLeakKinds[] = {Shared::key,      Shared::audio,   Shared::samples,
                                 Shared::copy,     Shared::speaker, Shared::session,
                                 Shared::dialogue, Shared::sentence};

}  // namespace

TEST(LeakKinds, WithoutALeakThePartsAreDisjoint) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto made = corpus(seed);
    const auto result = audit(made.manifest, made.folds, &made.sounds);
    EXPECT_EQ(result.verdict, "disjoint") << audit_text(result);
    EXPECT_TRUE(leaks(made.manifest, made.folds, &made.sounds).empty());
  }
}

TEST(LeakKinds, EachThatIsPlantedIsFoundInAnyTwoParts) {
  Random random(7);
  for (const auto kind : kLeakKinds) {
    for (int draw = 0; draw < 6; ++draw) {
      auto made = corpus(random.next());
      const auto& fold = made.folds.folds[0];
      const std::vector<const Indices*> parts = {&fold.train, &fold.validation, &fold.test};
      const auto p = random.below(3), q = (p + 1 + random.below(2)) % 3;
      const auto a = (*parts[p])[random.below(parts[p]->size())],
                 b = (*parts[q])[random.below(parts[q]->size())];
      plant(made, kind, a, b, random);
      const auto result = audit(made.manifest, made.folds, &made.sounds);
      const bool tested = p == 2 || q == 2;
      // What people validate on may be what they trained on, but for the recordings themselves.
      const bool counts = tested || kind == Shared::key || kind == Shared::audio ||
                          kind == Shared::samples || kind == Shared::copy;
      EXPECT_EQ(result.verdict, counts ? "shared" : "disjoint") << name_of(kind) << "\n"
                                                                << audit_text(result);
      EXPECT_EQ(result.shared.contains(name_of(kind)), counts) << name_of(kind);
      const bool stopped = !leaks(made.manifest, made.folds, &made.sounds).empty();
      EXPECT_EQ(stopped, counts || kind == Shared::speaker)
          << name_of(kind);  // validation is by speaker here
    }
  }
}

TEST(LeakKinds, WhatIsNotClaimedIsANoteAndStopsNothing) {
  for (const auto kind : {Shared::session, Shared::dialogue, Shared::sentence}) {
    auto made = corpus(1);
    made.folds.session_independent = made.folds.dialogue_independent =
        made.folds.sentence_independent = false;
    Random random(1);
    plant(made, kind, made.folds.folds[0].train[0], made.folds.folds[0].test[0], random);
    const auto result = audit(made.manifest, made.folds, &made.sounds);
    EXPECT_EQ(result.verdict, "disjoint");
    EXPECT_THAT(result.notes, ::testing::Contains(HasSubstr(std::string("does not leave ") +
                                                            name_of(kind) + " out")));
    EXPECT_TRUE(leaks(made.manifest, made.folds, &made.sounds).empty());
  }
}

TEST(LeakKinds, CopiesThatAreAllowedStopNothingButAreToldByTheAudit) {
  auto made = corpus(2);
  Random random(2);
  plant(made, Shared::copy, made.folds.folds[0].train[0], made.folds.folds[0].test[0], random);
  EXPECT_THAT(leaks(made.manifest, made.folds, &made.sounds),
              ::testing::ElementsAre(HasSubstr("protocol.copies")));
  made.folds.copies_allowed = true;
  EXPECT_TRUE(leaks(made.manifest, made.folds, &made.sounds).empty());
  EXPECT_EQ(audit(made.manifest, made.folds, &made.sounds).verdict, "shared");
}

TEST(LeakKinds, DoNotDependOnTheOrderOfClips) {
  auto made = corpus(3);
  Random random(3);
  for (const auto kind : {Shared::copy, Shared::sentence, Shared::audio})
    plant(made, kind, made.folds.folds[0].train[random.below(4)],
          made.folds.folds[0].test[4 + random.below(4)], random);
  auto turned = made;
  const auto turn = [](Indices& part) {
    for (auto& i : part) i = 23 - i;
    std::reverse(part.begin(), part.end());
  };
  std::reverse(turned.manifest.clips.begin(), turned.manifest.clips.end());
  for (auto& copy : turned.sounds.copies) {
    const auto first = copy.first;
    copy.first = 23 - copy.second;
    copy.second = 23 - first;
  }
  for (auto& fold : turned.folds.folds) turn(fold.train), turn(fold.validation), turn(fold.test);
  EXPECT_EQ(audit(made.manifest, made.folds, &made.sounds).shared,
            audit(turned.manifest, turned.folds, &turned.sounds).shared);
}

TEST(LeakKinds, AreFoundInFilesWhereAClipWasEncodedAgain) {
  toy::Folder folder;
  auto m = toy::manifest({"a x 1", "b y 2", "c x 3", "d x 3", "e y 1"});
  for (std::size_t i = 0; i < 5; ++i) {
    auto& u = m.clips[i].utterance;
    u.audio = folder.path / (u.key + (i == 2 ? ".ogg" : ".wav"));
    auto clip = voices()[i == 2 || i == 3 ? 0 : i];
    if (i == 2) clip = audio::padded(audio::amplified(clip, -8), 0.3, 0.2);
    audio::write_audio(
        u.audio, clip.samples,
        i == 2 ? SF_FORMAT_OGG | SF_FORMAT_VORBIS : SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  }
  Folds made;
  made.folds.push_back({1, "fold 1", {0, 1}, {}, {2, 3}});
  const auto sounds = fingerprint_clips(m, {0, 1, 2, 3, 4});
  EXPECT_FALSE(sounds.digests[0].empty());
  EXPECT_EQ(sounds.digests[0], sounds.digests[3]);
  EXPECT_TRUE(sounds.digests[1].empty()) << "no other clip has its length and hash";
  const auto found = leaks(m, made, &sounds);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_THAT(found[0], HasSubstr("samples of 'a = d' is in train and in test"));
  EXPECT_THAT(found[1],
              HasSubstr("recording 'a ~ c' is in train and in test, altered (likeness 0."));
}

TEST(LeakKinds, AudioThatCannotBeHadIsUndecidableInANote) {
  toy::Folder folder;
  auto m = toy::manifest({"a x 1", "b y 1", "c x 2", "d y 2"});
  for (auto& clip : m.clips) clip.utterance.audio = folder.path / "absent.wav";
  for (std::size_t i = 0; i < 4; ++i)
    m.clips[i].utterance.start = static_cast<double>(i), m.clips[i].utterance.end = i + 0.9;
  Folds made;
  made.folds.push_back({1, "fold 1", {0, 1}, {}, {2, 3}});
  const auto sounds = fingerprint_clips(m, {0, 1, 2, 3});
  EXPECT_EQ(sounds.unreadable.size(), 4u);
  const auto result = audit(m, made, &sounds);
  EXPECT_EQ(result.verdict, "disjoint");
  EXPECT_THAT(result.notes,
              ::testing::ElementsAre(HasSubstr("undecidable for 4 clips that cannot be decoded")));
}
