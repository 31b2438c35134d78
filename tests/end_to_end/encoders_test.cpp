// The shipped experiment with HuBERT, unchanged: two epochs on a made-up IEMOCAP and a model
// directory of two layers.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "end_to_end/process.hpp"
#include "support/iemocap_tree.hpp"

using end_to_end::environment_path;
using end_to_end::Scratch;
using end_to_end::slurp;

TEST(HubertFocal, TrainsOnATreeWithIemocapsNames) {
  const Scratch scratch("hubert-focal");
  const auto source = environment_path("SERHOST_SOURCE_DIR");
  serhost::support::write_iemocap_tree(scratch.path() / "iemocap", 0.1);
  std::filesystem::create_directories(scratch.path() / "models");
  std::filesystem::copy(source / "tests/golden/encoders/hubert_group_postln",
                        scratch.path() / "models/hubert-large-ll60k");
  const end_to_end::Environment environment = {
      {"IEMOCAP_ROOT", (scratch.path() / "iemocap").string()},
      {"MODELS", (scratch.path() / "models").string()}};
  const auto experiment = (source / "experiments/hubert_focal.toml").string();

  const auto checked = end_to_end::serhost({"check", experiment}, scratch.path(), environment);
  EXPECT_EQ(checked.status, 0) << checked.err;
  const auto ran = end_to_end::serhost(
      {"run", experiment, "-s", "seeds=[1]", "-s", "train.epochs=6", "-s", "train.max_clips=60",
       "-s", "train.optimizer.lr=1e-2", "-s", "head.dropout=0.0", "--out", "run"},
      scratch.path(), environment);
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto record = nlohmann::json::parse(slurp(scratch.path() / "run/run.json"));
  EXPECT_EQ(record.at("status"), "finished");
  EXPECT_EQ(record.at("results").size(), 5u) << "a fold for each session";
  const auto losses = end_to_end::train_losses(scratch.path() / "run");
  ASSERT_EQ(losses.size(), 5u * 6u);
  double first = 0.0, last = 0.0;
  for (std::size_t fold = 0; fold < 5; ++fold) {
    first += losses[6 * fold];
    last += losses[6 * fold + 5];
  }
  EXPECT_LT(last, first) << "it learns";
}
