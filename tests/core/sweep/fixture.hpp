// A folder with an experiment to sweep over, and the made-up components of the tests of
// experiments.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "core/config/fixture.hpp"
#include "sweep/sweep.hpp"

namespace serhost::sweep::testing {

/// Backbone x loss on top of a base experiment.
inline const std::string kGrid = R"(name = "grid"

[base.dataset]
plugin = "synthetic"
[base.backbone]
plugin = "lstm"
[base.loss]
plugin = "cross_entropy"

[variants.size.small]
backbone.hidden = 8
train.batch_size = 4
[variants.size.large]
backbone.hidden = 64
backbone.layers = 3

[axes]
"loss.plugin" = ["cross_entropy", "focal"]
)";

class InFolder : public config::testing::InFolder {
 protected:
  static Sweep read(const std::string& text, const std::vector<std::string>& overrides = {}) {
    write("sweep.toml", text);
    Faults faults;
    auto sweep = read_sweep("sweep.toml", overrides, config::testing::find, faults);
    EXPECT_EQ(faults.text(), "");
    return sweep;
  }

  static std::string faults_of(const std::string& text,
                               const std::vector<std::string>& overrides = {}) {
    write("sweep.toml", text);
    Faults faults;
    read_sweep("sweep.toml", overrides, config::testing::find, faults);
    return faults.text();
  }

  static std::vector<std::string> ids_of(const Sweep& sweep) {
    std::vector<std::string> ids;
    for (const auto& cell : sweep.cells) ids.push_back(cell.id);
    return ids;
  }

  /// "lstm-focal" of "lstm-focal-1f3a9c2b".
  static std::vector<std::string> names_of(const Sweep& sweep) {
    auto names = ids_of(sweep);
    for (auto& name : names) name.resize(name.rfind('-'));
    return names;
  }
};

}  // namespace serhost::sweep::testing
