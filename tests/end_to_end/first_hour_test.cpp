// What people stumble over in the first hour: a key without its table, a list without quotes, a
// second run of the same name.
#include <gtest/gtest.h>

#include "end_to_end/process.hpp"

namespace {

constexpr const char* kSmallest = R"(name = "tiny"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 1
takes = 1
[backbone]
plugin = "lstm"
width = 4
num_layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 1
)";

class FirstHour : public testing::Test {
 protected:
  void SetUp() override { scratch_.write("tiny.toml", kSmallest); }
  end_to_end::Finished serhost(const std::vector<std::string>& words) const {
    return end_to_end::serhost(words, scratch_.path());
  }
  end_to_end::Scratch scratch_{"first-hour"};
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_F(FirstHour, AKeyWithoutItsTableIsToldWhichTableHasIt) {
  const auto epochs = serhost({"check", "tiny.toml", "-s", "epochs=3"});
  EXPECT_EQ(epochs.status, 78);
  EXPECT_TRUE(holds(epochs.err, "unknown key 'epochs'. Did you mean 'train.epochs'?"))
      << epochs.err;
  const auto near = serhost({"check", "tiny.toml", "-s", "train.epoch=3"});
  EXPECT_TRUE(holds(near.err, "Did you mean 'epochs'?")) << near.err;
}

TEST_F(FirstHour, AListWithoutQuotesIsShownWithThem) {
  const auto found = serhost({"check", "tiny.toml", "-s", "dataset.classes=[anger, sadness]"});
  EXPECT_EQ(found.status, 78);
  EXPECT_TRUE(holds(found.err, "-s 'dataset.classes=[\"anger\", \"sadness\"]'")) << found.err;
  const auto right =
      serhost({"check", "tiny.toml", "-s", "dataset.classes=[\"anger\", \"sadness\"]"});
  EXPECT_EQ(right.status, 0) << right.err;
}

TEST_F(FirstHour, ASecondLossIsGivenAName) {
  ASSERT_EQ(serhost({"run", "tiny.toml", "-q"}).status, 0);
  const auto second = serhost({"run", "tiny.toml", "-q", "-s", "loss.plugin=focal"});
  EXPECT_EQ(second.status, 73);
  EXPECT_TRUE(holds(second.err, "-s name=tiny_focal")) << second.err;
  const auto named =
      serhost({"run", "tiny.toml", "-q", "-s", "loss.plugin=focal", "-s", "name=tiny_focal"});
  EXPECT_EQ(named.status, 0) << named.err;
  const auto elsewhere =
      serhost({"run", "tiny.toml", "-q", "-s", "loss.plugin=ccc", "--out", "runs/tiny"});
  EXPECT_FALSE(holds(elsewhere.err, "-s name=")) << elsewhere.err;
  EXPECT_TRUE(holds(elsewhere.err, "choose another folder with --out")) << elsewhere.err;
}
