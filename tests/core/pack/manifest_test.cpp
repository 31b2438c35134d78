#include "pack/manifest.hpp"

#include "core/pack/samples.hpp"

using namespace serhost;
using namespace serhost::pack;
using samples::refusal;
using testing::HasSubstr;

namespace {

/// The faults of what an author wrote, a line each.
std::string faults(const std::string& text) {
  config::Findings findings;
  read_authors_manifest(text, "pack.toml", findings);
  Faults out;
  findings.move_to(out);
  return out.text();
}

constexpr const char* kWritten = R"(name = "my_loss"
version = "1.2.3-rc.1"
authors = ["A", "B"]
license = "MIT"
citation = """
@article{a,
}"""

[requires]
packages = ["libfftw3-dev"]
)";

}  // namespace

TEST(Manifest, ReadsBackWhatItWrites) {
  auto manifest = samples::manifest();
  manifest.citation = "line \"one\"\nline ${TWO}\\";
  manifest.packages = {"libfftw3-dev"};
  manifest.components.push_back({"backbone", "b", "", {}});
  const auto text = text_of(manifest);
  const auto read = parse_manifest(text, "x");
  EXPECT_EQ(text_of(read), text);
  EXPECT_EQ(read.citation, manifest.citation);
  EXPECT_EQ(read.components[0].name, "b");  // sorted
  EXPECT_EQ(read.components[1], manifest.components[0]);
}

TEST(Manifest, TakesWhatAnAuthorWrites) {
  config::Findings findings;
  const auto read = read_authors_manifest(kWritten, "pack.toml", findings);
  EXPECT_TRUE(findings.empty());
  EXPECT_EQ(read.version, "1.2.3-rc.1");
  EXPECT_EQ(read.authors.size(), 2u);
  EXPECT_EQ(read.citation, "@article{a,\n}");
  EXPECT_EQ(read.packages.size(), 1u);
}

TEST(Manifest, TellsEverythingThatIsMissingAtOnce) {
  const auto text = faults("version = \"1\"\nlicence = \"MIT\"\n");
  EXPECT_THAT(text, HasSubstr("name: found ''"));
  EXPECT_THAT(text, HasSubstr("pack.toml:1:1: version: found '1', but must be a semantic version"));
  EXPECT_THAT(text, HasSubstr("authors: nobody is named"));
  EXPECT_THAT(text, HasSubstr("license: it is empty"));
  EXPECT_THAT(text, HasSubstr("pack.toml:2:1: unknown key 'licence'. Did you mean 'license'?"));
}

TEST(Manifest, RefusesWhatAPackMayNotSay) {
  const auto reason = [](auto&& change) {
    auto manifest = samples::manifest();
    change(manifest);
    return refusal([&] { parse_manifest(text_of(manifest), "x"); });
  };
  EXPECT_THAT(reason([](Manifest& m) { m.license = ""; }), HasSubstr("license: it is empty"));
  EXPECT_THAT(reason([](Manifest& m) { m.authors = {}; }), HasSubstr("authors: nobody is named"));
  EXPECT_THAT(reason([](Manifest& m) { m.name = "../x"; }), HasSubstr("name: found '../x'"));
  EXPECT_THAT(reason([](Manifest& m) { m.name = std::string(41, 'x'); }), HasSubstr("at most 40"));
  EXPECT_THAT(reason([](Manifest& m) { m.api = "1"; }), HasSubstr("requires.api"));
  EXPECT_THAT(reason([](Manifest& m) { m.libtorch = ""; }), HasSubstr("requires.libtorch"));
  EXPECT_THAT(reason([](Manifest& m) { m.components = {}; }), HasSubstr("no component"));
  EXPECT_THAT(reason([](Manifest& m) { m.components.push_back(m.components[0]); }),
              HasSubstr("names the loss 'focal_plus' twice"));
  EXPECT_THAT(reason([](Manifest& m) { m.components[0].kind = "los"; }),
              HasSubstr("component.kind"));
  EXPECT_THAT(reason([](Manifest& m) { m.summary = "red \x1b[31m"; }),
              HasSubstr("control characters"));
  EXPECT_THAT(refusal([] { parse_manifest("name = ", "x"); }),
              HasSubstr("x is refused: pack.toml:1:"));
  EXPECT_THAT(refusal([] { parse_manifest("# hello\n" + text_of(samples::manifest()), "x"); }),
              HasSubstr("not in the one form"));
}

TEST(SemanticVersion, IsWhatSemverOrgSays) {
  for (const auto* good : {"0.1.0", "1.0.0-alpha", "1.0.0-0.3.7", "1.0.0-x-y-z.--",
                           "1.0.0+20130313144700", "1.0.0-beta+exp.sha.5114f85", "10.20.30"})
    EXPECT_TRUE(is_semantic_version(good)) << good;
  for (const auto* bad : {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+",
                          "1.0.0-a..b", "v1.0.0", "1.0.-1", "1.0.0 "})
    EXPECT_FALSE(is_semantic_version(bad)) << bad;
}
