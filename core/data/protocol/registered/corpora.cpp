// Across corpora: what is learned on some is tested on another.
#include "base/text.hpp"
#include "data/protocol/protocol.hpp"

namespace serhost::data {
namespace {

/// Clips by corpus; empty, which has then been told, where there are fewer than two.
std::vector<Indices> by_corpus(const Draw& draw) {
  std::vector<Indices> out(draw.manifest.corpora.size());
  for (std::size_t i = 0; i < draw.manifest.clips.size(); ++i)
    out[draw.manifest.clips[i].corpus].push_back(i);
  std::vector<std::string> known;
  for (std::size_t c = 0; c < out.size(); ++c)
    if (!out[c].empty()) known.push_back(draw.manifest.corpora[c].name);
  if (known.size() == out.size() && out.size() >= 2) return out;
  draw.fault("needs at least 2 corpora with clips, a table [[dataset]] each; found " +
             (known.empty() ? "none" : join(known, ", ")));
  return {};
}

void leave_one_corpus_out(const Draw& draw, Folds& folds) {
  auto corpora = by_corpus(draw);
  for (std::size_t c = 0; c < corpora.size(); ++c)
    folds.folds.push_back(
        fold_with(draw, c + 1, "corpus " + draw.manifest.corpora[c].name, std::move(corpora[c])));
}

/// A fold for every ordered pair: trained on the first, tested on the second.
void cross_corpus(const Draw& draw, Folds& folds) {
  const auto corpora = by_corpus(draw);
  for (std::size_t from = 0; from < corpora.size(); ++from) {
    for (std::size_t to = 0; to < corpora.size(); ++to) {
      if (from == to) continue;
      Fold fold;
      fold.number = static_cast<std::int64_t>(folds.folds.size()) + 1;
      fold.name = draw.manifest.corpora[from].name + " to " + draw.manifest.corpora[to].name;
      fold.train = corpora[from];
      fold.test = corpora[to];
      folds.folds.push_back(std::move(fold));
    }
  }
}

SERHOST_PROTOCOL(leave_one_corpus_out, "leave-one-corpus-out", "each corpus tested once", 44,
                 no_keys);
SERHOST_PROTOCOL(cross_corpus, "cross-corpus", "trained on each corpus, tested on each other", 46,
                 no_keys);

}  // namespace
}  // namespace serhost::data
