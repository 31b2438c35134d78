// One table of fields.
#include "corpus/fields.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace serhost::corpus {
namespace {

using Text = std::optional<std::string> Utterance::*;

constexpr std::array<std::pair<const char*, Text>, 8> kTexts = {{{"speaker", &Utterance::speaker},
                                                                 {"session", &Utterance::session},
                                                                 {"dialogue", &Utterance::dialogue},
                                                                 {"sentence", &Utterance::sentence},
                                                                 {"split", &Utterance::split},
                                                                 {"gender", &Utterance::gender},
                                                                 {"language", &Utterance::language},
                                                                 {"text", &Utterance::text}}};

}  // namespace

bool fill(Utterance& to, const Fields& fields) {
  bool whole = true;
  for (const auto& [name, value] : fields) {
    const auto* const text =
        std::find_if(kTexts.begin(), kTexts.end(),
                     [&name = name](const auto& one) { return name == one.first; });
    if (text != kTexts.end()) {
      to.*text->second = value;
    } else if (name == "key") {
      to.key = value;
    } else if (name == "label") {
      to.corpus_label = value;
    } else if (name == "turn") {
      std::int64_t turn = 0;
      whole = read_number(value, turn);
      if (whole) to.turn = turn;
    } else {
      to.extra[name] = value;
    }
  }
  return whole;
}

}  // namespace serhost::corpus
