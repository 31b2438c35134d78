// What a plugin throws or does once it is in use.
#include <ATen/ops/ones.h>

#include <serhost/dataset.hpp>
#include <serhost/loss.hpp>

#include "base/error.hpp"
#include "plugin_folder.hpp"

using namespace serhost;
using namespace serhost::host;
using ::testing::EndsWith;
using ::testing::StartsWith;

namespace {

PluginError thrown(const Registry& registry, const std::string& what) {
  try {
    registry.make_dataset(registry.get(Kind::dataset, "thrower"), {what}, {});
  } catch (const PluginError& error) { return error; }
  return PluginError("nothing was thrown");
}

}  // namespace

TEST_F(PluginFolder, TurnsWhateverIsThrownIntoAnErrorThatNamesTheComponent) {
  const auto registry = discover({put({"thrower"})});
  const std::pair<const char*, const char*> expected[] = {
      {"c10", "failed in its constructor: sizes differ"},
      {"private", "failed in its constructor: a private type"},
      {"argument", "failed in its constructor: low is above high"},
      {"int", "an exception of type int, which does not derive from std::exception"}};
  for (const auto& [what, message] : expected) {
    const auto error = thrown(registry, what);
    EXPECT_THAT(error.what(), StartsWith("dataset 'thrower' of plugin thrower 1.0.0 (")) << what;
    EXPECT_THAT(error.what(), EndsWith(message)) << what;
  }
  EXPECT_EQ(thrown(registry, "argument").exit(), Exit::config);
}

TEST_F(PluginFolder, RunsBackwardThroughANodeOfAPluginWhoseLossIsGone) {
  at::Tensor total;
  auto output = at::ones({2, 3}).requires_grad_(true);
  {
    const auto registry = discover({put({"own_gradient"})});
    const auto loss =
        registry.make_loss(registry.get(Kind::loss, "own_gradient"), {}, Task{}, Context{});
    View view;
    view.output = output;
    Step step;
    total = loss->forward(view, {}, step).sum();
  }
  total.backward();
  EXPECT_EQ(total.item().toDouble(), 12.0);  // 2 * 6 ones
  EXPECT_TRUE(output.grad().equal(at::ones({2, 3}) * 2));
}

TEST_F(PluginFolder, GivesAComponentItsFolderAndALogForAsLongAsItLives) {
  const auto registry = discover({put({"own_gradient"})});
  const auto loss =
      registry.make_loss(registry.get(Kind::loss, "own_gradient"), {}, Task{}, Context{});
  EXPECT_EQ(loss.use_count(), 1);
}

using PluginFolderDeathTest = PluginFolder;

TEST_F(PluginFolderDeathTest, NamesThePluginThatFaults) {
  const auto registry = discover({put({"crasher"})});
  const auto& info = registry.get(Kind::dataset, "crasher");
  const auto dataset = registry.make_dataset(info, {}, {});
  EXPECT_EXIT(
      {
        install_fault_reporter();
        const auto callee = callee_of(info);
        guarded(callee, "utterances", [&] { return dataset->utterances(); });
      },
      ::testing::ExitedWithCode(70),
      "dataset 'crasher' of plugin crasher 1.0.0 \\(.*crasher.so\\) crashed in utterances "
      "\\(SIGSEGV\\)");
}
