// Parquet files that pyarrow wrote (tests/golden/parquet/make.py), and the same damaged.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <serhost/testing/dataset.hpp>
#include <thread>

namespace {

namespace fs = std::filesystem;
using serhost::testing::make_dataset;
using serhost::testing::TemporaryFolder;

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "'" << (text) << "'"

fs::path golden(const std::string& name) {
  return fs::path(std::getenv("SERHOST_SOURCE_DIR")) / "tests/golden/parquet" / name;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::shared_ptr<serhost::Dataset> dataset(const fs::path& root,
                                          const std::vector<std::string>& options = {}) {
  return make_dataset("parquet", options, root);
}

serhost::Waveform heard(serhost::Dataset& data, const serhost::Utterance& one) {
  return dynamic_cast<const serhost::ReadsAudio&>(data).read(one);
}

/// What listing and reading a file of tests/golden/parquet/faults says.
std::string fault(const std::string& name, const std::vector<std::string>& options = {}) {
  const TemporaryFolder folder;
  folder.write("a.parquet", bytes_of(golden("faults/" + name + ".parquet")));
  try {
    const auto data = dataset(folder.path(), options);
    for (const auto& one : data->utterances()) heard(*data, one);
  } catch (const std::exception& error) {
    EXPECT_SAYS(std::string(error.what()), folder.path().string());
    return error.what();
  }
  return "";
}

TEST(Parquet, ClassLabelsAndPartsAreAsHuggingFaceWritesThem) {
  const auto data = dataset(golden("small"));
  const auto got = data->utterances();
  ASSERT_EQ(got.size(), 6U);
  EXPECT_EQ(got[0].key, "01.wav");
  EXPECT_EQ(got[0].label, "anger");
  EXPECT_EQ(got[0].speaker, "ann");
  EXPECT_EQ(got[0].split, "train");
  EXPECT_EQ(got[0].audio, golden("small/train-00000-of-00002.parquet"));
  EXPECT_EQ(got[1].label, "sadness");
  EXPECT_FALSE(got[3].label.has_value()) << "-1 is no label";
  EXPECT_EQ(got[5].split, "test");
  for (std::size_t i = 0; i < got.size(); ++i) {
    const auto samples = heard(*data, got[i]).samples;
    ASSERT_EQ(samples.size(), 40U);
    EXPECT_EQ(samples[1], static_cast<float>(i + 1) / 128.0F);
  }
}

TEST(Parquet, EveryRowOfManyPagesAndGroupsIsFoundInAnyOrder) {
  for (const std::string name : {"snappy", "zstd_v2", "gzip_plain", "plain"}) {
    const TemporaryFolder folder;
    folder.write(name + ".parquet", bytes_of(golden("pages/" + name + ".parquet")));
    const auto data = dataset(folder.path());
    const auto got = data->utterances();
    ASSERT_EQ(got.size(), 300U) << name;
    for (std::size_t k = 0; k < got.size(); ++k) {
      const auto i = k * 139 % got.size();
      const auto samples = heard(*data, got[i]).samples;
      ASSERT_EQ(samples.size(), 40U);
      ASSERT_EQ(samples[39], static_cast<float>(1 + i % 90) / 128.0F) << name << " " << i;
    }
  }
}

TEST(Parquet, SeveralThreadsReadAtOnce) {
  const auto data = dataset(golden("pages"), {"keys=rows"});
  const auto clips = data->utterances();
  ASSERT_EQ(clips.size(), 1200U);
  std::vector<int> wrong(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < wrong.size(); ++t)
    threads.emplace_back([&, t] {
      for (std::size_t k = 0; k < 200; ++k)
        if (heard(*data, clips[(k * 7 + t) % clips.size()]).samples.size() != 40) ++wrong[t];
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4));
}

TEST(Parquet, ColumnsOfEveryPlainTypeAreRead) {
  const auto data = dataset(golden("columns"));
  const auto got = data->utterances();
  ASSERT_EQ(got.size(), 4U);
  EXPECT_EQ(got[0].key, "a.wav") << "an absolute path is the exporter's";
  EXPECT_EQ(got[0].label, "sad");
  EXPECT_EQ(got[0].speaker, "7");
  EXPECT_EQ(got[0].session, "s1");
  EXPECT_EQ(got[0].split, "train");
  EXPECT_DOUBLE_EQ(got[0].dimensions.at("valence"), 0.1) << "as it was written";
  EXPECT_EQ(got[0].text, "so what");
  EXPECT_EQ(got[0].extra.at("loud"), "true");
  EXPECT_EQ(got[0].extra.count("vector"), 0U);
  EXPECT_EQ(heard(*data, got[0]).samples.size(), 16U) << "1 to 3 ms";
  EXPECT_EQ(got[1].key, "d.wav");
  EXPECT_EQ(got[2].key, "part.parquet/2") << "a null struct has no path";
  EXPECT_TRUE(got[2].dimensions.empty()) << "NaN is no rating";
  EXPECT_EQ(got[2].split, "dev");
  EXPECT_EQ(got[3].key, "part.parquet/3");
  EXPECT_FALSE(got[3].label.has_value());
  EXPECT_DOUBLE_EQ(got[3].dimensions.at("valence"), 3.0);
  try {
    heard(*data, got[2]);
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_SAYS(std::string(error.what()), "'part.parquet/2' has no audio (null)");
    EXPECT_EQ(error.code(), std::errc::bad_message)
        << "the data's fault, which skip_damaged passes";
  }
}

TEST(Parquet, HostileNamesAreKeysAndLabelsAsTheyAre) {
  const auto data = dataset(golden("odd"));
  std::map<std::string, std::string> label_of;
  for (const auto& one : data->utterances()) {
    label_of[one.key] = one.label.value_or("none");
    EXPECT_EQ(heard(*data, one).samples.size(), 40U) << one.key;
  }
  ASSERT_EQ(label_of.size(), serhost::testing::odd_names().size());
  for (const auto& name : serhost::testing::odd_names()) EXPECT_EQ(label_of[name], name);
}

TEST(Parquet, APathNamesAudioBesideTheTableOrBelowTheRoot) {
  const TemporaryFolder folder;
  folder.write("test/list.parquet", bytes_of(golden("paths/test/list.parquet")));
  folder.write("test/clips/a.wav", "x");
  const auto got = dataset(folder.path())->utterances();
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].key, "b.wav");
  EXPECT_EQ(got[0].audio, folder.path() / "b.wav");
  EXPECT_EQ(got[0].split, "test");
  EXPECT_EQ(got[1].audio, folder.path() / "test/clips/a.wav");
}

TEST(Parquet, ResdHasItsPublishedCounts) {
  std::map<std::string, std::size_t> labels, splits;
  const auto clips = dataset(golden("resd"))->utterances();
  for (const auto& one : clips) {
    ++labels[one.label.value_or("none")];
    ++splits[one.split.value_or("none")];
    EXPECT_FALSE(one.speaker.has_value());
  }
  EXPECT_EQ(clips.size(), 1396U);
  EXPECT_EQ(labels, (std::map<std::string, std::size_t>{{"anger", 219},
                                                        {"disgust", 185},
                                                        {"enthusiasm", 198},
                                                        {"fear", 223},
                                                        {"happiness", 218},
                                                        {"neutral", 191},
                                                        {"sadness", 162}}));
  EXPECT_EQ(splits, (std::map<std::string, std::size_t>{{"test", 280}, {"train", 1116}}));
}

TEST(Parquet, WhatIsWrongIsSaid) {
  EXPECT_SAYS(fault("no_audio"), "a.parquet: is of a layout that is not known: no column 'path'");
  EXPECT_SAYS(fault("two_audios"), "two columns hold audio, 'left' and 'right'");
  EXPECT_EQ(fault("two_audios", {"column_names=[\"path=right\"]"}), "");
  EXPECT_SAYS(fault("array", {"column_names=[\"path=audio\"]"}), "is of the type list<");
  EXPECT_SAYS(fault("class"), "a.parquet:2: label is 7; expected the number of one of 2 classes");
  EXPECT_SAYS(fault("rating"), "a.parquet:1: valence is 'high'; expected a number");
  EXPECT_SAYS(fault("latin1"), "a.parquet:1: label is not UTF-8");
  EXPECT_SAYS(fault("no_sound"), "'a.wav' is no audio that is read");
  EXPECT_SAYS(fault("no_rows"), "have no rows");
}

TEST(Parquet, OneNameTwiceIsAFaultThatNamesTheWay) {
  const auto listed = [](const std::vector<std::string>& options) {
    try {
      return std::to_string(dataset(golden("pages"), options)->utterances().size());
    } catch (const std::exception& error) { return std::string(error.what()); }
  };
  EXPECT_SAYS(listed({}), "the key '000.wav' is already in");
  EXPECT_SAYS(listed({}), "keys = \"rows\"");
  EXPECT_EQ(listed({"keys=rows"}), "1200");
}

TEST(Parquet, DamagedFilesAreNamedAndDoNoHarm) {
  const TemporaryFolder folder;
  std::mt19937 random(5);
  std::size_t refused = 0;
  for (const std::string name : {"small/train-00000-of-00002", "pages/zstd_v2", "columns/part"}) {
    const auto whole = bytes_of(golden(name + ".parquet"));
    for (int round = 0; round < 60; ++round) {
      auto text = whole;
      // The footer is the last of it, and says where everything else is.
      const auto footer = round % 2 == 0 ? text.size() - text.size() / 3 : 0;
      for (int i = 0; i < 3; ++i)
        text[footer + random() % (text.size() - footer)] = static_cast<char>(random());
      if (round % 5 == 0) text.resize(random() % text.size());
      folder.write("a.parquet", text);
      try {
        const auto data = dataset(folder.path());
        const auto clips = data->utterances();
        for (std::size_t i = 0; i < clips.size(); i += 1 + clips.size() / 20)
          heard(*data, clips[i]);
      } catch (const std::exception& error) {
        EXPECT_SAYS(std::string(error.what()), folder.path().string());
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 40U);
}

}  // namespace
