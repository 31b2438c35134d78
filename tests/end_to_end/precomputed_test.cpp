// Training on features that were made before: what serhost extract wrote gives what the backbone
// itself gives, and audio need not be there.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "core/audio/audio_files.hpp"
#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::Scratch;
using end_to_end::slurp;

namespace {

const std::string kHead = R"([protocol]
name = "k-fold"
k = 2
unit = "clip"
[head]
hidden = [4]
dropout = 0.0
[loss]
plugin = "cross_entropy"
[train]
epochs = 2
batch_size = 4
bucket = false
)";

/// Twelve clips of two classes in a list, tones of two pitches, each in a noise of its own: no two
/// count as copies.
void corpus(const Scratch& scratch) {
  std::string list = "path,label\n";
  fs::create_directories(scratch.path() / "wav");
  for (int i = 0; i < 12; ++i) {
    std::vector<float> samples(static_cast<std::size_t>(4000 + 400 * i));
    std::minstd_rand random(static_cast<unsigned>(100 + i));
    for (std::size_t t = 0; t < samples.size(); ++t) {
      const double noise = static_cast<double>(random()) / std::minstd_rand::max() - 0.5;
      samples[t] = static_cast<float>(
          0.2 * std::sin(static_cast<double>(t) * (i % 2 == 0 ? 0.05 : 0.3)) + 0.4 * noise);
    }
    const auto name = "wav/c" + std::to_string(i) + ".wav";
    serhost::audio::write_audio(scratch.path() / name, samples, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    list += name + (i % 2 == 0 ? ",low\n" : ",high\n");
  }
  scratch.write("list.csv", list);
}

/// Lines of predictions.csv by key; no field of these clips needs quotes.
std::map<std::string, std::vector<std::string>> rows(const fs::path& file) {
  std::map<std::string, std::vector<std::string>> out;
  std::istringstream text(slurp(file));
  std::string line;
  for (std::getline(text, line); std::getline(text, line);) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    out[cells.at(0)] = cells;
  }
  return out;
}

const std::string kDataset = "[dataset]\nplugin = \"manifest\"\nfile = \"list.csv\"\n";

}  // namespace

TEST(Precomputed, TrainsToTheSameOnExtractedFeaturesAsOnTheFrozenBackboneAndNeedsNoAudio) {
  const Scratch scratch("precomputed");
  corpus(scratch);
  // Extraction draws a backbone without a checkpoint as a run with seed 1 does.
  scratch.write("frozen.toml",
                "name = \"frozen\"\nseeds = [1]\n" + kDataset +
                    "[backbone]\nplugin = \"lstm\"\nwidth = 8\nnum_layers = 1\nfreeze = \"all\"\n" +
                    kHead);
  scratch.write("features.toml",
                "name = \"features\"\nseeds = [1]\n" + kDataset +
                    "[backbone]\nplugin = \"precomputed\"\nfeatures = \"f.safetensors\"\n" + kHead);
  const auto extracted =
      end_to_end::serhost({"extract", "--backbone", "lstm", "-s", "width=8", "-s", "num_layers=1",
                           "--out", "f.safetensors", "wav"},
                          scratch.path());
  ASSERT_EQ(extracted.status, 0) << extracted.err;
  const auto frozen =
      end_to_end::serhost({"run", "frozen.toml"}, scratch.path(), {{"SERHOST_CACHE", "off"}});
  ASSERT_EQ(frozen.status, 0) << frozen.err;
  const auto heard =
      end_to_end::serhost({"run", "features.toml", "--out", "runs/heard"}, scratch.path());
  ASSERT_EQ(heard.status, 0) << heard.err;
  const auto comparable = [&](const char* run) {
    return nlohmann::json::parse(slurp(scratch.path() / "runs" / run / "run.json"))["comparable"];
  };
  EXPECT_EQ(comparable("heard"), comparable("frozen")) << "the audio is there: the same signature";
  fs::remove_all(scratch.path() / "wav");
  const auto features = end_to_end::serhost({"run", "features.toml"}, scratch.path());
  ASSERT_EQ(features.status, 0) << features.err;
  EXPECT_NE(comparable("features")["fields"]["corpus"], comparable("frozen")["fields"]["corpus"]);
  // Batches of the test are sorted by length, which features do not tell: the same clips in other
  // company, and so other last digits.
  const auto one = rows(scratch.path() / "runs/frozen/predictions.csv"),
             other = rows(scratch.path() / "runs/features/predictions.csv");
  ASSERT_EQ(one.size(), 12u);
  ASSERT_EQ(other.size(), one.size());
  for (const auto& [key, cells] : one) {
    EXPECT_EQ(other.at(key)[5], cells[5]) << key;  // predicted
    EXPECT_NEAR(std::stod(other.at(key)[6]), std::stod(cells[6]), 1e-5) << key;
  }
}

TEST(Precomputed, NamesTheClipsWithoutFeatures) {
  const Scratch scratch("precomputed-missing");
  corpus(scratch);
  scratch.write("features.toml",
                "name = \"features\"\n" + kDataset +
                    "[backbone]\nplugin = \"precomputed\"\nfeatures = \"f.safetensors\"\n" + kHead);
  std::vector<std::string> some = {"extract", "--backbone", "lstm",         "-s",
                                   "width=8", "--out",      "f.safetensors"};
  for (int i = 0; i < 10; ++i) some.push_back("wav/c" + std::to_string(i) + ".wav");
  ASSERT_EQ(end_to_end::serhost(some, scratch.path()).status, 0);
  const auto run = end_to_end::serhost({"run", "features.toml"}, scratch.path());
  EXPECT_EQ(run.status, 65) << run.err;
  EXPECT_NE(run.err.find("has no features for"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("wav/c11.wav"), std::string::npos) << run.err;
  EXPECT_EQ(
      end_to_end::serhost({"check", "features.toml", "-s", "backbone.features=none.safetensors"},
                          scratch.path())
          .status,
      66);
  const auto extract =
      end_to_end::serhost({"extract", "--backbone", "precomputed", "-s", "features=f.safetensors",
                           "--out", "g.safetensors", "wav"},
                          scratch.path());
  EXPECT_EQ(extract.status, 64) << extract.err;
}

TEST(Precomputed, NamesTheFileOfFeaturesThatAreNoNumbers) {
  const Scratch scratch("precomputed-nan");
  corpus(scratch);
  for (int i = 0; i < 12; ++i) {
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }";
    header.resize(117, ' ');
    const auto* const values = i == 7 ? "\0\0\x80\x3f\0\0\xc0\x7f" : "\0\0\x80\x3f\0\0\0\x40";
    scratch.write("f/c" + std::to_string(i) + ".npy", std::string("\x93NUMPY\x01\x00\x76\x00", 10) +
                                                          header + "\n" + std::string(values, 8));
  }
  scratch.write("features.toml", "name = \"features\"\n" + kDataset +
                                     "[backbone]\nplugin = \"precomputed\"\nfeatures = \"f\"\n" +
                                     kHead);
  const auto run = end_to_end::serhost({"run", "features.toml"}, scratch.path());
  EXPECT_EQ(run.status, 65) << run.err;
  EXPECT_NE(run.err.find("f/c7.npy: the features of 'c7' hold values that are no numbers"),
            std::string::npos)
      << run.err;
}
