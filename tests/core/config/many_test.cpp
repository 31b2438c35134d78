// Documents with tens of thousands of everything: no step looks at each of them for each of them.
// Processor time is bounded by what a hundredth of the work of such a step would take.
#include <gmock/gmock.h>

#include <ctime>

#include "config/overrides.hpp"
#include "fixture.hpp"

namespace serhost::config {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::kSmall;

constexpr int kMany = 50000;

class Many : public testing::InFolder {
 protected:
  /// What is told; everything that is done with the file has been done then.
  std::string told(const std::string& text, const std::vector<std::string>& overrides = {}) {
    write("many.toml", text);
    const auto begin = std::clock();
    auto out = faults_of("many.toml", overrides);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 4.0);
    return out;
  }
  template <class Line>
  static std::string lines(const Line& line) {
    std::string out;
    for (int i = 0; i < kMany; ++i) out += line(std::to_string(i));
    return out;
  }
};

TEST_F(Many, UnknownKeysAreCounted) {
  const auto text = told(lines([](const auto& i) { return "k" + i + " = 1\n"; }) + kSmall);
  EXPECT_THAT(text, EndsWith("\nand 49,950 more"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 50);
}

TEST_F(Many, UnknownTablesAreCounted) {
  EXPECT_THAT(told(kSmall + lines([](const auto& i) { return "[t" + i + "]\n"; })),
              EndsWith("and 49,950 more"));
  EXPECT_THAT(told(kSmall + lines([](const auto& i) { return "[x.y" + i + ".z]\na = 1\n"; })),
              HasSubstr("unknown key 'x'"));
}

TEST_F(Many, DatasetsOfOneNameAreCounted) {
  auto text = kSmall.substr(kSmall.find("[backbone]"));
  text += lines([](const auto&) { return "[[dataset]]\nplugin = \"synthetic\"\n"; });
  EXPECT_THAT(told(text), EndsWith("and 49,949 more"));
}

TEST_F(Many, ClassesAndWhatIsNoneOfThemAreCounted) {
  auto text = kSmall;
  text.insert(text.find('\n') + 1,
              "classes = [" + lines([](const auto& i) { return "\"c" + i + "\", "; }) +
                  "]\nmerge = { " + lines([](const auto& i) { return "m" + i + " = \"x\", "; }) +
                  "last = \"c1\" }\n");
  text += "[train]\nclass_weights = { " +
          lines([](const auto& i) { return "w" + i + " = 1.0, "; }) + "c1 = 2.0 }\n";
  EXPECT_THAT(told(text), EndsWith("and 99,950 more"));
}

TEST_F(Many, VariablesThatAreNotSetAreCounted) {
  EXPECT_THAT(told(kSmall + lines([](const auto& i) {
                     return "k" + i + " = \"${SERHOST_NOT_" + i + "}\"\n";
                   })),
              EndsWith(" more"));
}

TEST_F(Many, KeysOfAParentAreMixedWithOnesOwn) {
  write("parent.toml", lines([](const auto& i) { return "k" + i + " = 1\n"; }) + kSmall);
  EXPECT_THAT(told("extends = \"parent.toml\"\n" +
                   lines([](const auto& i) { return "k" + i + "b = 1\n"; })),
              EndsWith("and 99,950 more"));
}

TEST_F(Many, OverridesInAnyOrder) {
  std::vector<std::string> overrides;
  for (int i = 2 * kMany; i > 0; --i) overrides.push_back("train.k" + std::to_string(i) + "=1");
  EXPECT_THAT(told(kSmall, overrides), EndsWith("and 99,950 more"));
}

TEST_F(Many, AVariableThatIsExpandedOverAndOverIsRefused) {
  write("many.toml", kSmall + "[head]\npooling = \"" +
                         lines([](const auto&) { return "${SERHOST_LONG_VALUE}"; }) + "\"\n");
  ::setenv("SERHOST_LONG_VALUE", std::string(100000, 'v').c_str(), 1);
  EXPECT_THAT(faults_of("many.toml"), HasSubstr("many.toml:10:11: expands to more than"));
  ::unsetenv("SERHOST_LONG_VALUE");
}

}  // namespace

TEST(OverridesTree, TheLastOfEqualKeysWinsWhateverItsForm) {
  Findings findings;
  auto tree = overrides_tree({"loss={ gamma = 1, plugin = \"focal\" }", "loss.gamma=2"}, findings);
  EXPECT_EQ(tree.find("loss")->find("gamma")->integer, 2);
  EXPECT_NE(tree.find("loss")->find("plugin"), nullptr);
  EXPECT_TRUE(tree.find("loss")->whole);
  tree = overrides_tree({"loss.gamma=2", "loss={}"}, findings);
  EXPECT_EQ(tree.find("loss")->find("gamma"), nullptr);
  tree = overrides_tree({"loss=3", "loss.gamma=2", "a.c=1", "a.b=1"}, findings);
  EXPECT_EQ(tree.find("loss")->find("gamma")->integer, 2);
  EXPECT_EQ(tree.members.front().value.members.front().key, "b") << "sorted";
  EXPECT_TRUE(findings.empty());
}

}  // namespace serhost::config
