// Two figures can be ranked where everything that decides what they mean agrees, and the record
// carries it.
#include "run/signature.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "core/run/sample.hpp"
#include "report/words.hpp"
#include "run/run.hpp"
#include "run/run_json.hpp"
#include "run/signature_label.hpp"

using namespace serhost;
using namespace serhost::run;
using ::testing::EndsWith;
using ::testing::HasSubstr;

namespace {

Signature small_signature() {
  return {{{"task", "classification"}, {"validation", "speakers 0.2"}}, "a:2c"};
}

nlohmann::json finished_record() {
  sample::Folder folder;
  RunRecord record(folder.path(), sample::facts());
  sample::run_all(record);
  record.finish();
  return nlohmann::json::parse(read_file(folder / "run.json"));
}

}  // namespace

TEST(Signature, IsTheHashOfNamesAndValuesWithTheirLengths) {
  EXPECT_EQ(small_signature().hash(),
            sha256("7:version1:24:task14:classification10:validation12:speakers 0.2"));
  EXPECT_EQ(small_signature().line(), "a:2c | " + small_signature().hash().substr(0, 12));
}

TEST(Signature, ChangesWithEveryFieldButNotWithTheLabel) {
  auto other = small_signature();
  other.label = "b:9c";
  EXPECT_EQ(other.hash(), small_signature().hash());
  for (auto& [name, value] : other.fields) {
    const auto before = value;
    value += "x";
    EXPECT_NE(other.hash(), small_signature().hash()) << name;
    value = before;
  }
}

TEST(Signature, NamesTheFieldThatDiffers) {
  auto other = small_signature();
  other.fields[1].second = "test";
  const auto found = differences(small_signature(), other);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].field, "validation");
  EXPECT_EQ(found[0].first, "speakers 0.2");
  EXPECT_EQ(found[0].second, "test");
  EXPECT_TRUE(differences(small_signature(), small_signature()).empty());
}

TEST(Signature, OfAnOlderRecordDiffersFromAnyOther) {
  EXPECT_EQ(Signature().line(), "");
  ASSERT_EQ(differences(Signature(), small_signature()).size(), 1u);
  EXPECT_EQ(differences(Signature(), small_signature())[0].field, "signature");
}

TEST(Signature, IsKeptInTheRecordAndReadBack) {
  const auto json = finished_record();
  const auto facts = sample::facts();
  EXPECT_EQ(json["signature"], facts.signature.line());
  EXPECT_EQ(json["experiment"], facts.experiment_hash);
  EXPECT_EQ(json["comparable"]["sha256"], facts.signature.hash());
  const auto run = parse_run_json(json.dump(), "run.json");
  EXPECT_EQ(run.facts.signature.line(), facts.signature.line());
  EXPECT_EQ(run.facts.experiment_hash, facts.experiment_hash);
  EXPECT_EQ(report::signed_metric(run),
            "UA 62.5 | demo:4c | 2-fold | dev:speakers | " + facts.signature.hash().substr(0, 12));
}

TEST(Signature, SaysOfThePeopleOfTheTestWhatHolds) {
  const std::string plain = "demo:4c | k-fold | dev:none | seeds:2 | serhost:0.1.0",
                    shared =
                        "demo:4c | k-fold | dev:none | speaker-dependent | seeds:2 | "
                        "serhost:0.1.0";
  EXPECT_EQ(with_test_speakers(plain, TestSpeakers::shared), shared);
  EXPECT_EQ(with_test_speakers(shared, TestSpeakers::others), plain);
  EXPECT_EQ(with_test_speakers(shared, TestSpeakers::shared), shared);
  EXPECT_EQ(with_test_speakers("demo:4c", TestSpeakers::unknown), "demo:4c | speakers unknown");
}

TEST(Signature, WhoseFieldsWereAlteredIsRefused) {
  auto json = finished_record();
  json["comparable"]["fields"]["validation"] = "speakers 0.3";
  try {
    parse_run_json(json.dump(), "run.json");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("its signature is not that of the fields beside it"));
  }
}

TEST(Signature, OfARecordBeforeSignaturesWasTheHashOfTheExperiment) {
  auto json = finished_record();
  json["signature"] = "abc";
  json.erase("comparable");
  json.erase("experiment");
  const auto run = parse_run_json(json.dump(), "run.json");
  EXPECT_EQ(run.facts.experiment_hash, "abc");
  EXPECT_EQ(run.facts.signature.line(), "");
  EXPECT_EQ(report::signed_metric(run), "");
}
