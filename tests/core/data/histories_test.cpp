// What is heard before a clip of a dialogue, and which clips are targets.
#include "data/manifest/histories.hpp"

#include <gmock/gmock.h>

#include "core/data/builders.hpp"
#include "data/manifest/heard.hpp"
#include "data/manifest/limit.hpp"

namespace serhost::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// "dialogue turn speaker label" of each clip, "-" where unknown; keys are "<dialogue><turn>".
std::vector<Utterance> said(const std::vector<std::string>& lines) {
  std::vector<Utterance> out;
  for (const auto& line : lines) {
    const auto words = split(line, ' ');
    auto one = toy::utterance(words[0] + words[1] + " " + words[3] + " " + words[2]);
    if (words[0] != "-") one.dialogue = words[0];
    if (words[1] != "-") one.turn = std::stoi(words[1]);
    out.push_back(one);
  }
  return out;
}

Manifest talk_of(const std::vector<std::string>& lines) {
  static const auto table = toy::table({"sad", "glad"});
  Faults faults;
  std::vector<Listing> listings;
  listings.push_back({&table, said(lines)});
  auto out = assemble(std::move(listings), Wanted::label, faults, false, /*dialogues=*/true);
  faults.throw_if_any();
  return out;
}

/// "p0*1 p1-2": key, "*" where the speaker of the target speaks and "-" elsewhere, and the turn.
std::string text_of(const Manifest& manifest, const History& history) {
  std::string out;
  for (const auto& one : history)
    out += (out.empty() ? "" : " ") + manifest.clip(one.clip).utterance.key +
           (one.mark % 2 == 0 ? "*" : "-") + std::to_string(one.mark / 2);
  return out;
}

std::string history(const Manifest& manifest, const std::string& key,
                    const config::ConversationTable& rule = {}) {
  const Histories all(manifest, rule);
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    if (manifest.clips[i].utterance.key == key) return text_of(manifest, all.of(i));
  }
  return "no target";
}

std::vector<std::string> keys(const std::vector<Clip>& clips) {
  std::vector<std::string> out;
  for (const auto& clip : clips) out.push_back(clip.utterance.key);
  return out;
}

const std::vector<std::string> kTalk = {"p 0 A sad", "p 1 A xxx", "p 2 B glad",
                                        "p 3 C sad", "p 4 C fru", "p 5 A glad",
                                        "p 6 A sad", "q 0 A sad", "q 1 B glad"};

TEST(Histories, AreTheTurnsBeforeAClipWhateverTheirLabels) {
  const auto manifest = talk_of(kTalk);
  EXPECT_THAT(keys(manifest.clips), ElementsAre("p0", "p2", "p3", "p5", "p6", "q0", "q1"));
  EXPECT_THAT(keys(manifest.heard), ElementsAre("p1", "p4"));
  EXPECT_EQ(manifest.left_out.at("xxx"), 1);
  EXPECT_EQ(history(manifest, "p0"), "");
  EXPECT_EQ(history(manifest, "p2"), "p0-0 p1-0");
  EXPECT_EQ(history(manifest, "p5"), "p0*0 p1*0 p2-1 p3-2 p4-2");
  EXPECT_EQ(history(manifest, "p6"), "p0*0 p1*0 p2-1 p3-2 p4-2 p5*3");
  EXPECT_EQ(history(manifest, "q1"), "q0-0") << "of its own dialogue";
}

TEST(Histories, HoldNoMoreTurnsThanAsked) {
  const auto manifest = talk_of(kTalk);
  EXPECT_EQ(history(manifest, "p5", {.turns = 1}), "p3-0 p4-0") << "whole turns";
  EXPECT_EQ(history(manifest, "p6", {.turns = 2}), "p3-0 p4-0 p5*1");
  EXPECT_EQ(history(manifest, "p6", {.turns = 4}), history(manifest, "p6"));
}

TEST(Histories, HoldTheClipItselfWhereAsked) {
  const auto manifest = talk_of(kTalk);
  EXPECT_EQ(history(manifest, "p0", {.include_target = true}), "p0*0");
  EXPECT_EQ(history(manifest, "p2", {.include_target = true}), "p0-0 p1-0 p2*1");
  EXPECT_EQ(history(manifest, "p6", {.turns = 1, .include_target = true}), "p5*0 p6*0");
}

TEST(Histories, GoByTurnsNotByKeysOrTheOrderOfTheList) {
  const auto manifest = talk_of({"p 10 A sad", "p 9 B glad", "p 2 C sad"});
  EXPECT_EQ(history(manifest, "p10"), "p2-0 p9-1");
}

TEST(Histories, ThatAreTooShortAreNoTargetsButHeard) {
  auto manifest = talk_of(kTalk);
  Faults faults;
  leave_out_short_histories(manifest, {.shortest = 3}, {toy::table()}, faults);
  EXPECT_TRUE(faults.empty()) << faults.text();
  EXPECT_THAT(keys(manifest.clips), ElementsAre("p5", "p6"));
  EXPECT_EQ(manifest.left_out.at("(short history)"), 5);
  EXPECT_EQ(history(manifest, "p6", {.shortest = 3}), "p0*0 p1*0 p2-1 p3-2 p4-2 p5*3");
}

TEST(Histories, NeedThePlaceOfEachTarget) {
  auto manifest = talk_of({"p 0 A sad", "- 1 B glad", "p - A sad", "p 3 - glad", "p 4 A sad"});
  Faults faults;
  leave_out_short_histories(manifest, {}, {toy::table()}, faults);
  EXPECT_THAT(faults.text(), HasSubstr("3 clips without dialogue, turn or speaker"));
  EXPECT_THAT(faults.text(), HasSubstr("-1, p-, p3"));
  EXPECT_THAT(faults.text(), HasSubstr("`dialogue`, `turn` and `speaker`"));
}

TEST(Histories, NeedOneUtteranceATurnNumber) {
  auto list = said({"p 0 A sad", "p 1 B glad"});
  list.push_back(list.back());
  list.back().key = "again";
  static const auto table = toy::table({"sad", "glad"});
  Faults faults;
  std::vector<Listing> listings;
  listings.push_back({&table, list});
  auto manifest = assemble(std::move(listings), Wanted::label, faults, false, true);
  leave_out_short_histories(manifest, {}, {table}, faults);
  EXPECT_THAT(faults.text(), HasSubstr("the same `turn`: again and p1"));
}

TEST(Histories, AreHeardOnceByABatch) {
  const auto manifest = talk_of(kTalk);
  const Histories all(manifest, {});
  // p0 p2 p3 p5 p6 q0 q1, then p1 p4
  EXPECT_THAT(all.heard_by({0}), IsEmpty());
  EXPECT_THAT(all.heard_by({1, 2}), ElementsAre(0, 1, 7));
}

TEST(Heard, TakePartWhereFilesAreLookedAtAndAreHeardAgain) {
  auto manifest = talk_of(kTalk);
  with_heard(manifest, [](Manifest& all) {
    EXPECT_EQ(all.clips.size(), 9U);
    EXPECT_EQ(all.clips[1].utterance.key, "p1");
    all.clips.erase(all.clips.begin() + 4);  // p4
    all.clips.erase(all.clips.begin());      // p0
  });
  EXPECT_THAT(keys(manifest.clips), ElementsAre("p2", "p3", "p5", "p6", "q0", "q1"));
  EXPECT_THAT(keys(manifest.heard), ElementsAre("p1"));
}

TEST(Heard, AreNoMoreThanTheTargetsThatAreLeftHear) {
  const std::string speakers = "ABAABCBABBACABABCCAB", labels = "sggsxgsxsgsgxxsgsgsg";
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < speakers.size(); ++i)
    lines.push_back("p " + std::to_string(i) + " " + speakers[i] + " " +
                    (labels[i] == 's'   ? "sad"
                     : labels[i] == 'g' ? "glad"
                                        : "xxx"));
  const auto whole = talk_of(lines);
  for (const std::int64_t turns : {1, 2, 3}) {
    const config::ConversationTable rule{.turns = turns};
    for (std::int64_t clips = 1; clips < 16; ++clips) {
      auto manifest = whole;
      limit_clips(manifest, clips, rule);
      ASSERT_EQ(manifest.clips.size(), static_cast<std::size_t>(clips));
      for (const auto& clip : manifest.clips) {
        const auto& key = clip.utterance.key;
        EXPECT_EQ(history(manifest, key, rule), history(whole, key, rule)) << clips << " " << key;
      }
      if (clips == 1) {
        const Histories histories(manifest, rule);
        EXPECT_EQ(manifest.heard.size(), histories.heard_by({0}).size()) << "nobody hears others";
      }
    }
  }
}

TEST(Heard, DecideTheHashOfADialogue) {
  const auto manifest = talk_of(kTalk);
  auto other = kTalk;
  other[1] = "p 1 B xxx";
  EXPECT_NE(hash_of(manifest), hash_of(talk_of(other)));
  EXPECT_EQ(hash_of(manifest), hash_of(talk_of(kTalk)));
}

}  // namespace
}  // namespace serhost::data
