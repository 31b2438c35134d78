// A corpus without code: what its names mean, its labels and speakers stand in a description, a
// TOML file that the host reads (docs/corpus-files.md).
//
// `serhost_add_plugin(my_corpus CORPORA my_corpus.toml)` writes the one line that registers it:
//
//   SERHOST_CORPUS(my_corpus, "my_corpus", "my corpus: 10 actors, 4 emotions");
#pragma once

#include <filesystem>
#include <memory>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace serhost {

/// Reads the corpus below `root` as `description` says. The constructor throws what is wrong with
/// the description: each fault with its line and column.
class DescribedCorpus : public Dataset, public Documented {
 public:
  /// `description`: a file that docs/corpus-files.md describes.
  DescribedCorpus(const DataRoot& root, const std::filesystem::path& description) {
    if (!root.described)
      throw std::logic_error("a described corpus is read by the host, which gives the reader");
    corpus_ = root.described(root, description);
  }
  std::vector<Utterance> utterances() override { return corpus_->utterances(); }
  CorpusFacts facts() const override { return dynamic_cast<Documented&>(*corpus_).facts(); }

 private:
  std::shared_ptr<Dataset> corpus_;
};

}  // namespace serhost

/// Registers the description `<component_name>.toml` that travels with the plugin (DATA).
#define SERHOST_CORPUS(id, component_name, summary_text, ...)                                  \
  namespace {                                                                                  \
  class Corpus_##id final : public ::serhost::DescribedCorpus {                                \
   public:                                                                                     \
    struct Options {};                                                                         \
    static void declare(::serhost::Schema<Options>&) {}                                        \
    Corpus_##id(const Options&, const ::serhost::DataRoot& root)                               \
        : DescribedCorpus(root, root.folder / SERHOST_PLUGIN_NAME / component_name ".toml") {} \
  };                                                                                           \
  SERHOST_DATASET(Corpus_##id, component_name, summary_text, __VA_ARGS__);                     \
  }                                                                                            \
  static_assert(true, "")
