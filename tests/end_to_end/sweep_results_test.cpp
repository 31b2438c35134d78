// What cells of a sweep give: parts of folds are one experiment, losses begin with the same
// weights, and every cell is tuned with the same budget.
#include <gmock/gmock.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "end_to_end/swept.hpp"

namespace {

using end_to_end::kBase;
using end_to_end::kGrid;
using end_to_end::Scratch;
using end_to_end::slurp;
using end_to_end::Sweep;
using serhost::sweep::Status;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

/// Without the last field, which names folders.
std::string figures_of(const std::string& csv) {
  std::string out;
  for (std::size_t begin = 0; begin < csv.size();) {
    const auto end = csv.find('\n', begin);
    const auto line = csv.substr(begin, end - begin);
    const auto stamp = line.rfind(',');  // the column before it names the folders
    out += line.substr(0, line.rfind(',', stamp - 1)) + line.substr(stamp) + "\n";
    begin = end + 1;
  }
  return out;
}

TEST_F(Sweep, CellsOfOneFoldEachAreTogetherTheWholeExperiment) {
  const std::string losses = "[axes]\nloss.plugin = [\"cross_entropy\", \"focal\"]\n";
  scratch_.write("grid.toml", kBase + losses);
  ASSERT_EQ(sweep({"--out", "whole"}).status, 0);
  scratch_.write("grid.toml", kBase + losses + "fold = [1, 2]\n");
  const auto parts = sweep({"--out", "parts"});
  ASSERT_EQ(parts.status, 0) << parts.err;
  const auto figures = [&](const std::string& out) {
    const auto reported = end_to_end::serhost({"report", out, "--format", "csv"}, folder());
    EXPECT_EQ(reported.status, 0) << reported.err;
    return figures_of(reported.out);
  };
  const auto whole = figures("whole");
  EXPECT_NE(whole.find("lstm,focal,ua,"), std::string::npos) << whole;
  EXPECT_EQ(figures("parts"), whole);

  // One of the parts is no match for the whole.
  std::map<std::string, fs::path> cell;
  for (const auto* out : {"whole", "parts"}) {
    for (const auto& entry : fs::directory_iterator(folder() / out / "cells")) {
      const auto name = entry.path().filename().string();
      cell[out + ("/" + name.substr(0, name.rfind('-')))] = entry.path();
    }
  }
  const auto compared =
      end_to_end::serhost({"compare", cell.at("parts/cross_entropy-fold1").string(),
                           cell.at("whole/cross_entropy").string()},
                          folder());
  EXPECT_EQ(compared.status, 1);
  EXPECT_THAT(compared.err, HasSubstr("only 1 of 2"));
}

/// Bytes of the tensors of a file by name.
std::map<std::string, std::string> tensors(const fs::path& file) {
  const auto bytes = slurp(file);
  std::uint64_t size = 0;
  std::memcpy(&size, bytes.data(), 8);
  const auto header = nlohmann::json::parse(bytes.substr(8, size));
  std::map<std::string, std::string> out;
  for (const auto& [name, tensor] : header.items()) {
    if (name == "__metadata__") continue;
    const auto begin = tensor["data_offsets"][0].get<std::size_t>(),
               end = tensor["data_offsets"][1].get<std::size_t>();
    out[name] = bytes.substr(8 + size + begin, end - begin);
  }
  return out;
}

// With a learning rate of nothing what is trained stays what it began with. That batches, crops and
// dropout do not depend on the loss is shown in tests/core/train/independence_test.
TEST_F(Sweep, EveryLossBeginsWithTheSameWeightsOfBackboneAndHead) {
  auto text = kBase +
              "[base.head]\nhidden = [16]\n[axes]\nloss.plugin = [\"cross_entropy\", "
              "\"label_smoothing\", \"focal\", \"ccc\", \"aam\"]\n";
  text.replace(text.find("lr = 0.01"), 9, "lr = 1e-38");
  text.replace(text.find("epochs = 3"), 10, "epochs = 1");
  scratch_.write("grid.toml", text);
  const auto swept = sweep();
  ASSERT_EQ(swept.status, 0) << swept.err;
  const auto became = entries();
  const auto folder_of = [&](const std::string& loss) {
    return folder() / "runs/grid" / became.at(loss).run;
  };
  for (const std::string fold : {"fold-1", "fold-2"}) {
    const auto weights_of = [&](const std::string& loss) {
      return tensors(folder_of(loss) / "checkpoints" / fold / "seed-1/best/model.safetensors");
    };
    const auto first = weights_of("cross_entropy");
    EXPECT_TRUE(first.contains("head.output.weight"));
    for (const std::string loss : {"label_smoothing", "focal", "ccc", "aam"}) {
      std::size_t shared = 0;
      for (const auto& [name, bytes] : weights_of(loss)) {
        if (!first.contains(name)) continue;
        ++shared;
        EXPECT_EQ(bytes, first.at(name)) << loss << ": " << name;
      }
      // The margin loss has an output layer of its own, weight and bias less in the head.
      EXPECT_EQ(shared, first.size() - (loss == "aam" ? 2 : 0)) << loss;
    }
  }
  for (const std::string loss : {"label_smoothing", "focal", "ccc"}) {
    EXPECT_EQ(slurp(folder_of(loss) / "predictions.csv"),
              slurp(folder_of("cross_entropy") / "predictions.csv"))
        << loss;
    EXPECT_EQ(slurp(folder_of(loss) / "folds.csv"), slurp(folder_of("cross_entropy") / "folds.csv"))
        << loss;
  }
}

TEST_F(Sweep, TunesEveryCellWithTheSameBudgetOnValidationPartsAloneByAnyFigure) {
  scratch_.write("grid.toml",
                 kBase +
                     "[axes]\nloss.plugin = [\"cross_entropy\", \"focal\"]\n[random]\ntrials = "
                     "2\n[random.space]\n\"train.optimizer.lr\" = { low = 1e-3, high = 1e-1, scale "
                     "= \"log\" }\n");
  const auto swept = sweep({"-s", "protocol.select=macro_f1"});
  ASSERT_EQ(swept.status, 0) << swept.err;
  EXPECT_THAT(swept.err, HasSubstr("hyper-parameters chosen on validation parts among 2 trials"));
  int cells = 0;
  for (const auto& entry : fs::directory_iterator(folder() / "runs/grid/cells")) {
    ++cells;
    const auto cell = nlohmann::json::parse(slurp(entry.path() / "cell.json")),
               run = nlohmann::json::parse(slurp(entry.path() / "run.json"));
    EXPECT_EQ(run["status"], "finished");
    EXPECT_EQ(cell["tuning"]["budget"], 2);
    EXPECT_EQ(cell["tuning"]["done"], 2);
    EXPECT_EQ(cell["tuning"]["chosen"].size(), 2u);  // one per fold
    EXPECT_THAT(run["notes"].back().get<std::string>(), HasSubstr("among 2 trials, by macro_f1"));
    EXPECT_EQ(
        std::distance(fs::directory_iterator(entry.path() / "trials"), fs::directory_iterator()),
        2);
  }
  EXPECT_EQ(cells, 2);
  const auto shown = end_to_end::serhost({"ledger", "show", "runs/grid"}, folder());
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr(": 2 of 2 trials done"));
  const auto reported = end_to_end::serhost({"report", "runs", "--format", "md"}, folder());
  ASSERT_EQ(reported.status, 0) << reported.err;
  EXPECT_THAT(reported.out, HasSubstr("| LSTM | 2 | 2 |"));  // the counts of trials
  EXPECT_THAT(reported.out, HasSubstr("They differ in train.optimizer.lr."));
}

}  // namespace
