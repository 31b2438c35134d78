// error: static assertion failed: .*std::int64_t \(not int\), double \(not float\)
#include <serhost/schema.hpp>

struct Options {
  int layers = 2;
};

void declare(serhost::Schema<Options>& schema) { schema.add("layers", &Options::layers); }
