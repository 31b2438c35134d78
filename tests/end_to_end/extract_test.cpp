// serhost extract: shapes and values, independence of threads and company, keys, damage, and going
// on after an interruption.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/audio/audio_files.hpp"
#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::Finished;
using end_to_end::Scratch;
using end_to_end::slurp;

namespace {

constexpr int kFloatWav = SF_FORMAT_WAV | SF_FORMAT_FLOAT;

/// `frames` frames of 160 samples; frame f is the constant (f + 1) / 64, which PCM and float hold
/// exactly.
fs::path steps(const fs::path& file, int frames) {
  fs::create_directories(file.parent_path());
  std::vector<float> samples;
  for (int f = 0; f < frames; ++f)
    samples.insert(samples.end(), 160, static_cast<float>(f + 1) / 64.0F);
  return serhost::audio::write_audio(file, samples, kFloatWav);
}

fs::path tone(const fs::path& file, double seconds, double pitch) {
  fs::create_directories(file.parent_path());
  std::vector<float> samples(static_cast<std::size_t>(seconds * 16000.0));
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<float>(0.3 * std::sin(static_cast<double>(i) * pitch / 2546.5));
  return serhost::audio::write_audio(file, samples, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
}

Finished extract(const Scratch& scratch, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"extract", "--plugin-path", SERHOST_LAYERED_FOLDER});
  return end_to_end::serhost(std::move(arguments), scratch.path());
}

struct Feature {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// Reads a safetensors file with nothing of serhost's own.
std::map<std::string, Feature> features_of(const fs::path& file) {
  const auto bytes = slurp(file);
  std::map<std::string, Feature> out;
  if (bytes.size() < 8) return out;
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  const auto header = nlohmann::json::parse(bytes.substr(8, length));
  for (const auto& [key, entry] : header.items()) {
    if (key == "__metadata__") continue;
    EXPECT_EQ(entry["dtype"], "F32");
    const std::size_t begin = entry["data_offsets"][0], end = entry["data_offsets"][1];
    Feature feature{entry["shape"], std::vector<float>((end - begin) / 4)};
    std::memcpy(feature.values.data(), bytes.data() + 8 + length + begin, end - begin);
    out[key] = std::move(feature);
  }
  return out;
}

}  // namespace

TEST(Extract, GivesTheLayersAndPoolsThatAreAskedFor) {
  const Scratch scratch("extract-layers");
  steps(scratch.path() / "in" / "a.wav", 3);
  tone(scratch.path() / "in" / "b.wav", 0.01, 220);
  const auto run = [&](const std::string& layer, const std::string& pool) {
    const auto done = extract(scratch, {"--backbone", "layered", "--layer", layer, "--pool", pool,
                                        "--out", "f.safetensors", "in"});
    EXPECT_EQ(done.status, 0) << done.err;
    return features_of(scratch.path() / "f.safetensors");
  };
  // Frame f: mean, largest and smallest are (f + 1) / 64; layer k has them (k + 1)-fold.
  const auto last = run("last", "none");
  ASSERT_EQ(last.size(), 2u);
  EXPECT_EQ(last.at("a").shape, (std::vector<std::int64_t>{3, 3}));
  EXPECT_EQ(last.at("b").shape, (std::vector<std::int64_t>{1, 3}));
  EXPECT_FLOAT_EQ(last.at("a").values[2 * 3], 3 * 3.0F / 64);
  const auto all = run("all", "none").at("a");
  EXPECT_EQ(all.shape, (std::vector<std::int64_t>{3, 3, 3}));
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t f = 0; f < 3; ++f) {
      EXPECT_FLOAT_EQ(all.values[(k * 3 + f) * 3 + 1], static_cast<float>((k + 1) * (f + 1)) / 64)
          << "layer " << k << ", frame " << f;
    }
  }
  const auto first = run("0", "none").at("a");
  EXPECT_FLOAT_EQ(first.values[2 * 3], 3.0F / 64);
  const auto mean = run("last", "mean").at("a");
  EXPECT_EQ(mean.shape, (std::vector<std::int64_t>{3}));
  EXPECT_FLOAT_EQ(mean.values[0], 3 * 2.0F / 64);  // (1 + 2 + 3) / 3 = 2
  const auto both = run("all", "mean").at("a");
  EXPECT_EQ(both.shape, (std::vector<std::int64_t>{3, 3}));
  EXPECT_FLOAT_EQ(both.values[1 * 3], 2 * 2.0F / 64);
}

TEST(Extract, GivesTheSameBytesForAnyNumberOfThreadsAndAnyCompany) {
  const Scratch scratch("extract-same");
  for (int i = 0; i < 5; ++i)
    tone(scratch.path() / "in" / (std::string(1, static_cast<char>('a' + i)) + ".wav"),
         0.3 + 0.21 * i, 200 + 50 * i);
  const std::vector<std::string> model = {"--backbone",         "lstm",  "-s",  "width=16", "-s",
                                          "bidirectional=true", "--key", "path"};
  const auto run = [&](std::vector<std::string> more) {
    more.insert(more.begin(), model.begin(), model.end());
    const auto done = extract(scratch, std::move(more));
    EXPECT_EQ(done.status, 0) << done.err;
    EXPECT_NE(done.err.find("weights of backbone 'lstm' are random"), std::string::npos)
        << done.err;
  };
  run({"--threads", "1", "--out", "one.safetensors", "in"});
  run({"--threads", "3", "--out", "three.safetensors", "in/e.wav", "in/a.wav", "in/b.wav",
       "in/d.wav", "in/c.wav"});
  scratch.write("list.txt", "in/c.wav\n\n");
  run({"--list", "list.txt", "--out", "alone.safetensors"});
  EXPECT_EQ(slurp(scratch.path() / "one.safetensors"), slurp(scratch.path() / "three.safetensors"));
  const auto together = features_of(scratch.path() / "one.safetensors"),
             alone = features_of(scratch.path() / "alone.safetensors");
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_EQ(alone.at("in/c.wav").values, together.at("in/c.wav").values);
  EXPECT_FALSE(fs::exists(scratch.path() / "one.safetensors.partial"));
  EXPECT_FALSE(fs::exists(scratch.path() / "one.safetensors.partial.log"));
}

TEST(Extract, SharesTheFeatureCacheWhereItIsAskedTo) {
  const Scratch scratch("extract-cache");
  tone(scratch.path() / "a.wav", 0.5, 220);
  const end_to_end::Environment environment = {
      {"SERHOST_CACHE_DIR", (scratch.path() / "cache").string()}};
  const auto run = [&](const std::string& out, std::vector<std::string> more) {
    more.insert(more.begin(),
                {"extract", "--backbone", "lstm", "-s", "width=8", "--out", out, "a.wav"});
    const auto done = end_to_end::serhost(more, scratch.path(), environment);
    EXPECT_EQ(done.status, 0) << done.err;
    return slurp(scratch.path() / out);
  };
  const auto plain = run("plain.safetensors", {});
  EXPECT_FALSE(fs::exists(scratch.path() / "cache"));
  EXPECT_EQ(run("filled.safetensors", {"--cache"}), plain);
  EXPECT_TRUE(fs::exists(scratch.path() / "cache" / "features"));
  EXPECT_EQ(run("read.safetensors", {"--cache"}), plain);
}

TEST(Extract, NamesBothOfTwoClipsWithOneKey) {
  const Scratch scratch("extract-keys");
  steps(scratch.path() / "one" / "a.wav", 2);
  steps(scratch.path() / "two" / "a.wav", 2);
  const auto both =
      extract(scratch, {"--backbone", "layered", "--out", "f.safetensors", "one", "two"});
  EXPECT_EQ(both.status, 64);
  for (const char* part : {"one/a.wav", "two/a.wav", "--key path"})
    EXPECT_NE(both.err.find(part), std::string::npos) << both.err;
  EXPECT_EQ(extract(scratch, {"--backbone", "layered", "--key", "path", "--out", "f.safetensors",
                              "one", "two"})
                .status,
            0);
  EXPECT_EQ(features_of(scratch.path() / "f.safetensors").count("two/a.wav"), 1u);
}

TEST(Extract, TellsEveryFaultOfTheCommandAndTheFilesAtOnce) {
  const Scratch scratch("extract-faults");
  scratch.write("in/bad.wav", "this is not audio");
  const auto files =
      extract(scratch, {"--backbone", "layered", "--out", "f.safetensors", "in", "none.wav"});
  EXPECT_EQ(files.status, 66);
  for (const char* part : {"in/bad.wav", "none.wav"})
    EXPECT_NE(files.err.find(part), std::string::npos) << files.err;
  tone(scratch.path() / "good.wav", 0.01, 220);
  EXPECT_EQ(extract(scratch, {"--backbone", "layerd", "--out", "f.safetensors", "good.wav"}).status,
            69);
  EXPECT_EQ(extract(scratch, {"--backbone", "layered", "-s", "lise=true", "--out", "f.safetensors",
                              "good.wav"})
                .status,
            78);
  EXPECT_EQ(extract(scratch,
                    {"--backbone", "layered", "--layer", "3", "--out", "f.safetensors", "good.wav"})
                .status,
            64);
  const auto layers = extract(
      scratch, {"--backbone", "lstm", "--layer", "all", "--out", "f.safetensors", "good.wav"});
  EXPECT_EQ(layers.status, 64);
  EXPECT_NE(layers.err.find("does not return its layers"), std::string::npos) << layers.err;
  const auto lies = extract(
      scratch, {"--backbone", "layered", "-s", "lies=true", "--out", "f.safetensors", "good.wav"});
  EXPECT_EQ(lies.status, 69);
  EXPECT_NE(lies.err.find("gave 1 frame for good.wav"), std::string::npos) << lies.err;
  EXPECT_FALSE(fs::exists(scratch.path() / "f.safetensors"));
}

// What `data verify` refuses is refused here, and so is what a backbone makes of good audio.
TEST(Extract, NeverWritesWhatIsNoSoundOrNoNumber) {
  const Scratch scratch("extract-numbers");
  steps(scratch.path() / "in" / "a.wav", 3);
  steps(scratch.path() / "in" / "b.wav", 1);  // one value throughout
  const auto constant = extract(scratch, {"--backbone", "layered", "--out", "f.safetensors", "in"});
  EXPECT_EQ(constant.status, 65);
  EXPECT_NE(constant.err.find("in/b.wav: holds the value 0.015625 throughout"), std::string::npos)
      << constant.err;
  for (const std::string pool : {"none", "mean"}) {
    const auto holes = extract(scratch, {"--backbone", "layered", "-s", "holes=true", "--pool",
                                         pool, "--out", "g.safetensors", "in/a.wav"});
    EXPECT_EQ(holes.status, 65) << holes.err;
    EXPECT_NE(holes.err.find(std::string("in/a.wav: backbone 'layered' gives nan in ") +
                             (pool == "none" ? "frame 2" : "the mean of its frames")),
              std::string::npos)
        << holes.err;
  }
  EXPECT_FALSE(fs::exists(scratch.path() / "f.safetensors"));
  EXPECT_FALSE(fs::exists(scratch.path() / "g.safetensors"));
}

// The samples of a clip are damaged, which only decoding shows: the others are computed and kept,
// and the same command goes on once the clip is mended. A kept clip whose bytes have changed is
// computed again.
TEST(Extract, GoesOnFromTheClipsThatAreDone) {
  const Scratch scratch("extract-resume");
  for (const char* name : {"a.wav", "b.wav", "c.wav"}) steps(scratch.path() / "in" / name, 4);
  const auto bad = scratch.path() / "in" / "b.wav";
  serhost::audio::write_audio(
      bad, std::vector<float>(4 * 160, std::numeric_limits<float>::quiet_NaN()), kFloatWav);
  const std::vector<std::string> command = {"--backbone", "layered", "--out", "f.safetensors",
                                            "in"};
  const auto broken = extract(scratch, command);
  EXPECT_EQ(broken.status, 65);
  EXPECT_NE(broken.err.find("in/b.wav"), std::string::npos) << broken.err;
  EXPECT_FALSE(fs::exists(scratch.path() / "f.safetensors"));
  const auto partial = scratch.path() / "f.safetensors.partial";
  ASSERT_TRUE(fs::exists(partial));

  {
    std::fstream file(partial, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-4, std::ios::end);  // the last value of c, the last clip
    file.write("\x01\x02\x03\x04", 4);
  }
  steps(bad, 4);
  const auto mended = extract(scratch, command);
  EXPECT_EQ(mended.status, 0) << mended.err;
  EXPECT_NE(mended.err.find("1 clip of 3 taken over"), std::string::npos) << mended.err;
  const auto resumed = slurp(scratch.path() / "f.safetensors");
  fs::remove(scratch.path() / "f.safetensors");
  EXPECT_EQ(extract(scratch, command).status, 0);
  EXPECT_EQ(slurp(scratch.path() / "f.safetensors"), resumed);
}

TEST(Extract, WritesAnNpyFileForEachClip) {
  const Scratch scratch("extract-npy");
  steps(scratch.path() / "in" / "deep" / "a.wav", 2);
  const auto done = extract(scratch, {"--backbone", "layered", "--format", "npy", "--key", "path",
                                      "--out", "features", "in"});
  ASSERT_EQ(done.status, 0) << done.err;
  const auto bytes = slurp(scratch.path() / "features" / "in" / "deep" / "a.wav.npy");
  ASSERT_GT(bytes.size(), 64u);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  EXPECT_NE(bytes.find("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"),
            std::string::npos);
  const auto header = static_cast<std::size_t>(static_cast<unsigned char>(bytes[8])) + 10;
  EXPECT_EQ(header % 64, 0u);
  ASSERT_EQ(bytes.size(), header + 2 * 3 * 4);
  float value = 0;
  std::memcpy(&value, bytes.data() + header + 3 * 4, 4);
  EXPECT_FLOAT_EQ(value, 3 * 2.0F / 64);  // the second frame's mean, threefold
  EXPECT_FALSE(fs::exists(scratch.path() / "features" / ".serhost-extraction.log"));
  EXPECT_EQ(extract(scratch, {"--backbone", "layered", "--format", "npy", "--key", "path", "--out",
                              "f", "in/../../" + scratch.path().filename().string() + "/in"})
                .status,
            64);
}
