// Was linked without -z defs and calls what nobody has.
#include "empty_dataset.hpp"

namespace serhost {
int crop_silence(const std::string& file);
}
struct Cropped : Empty {
  using Empty::Empty;
  std::vector<serhost::Utterance> utterances() override {
    return std::vector<serhost::Utterance>(static_cast<std::size_t>(serhost::crop_silence("x")));
  }
};
SERHOST_DATASET(Cropped, "missing_symbol", "cannot be linked");
SERHOST_PLUGIN();
