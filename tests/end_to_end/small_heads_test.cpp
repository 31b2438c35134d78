// What trains little or nothing: adapted encoders and classical heads, from run to export.
#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/audio/audio_files.hpp"
#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::Scratch;
using end_to_end::slurp;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

/// Eight tones of four people.
class SmallHeads : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string list = "path,label,speaker\n";
    for (int i = 0; i < 8; ++i) {
      std::vector<float> samples(static_cast<std::size_t>(6400 + 320 * i));
      for (std::size_t k = 0; k < samples.size(); ++k)
        samples[k] =
            static_cast<float>(0.3 * std::sin(static_cast<double>(k) * 0.05 * (1.0 + 0.2 * i)));
      const auto name = "t" + std::to_string(i) + ".wav";
      serhost::audio::write_audio(scratch.path() / name, samples, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
      list += name + "," + (i % 2 == 0 ? "calm" : "tense") + ",s" + std::to_string(i / 2) + "\n";
    }
    scratch.write("clips.csv", list);
  }

  void write(const std::string& backbone_and_head) const {
    scratch.write("tones.toml",
                  "name = \"tones\"\n[dataset]\nplugin = \"manifest\"\nfile = "
                  "\"clips.csv\"\n[protocol]\nname = \"k-fold\"\nk = 2\n"
                  "[loss]\nplugin = \"cross_entropy\"\n[train]\nepochs = 2\n" +
                      backbone_and_head);
  }
  end_to_end::Finished serhost(std::vector<std::string> arguments, int status = 0) const {
    auto out = end_to_end::serhost(std::move(arguments), scratch.path());
    EXPECT_EQ(out.status, status) << out.err;
    return out;
  }
  std::string read(const std::string& file) const { return slurp(scratch.path() / file); }
  /// The names of tensors in a safetensors file.
  std::vector<std::string> tensors(const std::string& file) const {
    const auto bytes = read(file);
    std::uint64_t size = 0;
    std::memcpy(&size, bytes.data(), sizeof size);
    std::vector<std::string> out;
    const auto header = nlohmann::json::parse(bytes.substr(8, size));
    for (const auto& [name, value] : header.items())
      if (name != "__metadata__") out.push_back(name);
    return out;
  }

  const Scratch scratch{"small_heads"};
};

TEST_F(SmallHeads, AnAdaptedEncoderIsKeptUsedAndExported) {
  const auto checkpoint = end_to_end::environment_path("SERHOST_SOURCE_DIR") /
                          "tests/golden/encoders/hubert_group_postln";
  write("[head]\nhidden = []\n[backbone]\nplugin = \"hubert\"\ncheckpoint = '" +
        checkpoint.string() +
        "'\nfreeze = \"feature_encoder\"\nadapt = { name = \"lora\", rank = 2 }\n");
  serhost({"run", "tones.toml", "--out", "run"});
  const auto kept = tensors("run/checkpoints/fold-1/seed-1/best/model.safetensors");
  EXPECT_THAT(kept, ::testing::Each(::testing::AnyOf(HasSubstr(".adaptation."),
                                                     ::testing::StartsWith("head."))));
  EXPECT_EQ(kept.size(), 10u) << "four layers with two matrices, and the head's two tensors";
  const auto state = nlohmann::json::parse(read("run/checkpoints/fold-1/seed-1/best/state.json"));
  EXPECT_TRUE(fs::exists(scratch.path() / "run/checkpoints/frozen" /
                         (state["frozen"].get<std::string>() + ".safetensors")));

  const auto before = serhost({"predict", "run", "t0.wav", "--fold", "1"}).out;
  EXPECT_THAT(before, HasSubstr("t0,0,0.4,"));
  serhost({"export", "run", "--fold", "1", "--format", "huggingface", "--out", "exported"});
  const auto names = tensors("exported/model.safetensors");
  EXPECT_THAT(names, Not(::testing::Contains(HasSubstr("adaptation"))));
  EXPECT_EQ(serhost({"predict", "exported", "t0.wav"}).out.substr(0, 60), before.substr(0, 60));
  serhost({"export", "run", "--fold", "1", "--format", "onnx", "--out", "model.onnx"});
  serhost({"run", "tones.toml", "--out", "run", "--resume"});
}

TEST_F(SmallHeads, AClassicalHeadIsFittedKeptAndUsed) {
  write("[backbone]\nplugin = \"functionals\"\n[head]\nplugin = \"svm\"\n");
  serhost({"run", "tones.toml", "--out", "run"});
  serhost({"run", "tones.toml", "--out", "again"});
  EXPECT_EQ(read("run/predictions.csv"), read("again/predictions.csv"));
  const auto whole = read("run/predictions.csv");
  serhost({"evaluate", "run", "tones.toml"});
  // What the checkpoints of both folds say together, and the label of the first.
  EXPECT_THAT(serhost({"predict", "run", "t0.wav", "t1.wav"}).out, HasSubstr("t1,0,"));
  EXPECT_EQ(whole.substr(0, whole.find('\n')),
            "key,speaker,fold,seed,truth,predicted,p_calm,p_tense");
}

TEST_F(SmallHeads, AClassicalHeadRefusesABackboneThatIsTrained) {
  write("[backbone]\nplugin = \"lstm\"\n[head]\nplugin = \"ridge\"\n");
  for (const std::string command : {"check", "run"})
    EXPECT_THAT(serhost({command, "tones.toml"}, 78).err,
                HasSubstr("write backbone.freeze = \"all\""));
  const auto checkpoint = end_to_end::environment_path("SERHOST_SOURCE_DIR") /
                          "tests/golden/encoders/hubert_group_postln";
  write("[backbone]\nplugin = \"hubert\"\ncheckpoint = '" + checkpoint.string() +
        "'\nadapt = { name = \"lora\" }\n[head]\nplugin = \"ridge\"\n");
  EXPECT_THAT(serhost({"check", "tones.toml"}, 78).err,
              HasSubstr("take backbone.adapt out, and write backbone.freeze = \"all\""));
}

// Nothing that changes clips from epoch to epoch is ignored without a word.
TEST_F(SmallHeads, AClassicalHeadRefusesWhatHasNoEffectOnIt) {
  const std::string svm = "[backbone]\nplugin = \"functionals\"\n[head]\nplugin = \"svm\"\n";
  write(svm);
  EXPECT_THAT(serhost({"check", "tones.toml", "-s", "train.mix=mixup"}, 78).err,
              HasSubstr("train.mix mixes clips of each epoch; take it out"));
  EXPECT_THAT(serhost({"find-lr", "tones.toml"}, 78).err,
              HasSubstr("is fitted once; there is no rate to look for"));
  write(svm + "[[augment]]\nplugin = \"gain\"\n");
  EXPECT_THAT(serhost({"check", "tones.toml"}, 78).err,
              HasSubstr("[[augment]] changes clips of each epoch; take it out"));
}

TEST_F(SmallHeads, AClassicalHeadIsFittedInThePrecisionOfTheRun) {
  write("[backbone]\nplugin = \"lstm\"\nfreeze = \"all\"\n[head]\nplugin = \"svm\"\n");
  serhost({"run", "tones.toml", "--out", "half", "-s", "train.precision=bf16"});
}

// No weight stands for a network behind queries, keys and values, which are one product.
TEST_F(SmallHeads, AnAdapterBehindOneProductIsExported) {
  write(
      "[head]\nhidden = []\n[backbone]\nplugin = \"emotion2vec\"\nwidth = 16\nheads = "
      "2\nhidden = 32\nprenet = 1\ndepth = 1\nconv_dim = [8, 8, 8, 8, 8, 8, 8]\nadapt = { "
      "name = \"adapter\", width = 2, targets = [\"qkv\"] }\n");
  serhost({"run", "tones.toml", "--out", "run"});
  serhost({"export", "run", "--fold", "1", "--format", "onnx", "--out", "model.onnx"});
}

}  // namespace
