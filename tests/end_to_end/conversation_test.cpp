// The emotion of what is said next, from made-up dialogues in which it is known what decides it.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::Scratch;
using end_to_end::slurp;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

constexpr int kDialogues = 240, kWidth = 4;

/// One utterance: who speaks, and a vector that tells its mood.
struct Said {
  char speaker = 'A';
  int mood = 0;  ///< 0 or 1
};

/// A dialogue whose utterance `target` is labelled with the mood of utterance `decides`; nothing
/// else in it has a label of its own.
struct Corpus {
  std::string speakers = "BABABABAB";  ///< of the utterances; the target is the 8th
  std::size_t target = 7, decides = 6;
  bool shuffled = false;     ///< vectors are dealt out to any utterance
  unsigned noise_from = 99;  ///< vectors from this utterance on are another noise
};

using Vector = std::array<float, kWidth>;

void write_features(const fs::path& file, const std::vector<std::string>& keys,
                    const std::vector<Vector>& vectors) {
  nlohmann::ordered_json header;
  std::uint64_t at = 0;
  for (const auto& key : keys) {
    header[key] = {
        {"dtype", "F32"}, {"shape", {1, kWidth}}, {"data_offsets", {at, at + sizeof(Vector)}}};
    at += sizeof(Vector);
  }
  const auto text = header.dump();
  const std::uint64_t size = text.size();
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(&size), sizeof size);
  out << text;
  out.write(reinterpret_cast<const char*>(vectors.data()), static_cast<std::streamsize>(at));
}

/// A list without audio, and a vector of each utterance.
void make(const Scratch& scratch, const Corpus& corpus) {
  std::mt19937 random(7), other(8);
  std::normal_distribution<float> spread(0.0F, 0.2F);
  std::string list = "path,label,speaker,dialogue,turn\n";
  std::vector<std::string> keys;
  std::vector<Vector> vectors;
  for (int d = 0; d < kDialogues; ++d) {
    std::vector<Said> said;
    for (const char speaker : corpus.speakers)
      said.push_back({speaker, static_cast<int>(random() % 2)});
    for (std::size_t i = 0; i < said.size(); ++i) {
      const auto key = "d" + std::to_string(d) + "_" + std::to_string(i);
      const bool target = i == corpus.target;
      list += key + ".wav," + (target ? said[corpus.decides].mood == 0 ? "sad" : "glad" : "other") +
              "," + said[i].speaker + std::to_string(d) + ",d" + std::to_string(d) + "," +
              std::to_string(i) + "\n";
      Vector vector{};
      for (auto& value : vector) value = spread(random);
      vector[static_cast<std::size_t>(said[i].mood)] += 1.0F;
      if (i >= corpus.noise_from) {
        for (auto& value : vector) value = 100.0F * spread(other);
      }
      keys.push_back(key);
      vectors.push_back(vector);
    }
  }
  if (corpus.shuffled) std::shuffle(vectors.begin(), vectors.end(), other);
  scratch.write("list.csv", list);
  write_features(scratch.path() / "features.safetensors", keys, vectors);
}

std::string experiment(const std::string& conversation = "") {
  return R"(name = "talk"
task = "conversation"
[dataset]
plugin = "manifest"
file = "list.csv"
classes = ["sad", "glad"]
)" + conversation +
         R"(
[protocol]
name = "holdout"
validation = { from = "speakers", fraction = 0.2 }
[[backbone]]
plugin = "precomputed"
features = "features.safetensors"
[[backbone]]
plugin = "conversation_gru"
width = 4
hidden = 16
[head]
hidden = []
[loss]
plugin = "cross_entropy"
[train]
epochs = 10
batch_size = 8
optimizer = { name = "adam", lr = 0.01 }
)";
}

end_to_end::Finished run(const Scratch& scratch, const std::string& out = "runs/talk") {
  return end_to_end::serhost({"run", "talk.toml", "--threads", "1", "--out", out}, scratch.path());
}

double ua_of(const Corpus& corpus, const std::string& conversation = "") {
  const Scratch scratch("conversation");
  make(scratch, corpus);
  scratch.write("talk.toml", experiment(conversation));
  const auto done = run(scratch);
  EXPECT_EQ(done.status, 0) << done.err;
  if (done.status != 0) return -1.0;
  const auto json = nlohmann::json::parse(slurp(scratch.path() / "runs/talk/run.json"));
  EXPECT_TRUE(json.at("summary").contains("macro_f1"));
  return json.at("summary").at("ua").at("pooled").get<double>();
}

/// Of 60 test clips: chance is 0.5 with a standard error of 0.065.
constexpr double kLearned = 0.9, kChance = 0.7;

}  // namespace

TEST(Conversation, TheOthersLastTurnDecidesUnlessHistoriesAreShuffled) {
  EXPECT_GE(ua_of({}), kLearned);
  EXPECT_LT(ua_of({.shuffled = true}), kChance);
}

TEST(Conversation, SixTurnsAreHeardAndSevenAreNot) {
  EXPECT_GE(ua_of({.decides = 1}), kLearned) << "what the speaker said six turns before";
  const Corpus seven{.speakers = "ABCBCBCAB", .decides = 0};
  EXPECT_LT(ua_of(seven), kChance) << "what the speaker said seven turns before";
  EXPECT_GE(ua_of(seven, "[conversation]\nturns = 7\n"), kLearned);
}

TEST(Conversation, NeitherTheTargetNorWhatFollowsIsHeard) {
  const Scratch scratch("conversation_noise");
  scratch.write("talk.toml", experiment());
  make(scratch, {});
  const auto first = run(scratch);
  ASSERT_EQ(first.status, 0) << first.err;
  make(scratch, {.noise_from = 7});
  const auto second = run(scratch, "runs/noise");
  ASSERT_EQ(second.status, 0) << second.err;
  const auto predictions = slurp(scratch.path() / "runs/talk/predictions.csv");
  EXPECT_EQ(predictions, slurp(scratch.path() / "runs/noise/predictions.csv"));
  EXPECT_EQ(predictions.substr(0, predictions.find('\n')),
            "key,speaker,fold,seed,truth,predicted,p_sad,p_glad,dialogue,turn");
  EXPECT_THAT(predictions, HasSubstr(",7\n"));

  // With the target it is: recognition in conversation.
  scratch.write("talk.toml", experiment("[conversation]\ninclude_target = true\n"));
  const auto heard = run(scratch, "runs/heard");
  ASSERT_EQ(heard.status, 0) << heard.err;
  EXPECT_NE(predictions, slurp(scratch.path() / "runs/heard/predictions.csv"));
  const auto compared =
      end_to_end::serhost({"compare", "runs/talk", "runs/noise", "--threads", "1"}, scratch.path());
  EXPECT_EQ(compared.status, 0) << compared.err;
  const auto refused = end_to_end::serhost({"compare", "runs/talk", "runs/heard"}, scratch.path());
  EXPECT_NE(refused.status, 0) << "they heard other things";
}

TEST(Conversation, CommandsKnowItsRuns) {
  const Scratch scratch("conversation_commands");
  make(scratch, {});
  scratch.write("talk.toml", experiment("[conversation]\nshortest = 2\n") + "max_clips = 60\n");
  for (const char* command : {"check", "plan"}) {
    const auto looked = end_to_end::serhost({command, "talk.toml"}, scratch.path());
    EXPECT_EQ(looked.status, 0) << command << looked.err;
  }
  const auto done = run(scratch);
  ASSERT_EQ(done.status, 0) << done.err;
  const auto record = nlohmann::json::parse(slurp(scratch.path() / "runs/talk/run.json"));
  EXPECT_EQ(record.at("data").at("heard_clips"), 360) << "six turns of sixty targets, no others";
  const auto again =
      end_to_end::serhost({"run", "talk.toml", "--out", "runs/talk"}, scratch.path());
  EXPECT_EQ(again.status, 0) << again.err;
  const auto reported =
      end_to_end::serhost({"report", "runs/talk", "--format", "md"}, scratch.path());
  EXPECT_EQ(reported.status, 0) << reported.err;
  EXPECT_THAT(reported.out, HasSubstr("macro F1"));
  const auto mapped =
      end_to_end::serhost({"report", "runs/talk", "--maps", "--out", "page.html"}, scratch.path());
  EXPECT_EQ(mapped.status, 0) << mapped.err;
  EXPECT_THAT(mapped.err, HasSubstr("no map for this task"));
  scratch.write("some.wav", "RIFF");
  const auto predicted = end_to_end::serhost({"predict", "runs/talk", "some.wav"}, scratch.path());
  EXPECT_NE(predicted.status, 0);
  EXPECT_THAT(predicted.err, HasSubstr("hears what was said before a clip"));
}

TEST(Conversation, SaysWhatItCannotDo) {
  const Scratch scratch("conversation_refused");
  make(scratch, {});
  const auto checked = [&](const std::string& text) {
    scratch.write("talk.toml", text);
    const auto refused = end_to_end::serhost({"check", "talk.toml"}, scratch.path());
    EXPECT_EQ(refused.status, 78) << refused.err;
    return refused.err;
  };
  auto single = experiment("[conversation]\nturns = 3\n");
  single.replace(single.find("\"conversation\""), 14, "\"classification\"");
  EXPECT_THAT(checked(single), HasSubstr("talk.toml:7:1: conversation: a classification task"));
  EXPECT_THAT(checked(experiment("[conversation]\nshortest = 7\n")), HasSubstr("at most 6 turns"));
  EXPECT_THAT(checked(experiment() + "max_seconds = 3.0\n"), HasSubstr("hears whole utterances"));
  EXPECT_THAT(checked(experiment() + "mix = \"mixup\"\n"), HasSubstr("each utterance once"));
  auto trained = experiment();
  const std::string read = "plugin = \"precomputed\"\nfeatures = \"features.safetensors\"\n";
  trained.replace(trained.find(read), read.size(), "plugin = \"lstm\"\nwidth = 4\n");
  EXPECT_THAT(checked(trained), HasSubstr("freeze = \"all\""));
}
