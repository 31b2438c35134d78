// Made-up components with every type of parameter, and a temporary folder: checks of experiments
// need no plugin.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <serhost/schema.hpp>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "config/load.hpp"

namespace serhost::config::testing {

struct FocalOptions {
  double gamma = 2.0;
  std::optional<std::map<std::string, double>> alpha;
};

struct WeightedOptions {
  std::vector<Part<Loss>> parts;
};

struct EverythingOptions {
  bool flag = true;
  std::int64_t count = 3;
  double rate = 0.5;
  std::string mode = "soft";
  std::filesystem::path file;
  std::vector<std::int64_t> sizes = {1, 2};
  std::vector<double> rates = {0.25};
  std::vector<std::string> words = {"a ${b}", "quote \" and\nline"};
  std::map<std::string, double> table = {{"x y", 1.5}};
  std::variant<std::int64_t, std::string> layer = std::string("last");
  std::optional<std::int64_t> maybe;
};

struct LstmOptions {
  std::int64_t hidden = 128;
  std::int64_t num_layers = 2;
};

struct BetasOptions {
  std::vector<double> betas = {0.9, 0.999};
  double eps = 1e-8;
};
struct MomentumOptions {
  double momentum = 0.9;
  double eps = 1e-8;
};

struct HubertOptions {
  std::filesystem::path checkpoint;
};

struct SyntheticOptions {
  std::int64_t clips = 100;
};

inline host::ComponentInfo info(Kind kind, const std::string& name,
                                std::vector<ParamSpec> parameters,
                                std::vector<std::string> abilities = {}) {
  host::ComponentInfo out;
  out.kind = kind;
  out.name = name;
  out.title = name;
  out.summary = "the " + name + " of the tests";
  out.plugin = name;
  out.plugin_version = "1.2.3";
  out.file = "/plugins/" + name + ".so";
  out.abi = {1,       0,        2020, "2.13.0", "libstdc++ cxx11abi=1",
             "plain", "gcc 12", name, "1.2.3",  "x86-64"};
  out.parameters = std::move(parameters);
  out.abilities = std::move(abilities);
  return out;
}

inline std::vector<host::ComponentInfo> made_up_offers() {
  Schema<FocalOptions> focal;
  focal.add("gamma", &FocalOptions::gamma).at_least(0).help("0 gives plain cross-entropy");
  focal.add("alpha", &FocalOptions::alpha)
      .at_least(0)
      .keys_are_classes()
      .help("weight of each class");
  Schema<WeightedOptions> weighted;
  weighted.add("parts", &WeightedOptions::parts).help("the losses that are added");
  Schema<EverythingOptions> everything;
  everything.add("flag", &EverythingOptions::flag);
  everything.add("count", &EverythingOptions::count).at_least(1).at_most(10);
  everything.add("rate", &EverythingOptions::rate).at_most(1);
  everything.add("mode", &EverythingOptions::mode).one_of({"soft", "hard"});
  everything.add("file", &EverythingOptions::file);
  everything.add("sizes", &EverythingOptions::sizes).at_least(1);
  everything.add("rates", &EverythingOptions::rates);
  everything.add("words", &EverythingOptions::words);
  everything.add("table", &EverythingOptions::table);
  everything.add("layer", &EverythingOptions::layer).at_least(0).one_of({"last", "weighted"});
  everything.add("maybe", &EverythingOptions::maybe);
  Schema<LstmOptions> lstm;
  lstm.add("hidden", &LstmOptions::hidden).at_least(1).help("units a direction");
  lstm.add("num_layers", &LstmOptions::num_layers).at_least(1).formerly("layers");
  Schema<HubertOptions> hubert;
  hubert.add("checkpoint", &HubertOptions::checkpoint);
  Schema<SyntheticOptions> synthetic;
  synthetic.add("clips", &SyntheticOptions::clips).at_least(1);
  static const Component built_in{};
  const auto optimizer = [](const std::string& name, std::vector<ParamSpec> parameters) {
    auto out = info(Kind::optimizer, name, std::move(parameters));
    out.built_in = &built_in;
    return out;
  };
  Schema<BetasOptions> betas;
  betas.add("betas", &BetasOptions::betas).exactly(2).at_least(0).below(1);
  betas.add("eps", &BetasOptions::eps).above(0);
  Schema<MomentumOptions> velocity, squares;
  velocity.add("momentum", &MomentumOptions::momentum).at_least(0).below(1);
  squares.add("momentum", &MomentumOptions::momentum).at_least(0).below(1);
  squares.add("eps", &MomentumOptions::eps).above(0);
  return {optimizer("adamw", betas.specs()),
          optimizer("adam", betas.specs()),
          optimizer("sgd", velocity.specs()),
          optimizer("rmsprop", squares.specs()),
          info(Kind::backbone, "hubert", hubert.specs(), {"layerwise", "staged"}),
          info(Kind::backbone, "lstm", lstm.specs()),
          info(Kind::loss, "cross_entropy", {}),
          info(Kind::loss, "everything", everything.specs()),
          info(Kind::loss, "focal", focal.specs()),
          info(Kind::loss, "weighted", weighted.specs()),
          info(Kind::dataset, "emodb", {}),
          info(Kind::dataset, "synthetic", synthetic.specs())};
}

inline const std::vector<host::ComponentInfo>& components() {
  static const auto all = made_up_offers();
  return all;
}

inline const host::ComponentInfo& offer_of(const std::string& name) {
  for (const auto& one : components()) {
    if (one.name == name) return one;
  }
  throw std::logic_error("no made-up component " + name);
}

inline const host::ComponentInfo* found_among_them(Kind kind, std::string_view name,
                                                   std::string& why) {
  std::vector<std::string> known;
  for (const auto& one : components()) {
    if (one.kind != kind) continue;
    if (one.name == name) return &one;
    known.push_back(one.name);
  }
  why = std::string("no ") + name_of(kind) + " '" + std::string(name) + "'." +
        suggestion(name, known);
  return nullptr;
}

/// Finds the made-up components.
inline const Find find = [] {
  Find out = found_among_them;
  out.all = [](Kind kind) {
    std::vector<const host::ComponentInfo*> all;
    for (const auto& one : components()) {
      if (one.kind == kind) all.push_back(&one);
    }
    return all;
  };
  return out;
}();

/// A test with a folder of its own, which is the current one while it runs.
class InFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    before_ = std::filesystem::current_path();
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              (std::string("serhost-config-") + info->test_suite_name() + "-" + info->name() + "-" +
               std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    folder_ = std::filesystem::canonical(folder_);
    std::filesystem::current_path(folder_);
  }
  void TearDown() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }

  static void write(const std::filesystem::path& file, const std::string& text) {
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  const std::filesystem::path& folder() const { return folder_; }

  /// Loads a file and expects no fault.
  static Experiment load_good(const std::filesystem::path& file,
                              const std::vector<std::string>& overrides = {}) {
    Faults faults;
    auto experiment = load(file, overrides, find, faults);
    EXPECT_EQ(faults.text(), "");
    return experiment;
  }
  /// Every fault of a file, a line each.
  static std::string faults_of(const std::filesystem::path& file,
                               const std::vector<std::string>& overrides = {}) {
    Faults faults;
    load(file, overrides, find, faults);
    return faults.text();
  }

 private:
  std::filesystem::path before_, folder_;
};

inline const std::string kSmall = R"([dataset]
plugin = "synthetic"

[backbone]
plugin = "lstm"

[loss]
plugin = "cross_entropy"
)";

}  // namespace serhost::config::testing
