// compiles
#include <serhost/schema.hpp>

struct Options {
  bool a = false;
  std::int64_t b = 0;
  double c = 0.0;
  std::string d;
  std::filesystem::path e;
  std::vector<std::int64_t> f;
  std::vector<double> g;
  std::vector<std::string> h;
  std::map<std::string, double> i;
  std::variant<std::int64_t, std::string> j;
  std::optional<double> k;
  serhost::Part<serhost::Loss> l;
  std::vector<serhost::Part<serhost::Loss>> m;
  serhost::Part<serhost::Backbone> n;
};

void declare(serhost::Schema<Options>& schema) {
  schema.add("a", &Options::a);
  schema.add("b", &Options::b).at_least(0).at_most(3);
  schema.add("c", &Options::c).help("a number");
  schema.add("d", &Options::d).one_of({"", "x"});
  schema.add("e", &Options::e);
  schema.add("f", &Options::f);
  schema.add("g", &Options::g);
  schema.add("h", &Options::h);
  schema.add("i", &Options::i).keys_are_classes();
  schema.add("j", &Options::j);
  schema.add("k", &Options::k);
  schema.add("l", &Options::l);
  schema.add("m", &Options::m);
  schema.add("n", &Options::n);
}
