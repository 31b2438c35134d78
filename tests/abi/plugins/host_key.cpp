// Breaks the rules of names: a key of the host, a double, a name in capitals.
#include "empty_dataset.hpp"

struct Greedy : Empty {
  struct Options {
    double weight = 1, twice = 1;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("weight", &Options::weight);
    schema.add("twice", &Options::twice);
    schema.add("twice", &Options::twice);
  }
  Greedy(const Options&, const serhost::DataRoot& root) : Empty({}, root) {}
};
SERHOST_DATASET(Greedy, "Greedy", "breaks the rules");
SERHOST_PLUGIN();
