// Faults when it is used, not when it is loaded.
#include <csignal>

#include "empty_dataset.hpp"

struct Crasher : Empty {
  using Empty::Empty;
  std::vector<serhost::Utterance> utterances() override {
    return std::raise(SIGSEGV), std::vector<serhost::Utterance>();
  }
};
SERHOST_DATASET(Crasher, "crasher", "faults when it is used");
SERHOST_PLUGIN();
