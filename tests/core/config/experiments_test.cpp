// The experiments that come with serhost are checked as users check them, against the bundled
// plugins.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "bundled_experiments.hpp"
#include "config/components_page.hpp"
#include "config/describe.hpp"
#include "fixture.hpp"

namespace serhost::config {
namespace {

using Experiments = testing::InFolder;

TEST_F(Experiments, HaveNoFaultWhereTheirModelsAndCorporaAre) {
  const auto* source = std::getenv("SERHOST_SOURCE_DIR");
  if (!source) GTEST_SKIP() << "SERHOST_SOURCE_DIR is not set";
  std::filesystem::create_directories(folder() / "models");
  const auto experiments = std::filesystem::path(source) / "experiments";
  serhost::testing::make_what_experiments_name(
      experiments, folder() / "models",
      [this](const std::string& path) { write("models/" + path, "{}"); });
  const auto registry = host::Registry::discover(host::PluginSearchPath::standard());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(experiments)) {
    if (entry.path().extension() != ".toml" || serhost::testing::is_sweep(entry.path()))
      continue;  // sweeps: tests/core/sweep
    ++files;
    Faults faults;
    const auto experiment = load(entry.path(), {}, registry, faults);
    EXPECT_EQ(experiment.name, entry.path().stem().string());
    EXPECT_EQ(faults.text(), "");
  }
  EXPECT_GE(files, 6);
}

TEST_F(Experiments, EveryBundledComponentIsDescribedAndItsDefaultsLoadBack) {
  const auto registry = host::Registry::discover(host::PluginSearchPath::standard());
  ASSERT_FALSE(registry.components().empty());
  const auto page = components_markdown(registry);
  for (const auto& info : registry.components()) {
    EXPECT_NE(page.find("### " + info.name + "\n"), std::string::npos);
    EXPECT_NE(describe_text(info).find(info.summary), std::string::npos);
    EXPECT_EQ(describe_json(info)["parameters"].size(), info.parameters.size());
    const bool has_required_part = std::any_of(
        info.parameters.begin(), info.parameters.end(),
        [](const ParamSpec& spec) { return spec.type == ParamType::part && !spec.optional; });
    if (has_required_part) continue;
    const std::string kind = name_of(info.kind);
    std::map<std::string, std::string> plugins{
        {"dataset", "emodb"}, {"backbone", "lstm"}, {"loss", "cross_entropy"}};
    plugins[kind] = info.name;
    std::string text;
    for (const auto& [table, plugin] : plugins) {
      const auto header = table == "optimizer" ? "[train.optimizer]"
                          : table == "augment" ? "[[augment]]"
                                               : "[" + table + "]";
      text += header + "\nplugin = \"" + plugin + "\"\n";
    }
    write("a.toml", text);
    Faults faults;
    const auto first = load("a.toml", {}, registry, faults);
    write("b.toml", first.resolved);
    const auto second = load("b.toml", {}, registry, faults);
    EXPECT_EQ(faults.text(), "") << kind << " " << info.name;
    EXPECT_EQ(first.experiment_hash, second.experiment_hash);
  }
}

}  // namespace
}  // namespace serhost::config
