// BERT against Transformers (tests/golden/bert): tokens of odd sentences, hidden states, sizes; and
// what a clip without text is.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <serhost/features.hpp>
#include <serhost/nn/initialization.hpp>
#include <serhost/testing.hpp>

#include "../goldens.hpp"
#include "network.hpp"
#include "tokenizer.hpp"

namespace {

namespace fs = std::filesystem;
using serhost::testing::make_backbone;
using Options = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

fs::path folder() { return goldens::path("bert", "vocab.txt").parent_path(); }

nlohmann::json sentences() {
  std::ifstream in(folder() / "sentences.json");
  return nlohmann::json::parse(in);
}

std::shared_ptr<serhost::Backbone> bert(Options options = {}) {
  options.push_back("checkpoint=" + folder().string());
  return make_backbone("bert", options);
}

at::Tensor read(const serhost::Backbone& backbone, const std::optional<std::string>& text) {
  serhost::Utterance clip;
  clip.key = "clip_7";
  clip.text = text;
  return dynamic_cast<const serhost::ReadsFeatures&>(backbone).read(clip);
}

template <class Action>
std::string refusal(const Action& action) {
  try {
    action();
  } catch (const std::exception& fault) { return fault.what(); }
  return "nothing was refused";
}

TEST(Tokenizer, GivesTheNumbersThatTransformersGives) {
  const auto rows = sentences();
  ASSERT_GE(rows.size(), 50U);
  const bert::Tokenizer lower(folder() / "vocab.txt", {});
  const bert::Tokenizer cased(folder() / "vocab.txt",
                              {.lower_case = false, .strip_accents = false});
  for (const auto& row : rows) {
    const auto text = row.at("text").get<std::string>();
    EXPECT_EQ(lower.ids(text, 10000), row.at("lower").get<Ids>()) << row.at("text");
    EXPECT_EQ(cased.ids(text, 10000), row.at("cased").get<Ids>()) << row.at("text");
  }
}

TEST(Tokenizer, LeavesOutTheEndOfALongText) {
  const bert::Tokenizer tokenizer(folder() / "vocab.txt", {});
  const auto whole = tokenizer.ids("i am so angry", 512), cut = tokenizer.ids("i am so angry", 4);
  EXPECT_EQ(whole.size(), 6U);
  EXPECT_EQ(cut, (Ids{whole[0], whole[1], whole[2], whole.back()}));
}

TEST(Tokenizer, RefusesWhatIsNoVocabulary) {
  const serhost::testing::TemporaryFolder temporary;
  const auto file = temporary.path() / "vocab.txt";
  EXPECT_NE(refusal([&] { bert::Tokenizer(file, {}); }).find("cannot be read"), std::string::npos);
  std::ofstream(file) << "[CLS]\n[SEP]\nword\n";
  EXPECT_NE(refusal([&] { bert::Tokenizer(file, {}); }).find("has no line [UNK]"),
            std::string::npos);
}

TEST(Bert, GivesEveryHiddenStateThatTransformersGives) {
  const auto rows = sentences();
  const auto expected = goldens::read("bert", "expected.safetensors");
  ASSERT_GE(expected.size(), 8U);
  for (std::int64_t layer = 0; layer <= 3; ++layer) {
    const auto backbone = bert({"hidden_state=" + std::to_string(layer)});
    for (const auto& [name, states] : expected) {
      const auto text = rows.at(std::stoul(name.substr(7))).at("text").get<std::string>();
      goldens::expect_close(read(*backbone, text), states[layer],
                            name + ", state " + std::to_string(layer));
    }
  }
}

TEST(Bert, GivesTheFirstFrameAloneWhereAsked) {
  const auto all = read(*bert(), "i am so angry"),
             first = read(*bert({"frames=cls"}), "i am so angry");
  ASSERT_EQ(first.sizes(), (std::vector<std::int64_t>{1, 16}));
  EXPECT_TRUE(first[0].equal(all[0]));
}

TEST(Bert, KeepsItsLetters) {
  const auto lower = bert(), cased = bert({"lower_case=false"});
  EXPECT_TRUE(read(*lower, "HELLO").equal(read(*lower, "hello")));
  EXPECT_FALSE(read(*cased, "A").equal(read(*cased, "a")));
}

TEST(Bert, NamesAClipWithoutText) {
  EXPECT_EQ(refusal([] { read(*bert(), {}); }),
            "clip 'clip_7' has no text; give its list a column `text`, or write missing_text = "
            "\"empty\"");
  const auto empty = bert({"missing_text=empty"});
  EXPECT_EQ(read(*empty, {}).size(0), 2);  // [CLS] and [SEP]
  EXPECT_TRUE(read(*empty, {}).equal(read(*empty, "")));
}

TEST(Bert, RefusesWhatCannotBe) {
  EXPECT_NE(refusal([] { bert({"hidden_state=4"}); }).find("hidden states 0 to 3, not 4"),
            std::string::npos);
  EXPECT_NE(refusal([] { bert({"max_tokens=65"}); }).find("takes 64 pieces at most"),
            std::string::npos);
  EXPECT_NE(refusal([] { make_backbone("bert"); }).find("checkpoint is missing"),
            std::string::npos);
}

TEST(Bert, IsMadeWithoutWeightsWhereItIsUntrained) {
  const auto untrained = "untrained=" + folder().string();
  const auto backbone = make_backbone("bert", {untrained});
  EXPECT_EQ(backbone->width(), bert()->width());
  EXPECT_TRUE(dynamic_cast<const serhost::Provenance&>(*backbone).weight_files().empty());
  const auto both =
      refusal([&] { make_backbone("bert", {untrained, "checkpoint=" + folder().string()}); });
  EXPECT_NE(both.find("both set"), std::string::npos) << both;
}

TEST(Bert, IsNeverTrained) {
  const auto backbone = bert();
  ASSERT_FALSE(backbone->parameters().empty());
  for (const auto& parameter : backbone->parameters()) EXPECT_FALSE(parameter.requires_grad());
}

TEST(Bert, HasTheParametersOfThePublishedModel) {
  const serhost::nn::WithoutInitialization quickly;
  EXPECT_EQ(goldens::parameters_of(bert::Network(bert::NetworkConfig())), 109'482'240);
}

}  // namespace
