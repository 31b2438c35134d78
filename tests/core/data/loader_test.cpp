#include "data/loading/loader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <thread>

#include "builders.hpp"
#include "data/loading/read_clip.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::HasSubstr;
using toy::FakeDataset;
using toy::Folder;
using toy::manifest_with;

namespace {

std::vector<Batch> pairs(std::size_t clips) {
  std::vector<Batch> out;
  for (std::size_t i = 0; i < clips; i += 2) out.push_back({clips - 1 - i, clips - 2 - i});
  return out;
}

std::vector<LoadedBatch> load(const Manifest& m, std::vector<Batch> batches,
                              const LoadOptions& options,
                              std::size_t memory = std::size_t{1} << 30) {
  ClipSource source(m, options.sample_rate, memory);
  Loader loader(source, m, std::move(batches), options);
  std::vector<LoadedBatch> out;
  while (auto batch = loader.next()) out.push_back(std::move(*batch));
  EXPECT_EQ(loader.next(), std::nullopt);
  return out;
}

std::string why(Loader& loader) {
  try {
    loader.next();
    return "";
  } catch (const std::exception& error) { return error.what(); }
}

}  // namespace

namespace serhost::data {
bool operator==(const LoadedBatch& a, const LoadedBatch& b) {
  return a.clips == b.clips && a.longest == b.longest && a.values == b.values &&
         a.lengths == b.lengths;
}
}  // namespace serhost::data

TEST(Loader, PadsEachClipWithZerosToTheLongest) {
  const auto m = manifest_with(std::make_shared<FakeDataset>(4));
  const auto batches = load(m, {{1, 0}, {3}}, {});
  ASSERT_EQ(batches.size(), 2u);
  const auto& first = batches[0];
  EXPECT_EQ(first.clips, (Batch{1, 0}));
  EXPECT_EQ(first.longest, 200);
  EXPECT_EQ(first.lengths, (std::vector<std::int64_t>{200, 100}));
  ASSERT_EQ(first.values.size(), 400u);
  EXPECT_EQ(first.values[0], 1.0F);  // clip 1 holds 1 + n / 65536
  EXPECT_EQ(first.values[199], 1.0F + 199.0F / 65536.0F);
  EXPECT_EQ(first.values[200 + 99], 99.0F / 65536.0F);  // clip 0 holds n / 65536
  EXPECT_EQ(first.values[200 + 100], 0.0F);
  EXPECT_EQ(batches[1].lengths, (std::vector<std::int64_t>{400}));
}

TEST(Loader, GivesTheSameForAnyNumberOfWorkersAndAnyMemory) {
  const auto m = manifest_with(std::make_shared<FakeDataset>(40));
  LoadOptions options;
  options.max_seconds = 0.05;  // 800 samples: some are cropped
  options.random_crop = true;
  options.seed = 5;
  options.workers = 0;
  const auto expected = load(m, pairs(40), options);
  ASSERT_EQ(expected.size(), 20u);
  for (const int workers : {1, 2, 3, 4}) {
    for (const std::size_t memory : {std::size_t{0}, std::size_t{10000}, std::size_t{1} << 30}) {
      for (const std::size_t ahead : {std::size_t{1}, std::size_t{4}, std::size_t{100}}) {
        options.workers = workers;
        options.ahead = ahead;
        EXPECT_EQ(load(m, pairs(40), options, memory), expected)
            << workers << " workers, " << memory << " bytes, " << ahead << " ahead";
      }
    }
  }
}

TEST(Loader, CropsInTheMiddleOrAtRandomByTheKey) {
  const auto m = manifest_with(std::make_shared<FakeDataset>(10));
  LoadOptions options;
  options.max_seconds = 0.0125;  // 200 samples
  const auto centre = load(m, {{9}}, options)[0];
  EXPECT_EQ(centre.lengths[0], 200);
  EXPECT_EQ(centre.values[0], 9.0F + 400.0F / 65536.0F);  // (1000 - 200) / 2
  options.random_crop = true;
  std::set<float> starts;
  for (options.seed = 0; options.seed < 8; ++options.seed) {
    const auto crop = load(m, {{9}}, options)[0];
    EXPECT_EQ(crop.lengths[0], 200);
    EXPECT_EQ(crop, load(m, {{9}}, options)[0]);
    starts.insert(crop.values[0]);
  }
  EXPECT_GT(starts.size(), 4u);
}

TEST(Loader, NamesAClipThatIsTooShort) {
  const auto m = manifest_with(std::make_shared<FakeDataset>(4));
  LoadOptions options;
  options.shortest = 400;
  ClipSource source(m, 16000);
  Loader loader(source, m, {{3}, {1}, {2}}, options);
  EXPECT_TRUE(loader.next());
  EXPECT_EQ(why(loader),
            "clip 'k1001': has 200 samples (0.013 s) at 16000 Hz; the backbone needs at least 400 "
            "(0.025 s)");
  EXPECT_THAT(why(loader), HasSubstr("clip 'k1002'"));
  EXPECT_EQ(loader.next(), std::nullopt);
}

TEST(Loader, SaysWhenItIsTheCropThatIsTooShort) {
  const auto m = manifest_with(std::make_shared<FakeDataset>(4));
  LoadOptions options;
  options.shortest = 400;
  options.max_seconds = 0.01;
  ClipSource source(m, 16000);
  Loader loader(source, m, {{3}}, options);
  EXPECT_THAT(why(loader), HasSubstr("cropped by max_seconds to 160 samples"));
}

TEST(Loader, CarriesWhatAWorkerThrewToTheBatchItBelongsTo) {
  const auto dataset = std::make_shared<FakeDataset>(8);
  const auto m = manifest_with(dataset);
  dataset->fails = "k1003";
  LoadOptions options;
  for (options.workers = 0; options.workers <= 3; ++options.workers) {
    ClipSource source(m, 16000);
    Loader loader(source, m, {{0, 1}, {2, 3}, {4, 5}}, options);
    EXPECT_TRUE(loader.next());
    const auto text = why(loader);
    EXPECT_THAT(text, HasSubstr("dataset 'fake'"));
    EXPECT_THAT(text, HasSubstr("the tape broke"));
    EXPECT_TRUE(loader.next()) << "later batches are not lost";
  }
}

TEST(Loader, MayBeLeftWithBatchesNotTaken) {
  const auto m = manifest_with(std::make_shared<FakeDataset>(100));
  LoadOptions options;
  options.workers = 4;
  for (int round = 0; round < 20; ++round) {
    ClipSource source(m, 16000);
    Loader loader(source, m, pairs(100), options);
    if (round % 2 == 0) { EXPECT_TRUE(loader.next()); }
  }
}

TEST(Loader, WorksAheadNoFurtherThanTold) {
  const auto dataset = std::make_shared<FakeDataset>(50);
  const auto m = manifest_with(dataset);
  std::vector<Batch> singles;
  for (std::size_t i = 0; i < 50; ++i) singles.push_back({i});
  LoadOptions options;
  options.workers = 4;
  options.ahead = 3;
  ClipSource source(m, 16000);
  Loader loader(source, m, singles, options);
  EXPECT_TRUE(loader.next());
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const auto read = std::accumulate(dataset->counts.begin(), dataset->counts.end(), 0,
                                    [](int sum, const auto& count) { return sum + count; });
  EXPECT_LE(read, 4);  // the one taken and three ahead
}

TEST(ClipSource, ReadsAClipOnceHoweverManyAskAtOnce) {
  const auto dataset = std::make_shared<FakeDataset>(20);
  const auto m = manifest_with(dataset);
  ClipSource source(m, 16000);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(source.samples(i)->size(), 100 * (i + 1));
    });
  }
  threads.clear();
  for (const auto& count : dataset->counts) EXPECT_EQ(count, 1);
}

TEST(ClipSource, KeepsWithinItsMemory) {
  const auto dataset = std::make_shared<FakeDataset>(3);
  const auto m = manifest_with(dataset);
  ClipSource source(m, 16000, 4 * 250);  // room for clip 0 (100 samples), then not for clip 1 (200)
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < 3; ++i) source.samples(i);
  }
  EXPECT_EQ(dataset->counts[0], 1);
  EXPECT_EQ(dataset->counts[1], 3);
  EXPECT_EQ(dataset->counts[2], 3);
}

TEST(ClipSource, ForgetsAFailure) {
  const auto dataset = std::make_shared<FakeDataset>(2);
  const auto m = manifest_with(dataset);
  ClipSource source(m, 16000);
  dataset->fails = "k1001";
  EXPECT_THROW(source.samples(1), Error);
  dataset->fails.clear();
  EXPECT_EQ(source.samples(1)->size(), 200u);
}

TEST(ClipSource, ResamplesToItsRate) {
  Folder folder;
  auto u = toy::utterance("a x 1");
  u.audio = folder.path / "a.wav";
  toy::write_wave(u.audio, 8000, 0, 8000);
  auto v = toy::utterance("b y 1");
  v.audio = u.audio;
  v.start = 0.25;
  v.end = 0.75;
  const auto m = toy::manifest_from({u, v});
  ClipSource source(m, 16000);
  EXPECT_EQ(source.samples(0)->size(), 16000u);
  EXPECT_EQ(source.samples(1)->size(), 8000u);
}

TEST(ReadClip, HandsTheDatasetItsOwnKey) {
  auto one = toy::table(), two = toy::table();
  one.name = "one";
  two.name = "two";
  const auto dataset = std::make_shared<FakeDataset>(2);
  Faults faults;
  auto m = assemble({{&one, dataset->utterances()}, {&two, dataset->utterances()}}, Wanted::label,
                    faults);
  for (auto& corpus : m.corpora) corpus.dataset = dataset;
  EXPECT_EQ(m.clips[3].utterance.key, "two/k1001");
  EXPECT_EQ(read_clip(m, 3).samples.size(), 200u);
}

TEST(ReadClip, NamesTheClipOfADamagedFile) {
  Folder folder;
  auto u = toy::utterance("the_clip x 1");
  u.audio = folder.path / "a.wav";
  replace_file(u.audio, "no audio");
  const auto m = toy::manifest_from({u});
  try {
    read_clip(m, 0);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::damaged);
    EXPECT_THAT(error.what(), HasSubstr("clip 'the_clip': "));
    EXPECT_THAT(error.what(), HasSubstr("a.wav"));
  }
}
