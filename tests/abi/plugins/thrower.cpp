// Throws everything there is.
#include <c10/util/Exception.h>

#include "empty_dataset.hpp"

namespace {
struct Private : std::runtime_error {
  using std::runtime_error::runtime_error;
};
}  // namespace
struct Thrower : Empty {
  struct Options {
    std::string what;
  };
  static void declare(serhost::Schema<Options>& schema) { schema.add("what", &Options::what); }
  Thrower(const Options& options, const serhost::DataRoot& root) : Empty({}, root) {
    TORCH_CHECK(options.what != "c10", "sizes differ");
    if (options.what == "private") throw Private("a private type");
    if (options.what == "argument") throw std::invalid_argument("low is above high");
    if (options.what == "int") throw 42;
  }
};
SERHOST_DATASET(Thrower, "thrower", "throws everything there is");
SERHOST_PLUGIN();
