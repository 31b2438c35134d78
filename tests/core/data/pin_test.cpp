// A pin names every file; what is missing, altered or new is told, all of it.
#include "data/manifest/pin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "builders.hpp"
#include "data/manifest/heard.hpp"

using namespace serhost;
using namespace serhost::data;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

class Pin : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"a, b.wav", "sub/c.wav"}) toy::write_wave(folder_.path / name, 800);
    table_.root = folder_.path;
  }

  Manifest manifest(const std::vector<std::string>& names) {
    std::vector<Utterance> list;
    for (const auto& name : names) {
      Utterance u;
      u.key = name;
      u.label = "x";
      u.audio = folder_.path / name;
      list.push_back(std::move(u));
    }
    Faults faults;
    auto out = manifest_of(std::move(list), table_, faults);
    for (auto& clip : out.clips) clip.seconds = 0.05, clip.sample_rate = 16000, clip.channels = 1;
    return out;
  }

  std::vector<std::string> changes(const std::string& pin, const Manifest& now) {
    std::vector<std::string> out;
    for (const auto& one : changed_since(pin, "e.pin.csv", now, {table_})) {
      exits_.push_back(one.exit);
      out.push_back(one.text);
    }
    return out;
  }

  toy::Folder folder_;
  config::DatasetTable table_ = toy::table();
  std::vector<Exit> exits_;
};

}  // namespace

TEST_F(Pin, HasALineAFileWithHashAndHeader) {
  const auto now = manifest({"a, b.wav", "sub/c.wav"});
  std::size_t told = 0;
  const auto pin = pin_csv(now, {table_}, [&](std::size_t, std::size_t total) { told = total; });
  EXPECT_EQ(told, 2u);
  EXPECT_THAT(pin, ::testing::StartsWith(std::string(kPinHeader) + "\ntoy,\"a, b.wav\","));
  EXPECT_THAT(pin, HasSubstr("\ntoy,sub/c.wav,"));
  EXPECT_THAT(pin, HasSubstr(",0.05,16000,1\n"));
  EXPECT_THAT(changes(pin, now), IsEmpty());
}

TEST_F(Pin, HasWhatIsOnlyHeard) {
  auto now = manifest({"a, b.wav", "sub/c.wav"});
  const auto pin = pin_csv(now, {table_});
  hear(now, [](const Clip& clip) { return clip.utterance.key == "sub/c.wav"; });
  ASSERT_EQ(now.heard.size(), 1u);
  EXPECT_EQ(pin_csv(now, {table_}), pin);
  EXPECT_THAT(changes(pin, now), IsEmpty());
}

TEST_F(Pin, NamesEveryFileThatChanged) {
  const auto pin = pin_csv(manifest({"a, b.wav", "sub/c.wav"}), {table_});
  toy::write_wave(folder_.path / "a, b.wav", 801);
  toy::write_wave(folder_.path / "new.wav", 800);
  EXPECT_THAT(changes(pin, manifest({"a, b.wav", "new.wav"})),
              ElementsAre(HasSubstr("a, b.wav: has been altered: "),
                          HasSubstr("new.wav: is not among the files of e.pin.csv"),
                          HasSubstr("dataset 'toy': sub/c.wav: is in e.pin.csv, but not there")));
  EXPECT_THAT(exits_, ElementsAre(Exit::damaged, Exit::damaged, Exit::missing));
}

TEST_F(Pin, ThatIsNoneIsRefused) {
  const auto now = manifest({"sub/c.wav"});
  EXPECT_THROW(changes("key,seconds,sha256\n", now), DataError);
  EXPECT_THROW(changes(std::string(kPinHeader) + "\ntoy,a.wav\n", now), DataError);
  EXPECT_THROW(changes("", now), DataError);
}
