// CMU-MOSI: opinions about films in videos, with MMSA's list of sentiments.
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>

#include "../mosei/sentiment.hpp"

namespace {

class Mosi final : public serhost::Dataset, public serhost::Documented {
 public:
  struct Options {};
  static void declare(serhost::Schema<Options>&) {}
  Mosi(const Options&, const serhost::DataRoot& root) : root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = serhost::readers::folder_holding(
        root_, "CMU-MOSI", "label.csv", [](const std::filesystem::path& at) {
          return std::filesystem::is_regular_file(at / "label.csv");
        });
    auto clips = cmu::read_mmsa(folder);
    cmu::take_folds(folder, clips);
    return clips;
  }

  serhost::CorpusFacts facts() const override {
    serhost::CorpusFacts out;
    out.title = "CMU-MOSI";
    out.license = "CMU Multimodal SDK license; the videos are their authors'";
    out.citation =
        "Zadeh et al., MOSI: multimodal corpus of sentiment intensity and subjectivity analysis "
        "in online opinion videos, 2016";
    out.homepage = "http://multicomp.cs.cmu.edu/resources/cmu-mosi-dataset";
    out.counts.clips = 2199;
    out.counts.splits = {{"train", 1284}, {"validation", 229}, {"test", 686}};
    out.ratings = {{"sentiment", {-3, 3}}};
    return out;
  }

 private:
  serhost::DataRoot root_;
};

SERHOST_DATASET(Mosi, "mosi", "CMU-MOSI: opinions about films in videos, sentiment rated, English",
                .title = "CMU-MOSI", .order = 90);

}  // namespace

SERHOST_PLUGIN();
