// Names that look the same are the same; those that may be are told.
#include "data/manifest/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "builders.hpp"
#include "data/manifest/find_files.hpp"
#include "data/manifest/tidy.hpp"
#include "data/protocol/audit.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

const std::string kComposed = "col\u00e8re", kDecomposed = "cole\u0300re", kNothing = "\u200b";

/// Two clips a speaker, labels x and y; speakers as given, by turns.
Manifest of_speakers(const std::vector<std::string>& names) {
  std::vector<Utterance> list;
  for (std::size_t i = 0; i < 2 * names.size(); ++i) {
    auto u = toy::utterance("k" + std::to_string(100 + i) + (i % 2 == 0 ? " x" : " y"));
    u.speaker = names[i / 2];
    list.push_back(std::move(u));
  }
  return toy::manifest_from(std::move(list));
}

std::size_t speakers_of(const Manifest& m) {
  return groups_of(m, all_clips(m), GroupKind::speaker).size();
}

}  // namespace

TEST(Tidy, TrimsBlanksAndComposes) {
  EXPECT_EQ(tidy(" f1\t"), "f1");
  EXPECT_EQ(tidy("\u00a0f 1\u3000"), "f 1");
  EXPECT_EQ(tidy(kDecomposed), kComposed);
  EXPECT_EQ(tidy("f" + kNothing + "1"), "f1");
  EXPECT_EQ(tidy("  "), "");
  EXPECT_EQ(tidy("\xff x "), "\xff x") << "not UTF-8: only the blanks";
  EXPECT_EQ(tidy("\u0646\u200c\u0627"), "\u0646\u200c\u0627") << "a joiner is part of the word";
}

TEST(Folded, LeavesOutCaseZerosAndFractions) {
  EXPECT_EQ(folded("F01.0"), "f1");
  EXPECT_EQ(folded("001"), folded("1"));
  EXPECT_EQ(folded("0"), "0");
  EXPECT_EQ(folded("10.00"), "10");
  EXPECT_EQ(folded("1.05"), "1.05");
  EXPECT_EQ(folded("\uff21"), "a") << "full width";
  EXPECT_NE(folded("spk10"), folded("spk1"));
  EXPECT_EQ(folded("v0.0"), "v0");
  EXPECT_EQ(folded(".0"), ".0");
}

TEST(Folded, TakesLettersOfTwoScriptsThatLookTheSameForOne) {
  EXPECT_EQ(folded("\u0430nna"), "anna") << "a Cyrillic a";
  EXPECT_EQ(folded("\u0412\u039d1"), "bn1") << "a Cyrillic Ve and a Greek Nu";
  EXPECT_NE(folded("\u0436"), folded("x")) << "Zhe looks like nothing else";
  EXPECT_THAT(name_warnings(of_speakers({"anna", "\u0430nna", "bob"})),
              ElementsAre(AllOf(HasSubstr("speakers 'anna' (2 clips) and '\u0430nna' (2 clips)"),
                                HasSubstr("letters that look the same in two scripts"))));
}

TEST(Names, ThatLookTheSameAreOneSpeaker) {
  const auto m = of_speakers({"f1", "f1 ", kComposed, kDecomposed, "f1" + kNothing, "\u00a0f1"});
  EXPECT_EQ(speakers_of(m), 2U);
  EXPECT_THAT(name_warnings(m), IsEmpty());
  EXPECT_THAT(m.warnings, ElementsAre(AllOf(HasSubstr("1 name had characters that cannot be seen"),
                                            HasSubstr("for instance 'f1'"))));
}

TEST(Names, ThatMayBeOneSpeakerAreTold) {
  const auto m = of_speakers({"1", "01", "1.0", "Ann", "ann", "2"});
  EXPECT_EQ(speakers_of(m), 6U);
  EXPECT_THAT(name_warnings(m),
              ElementsAre(HasSubstr("speakers '01' (2 clips), '1' (2 clips) and '1.0' (2 clips) "
                                    "differ only in case, zeros, '.0'"),
                          HasSubstr("speakers 'Ann' (2 clips) and 'ann' (2 clips)")));
  EXPECT_THAT(name_warnings(of_speakers({"1", "10", "2", "s1"})), IsEmpty());
}

TEST(Names, AreNotesOfAnAuditWhoseVerdictStays) {
  const auto m = of_speakers({"1", "01", "2", "3"});
  const auto result = audit(m, toy::folds(m, toy::protocol("leave-one-speaker-out", "none")));
  EXPECT_EQ(result.verdict, "disjoint");
  EXPECT_THAT(result.notes, Contains(HasSubstr("speakers '01' (2 clips) and '1' (2 clips)")));
}

TEST(Names, OfClassesAreMergedOrTold) {
  const auto m = toy::manifest({"a angry 1", "b Angry 1", "c sad 2", "d sad 2"});
  EXPECT_THAT(name_warnings(m),
              ElementsAre(AllOf(HasSubstr("classes 'Angry' (1 clip) and 'angry' (1 clip)"),
                                HasSubstr("merge = { \"angry\" = \"Angry\" }"))));
  EXPECT_THAT(name_warnings(toy::manifest({"a sad 1", "b Sad 1", "c SAD 2", "d sad 2"})),
              ElementsAre(HasSubstr("merge = { \"SAD\" = \"sad\", \"Sad\" = \"sad\" }")))
      << "all become the one of most clips";
  auto list = toy::utterances({"a angry 1", "b angry 1", "c sad 2"});
  list[0].label = "angry ";
  list[1].label = kNothing + "angry";
  EXPECT_THAT(toy::manifest_from(list).classes, ElementsAre("angry", "sad"));
  list[0].label = kComposed;
  list[1].label = kDecomposed;
  EXPECT_THAT(toy::manifest_from(list).classes, ElementsAre(kComposed, "sad"));
}

TEST(Names, ThatAreLeftOutButNearAClassAreTold) {
  Faults faults;
  const auto m = manifest_of(toy::utterances({"a angry 1", "b Angry 1", "c sad 2"}),
                             toy::table({"angry", "sad"}), faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_THAT(name_warnings(m), ElementsAre(HasSubstr("classes 'Angry' (1 clip) and 'angry'")));
}

TEST(Names, OfKeysAreComposedUnlessAFolderHoldsBothForms) {
  auto list = toy::utterances({"a angry 1", "b sad 1", "c sad 2"});
  list[0].key = kDecomposed + "1";
  list[1].key = kDecomposed + "2";
  list[2].key = kComposed + "2";
  const auto m = toy::manifest_from(list);
  std::set<std::string> keys;
  for (const auto& clip : m.clips) keys.insert(clip.utterance.key);
  EXPECT_EQ(keys, (std::set<std::string>{kComposed + "1", kDecomposed + "2", kComposed + "2"}));
}

TEST(Names, OfAnExperimentAreTidiedToo) {
  auto list = toy::utterances({"a angry 1", "b joie 1", "c sad 2"});
  list[0].label = kComposed;
  Faults faults;
  const auto m =
      manifest_of(std::move(list), toy::table({"sad", kDecomposed}, {{"joie ", "sad"}}), faults);
  EXPECT_EQ(faults.text(), "");
  EXPECT_THAT(m.classes, ElementsAre("sad", kComposed));
  EXPECT_EQ(m.clips.size(), 3U);
}

TEST(Names, OfFilesAreFoundInAnotherForm) {
  toy::Folder folder;
  auto m = toy::manifest({"a x 1", "b x 1", "c x 1"});
  m.clips[0].utterance.audio = folder.path / kComposed / (kComposed + ".wav");
  m.clips[1].utterance.audio = folder.path / (kComposed + "2") / "absent.wav";
  m.clips[2].utterance.audio = folder.path / "plain.wav";
  const auto there = folder.path / kDecomposed / (kDecomposed + ".wav");
  toy::write_wave(there, 10);
  const auto before = m.clips[1].utterance.audio;
  find_files(m);
  EXPECT_EQ(m.clips[0].utterance.audio, there);
  EXPECT_EQ(m.clips[1].utterance.audio, before);
  EXPECT_EQ(m.clips[2].utterance.audio, folder.path / "plain.wav");
}

TEST(ClassSizes, OfOneClipOrFewerThanFoldsAreTold) {
  const auto m = toy::manifest({"a x 1", "b y 1", "c y 2", "d z 1", "e z 2", "f z 3"});
  EXPECT_THAT(class_size_warnings(m, 3),
              ElementsAre(AllOf(HasSubstr("class 'x' has 1 clip, fewer than there are folds (3)"),
                                HasSubstr("not both")),
                          HasSubstr("class 'y' has 2 clips, fewer than there are folds (3)")));
  EXPECT_THAT(class_size_warnings(m, 1), ElementsAre(HasSubstr("class 'x' has 1 clip:")));
}

namespace {

/// Two tables of one plugin, whose parameter `speaker` says that speakers are named by the user.
Manifest two_tables(const host::ComponentInfo* info, const std::string& people_of_both) {
  config::DatasetTable first = toy::table(), second = toy::table();
  first.name = "one";
  second.name = "two";
  for (auto* table : {&first, &second}) {
    table->component.info = info;
    table->people = people_of_both;
  }
  std::vector<Listing> listings;
  listings.push_back({&first, toy::utterances({"a x 01", "b y 02"})});
  listings.push_back({&second, toy::utterances({"a x 01", "b y 03"})});
  Faults faults;
  auto out = assemble(std::move(listings), Wanted::label, faults);
  faults.throw_if_any();
  return out;
}

}  // namespace

TEST(People, OfTwoListsAreTwoUnlessAKeySaysTheyAreOne) {
  host::ComponentInfo reader;
  reader.name = "toy";
  EXPECT_EQ(speakers_of(two_tables(&reader, "")), 3U) << "a reader that knows its corpus";
  ParamSpec speaker;
  speaker.name = "speaker";
  reader.parameters.push_back(speaker);
  const auto apart = two_tables(&reader, "");
  EXPECT_EQ(speakers_of(apart), 4U);
  EXPECT_EQ(apart.clips[0].utterance.speaker, "one/01");
  EXPECT_EQ(speakers_of(two_tables(&reader, "actors")), 3U);
}
