// The smallest dataset, for plugins whose fault lies elsewhere.
#pragma once
#include <serhost/dataset.hpp>

struct Empty : serhost::Dataset {
  struct Options {};
  static void declare(serhost::Schema<Options>&) {}
  Empty(const Options&, const serhost::DataRoot&) {}
  std::vector<serhost::Utterance> utterances() override { return {}; }
};
