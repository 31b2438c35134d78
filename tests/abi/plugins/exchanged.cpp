// The component of good.cpp, with two of its parameters in the place of each other.
#include <serhost/dataset.hpp>

struct Good : serhost::Dataset {
  struct Options {
    double rate = 0.1;
    std::optional<std::int64_t> limit;
    std::vector<std::string> words = {"a"};
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("words", &Options::words);
    schema.add("limit", &Options::limit);
    schema.add("rate", &Options::rate).at_least(0).help("of anything");
  }
  Good(const Options&, const serhost::DataRoot&) {}
  std::vector<serhost::Utterance> utterances() override {
    return {serhost::Utterance{.key = "one", .audio = "/one.wav"}};
  }
};
SERHOST_DATASET(Good, "good", "right in every way");
SERHOST_PLUGIN();
