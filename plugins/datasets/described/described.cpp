// Any corpus by its description; those beside this file are data sets by their own names, too.
#include <serhost/described.hpp>

namespace {

class Described final : public serhost::DescribedCorpus {
 public:
  struct Options {
    std::filesystem::path corpus;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("corpus", &Options::corpus)
        .help("the description of the corpus, a TOML file (docs/corpus-files.md)");
  }
  Described(const Options& options, const serhost::DataRoot& root)
      : DescribedCorpus(root, named(options)) {}

 private:
  static const std::filesystem::path& named(const Options& options) {
    if (options.corpus.empty())
      throw std::invalid_argument(
          "corpus is not set: it must name the description of a corpus, a TOML file; corpora that "
          "are described already have a name of their own, as plugin = \"cremad\"");
    return options.corpus;
  }
};

SERHOST_DATASET(Described, "described", "any corpus that a description (a TOML file) tells",
                .title = "described", .order = 900);

}  // namespace

SERHOST_PLUGIN();
