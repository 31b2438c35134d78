// Names of a list's clips as a manifest has them: tidied, and told apart where there are several
// corpora.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/experiment.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// Whose speakers and sessions a table has. Two tables of one plugin that knows its corpus may hold
/// the same people, and taking them for one person never hides a leak. Names that the user's own
/// lists or files give (a parameter `speaker`) are those of that table, unless `people` says more.
std::string people_of(const config::DatasetTable& table);

/// Tidies all names; `unseen` gets those that had characters of no width.
void tidy_names(Utterance& u, std::set<std::string>& unseen);

/// The key in Unicode's form NFC, the same on every machine; but one of `repeated` stays as it is:
/// a folder that holds a name in both forms keeps both.
void compose_key(Utterance& utterance, const std::set<std::string>& repeated);

/// The composed keys that more than one of the utterances would have.
std::set<std::string> repeated_when_composed(const std::vector<Utterance>& utterances);

/// Prefixes the key by the table where there are several, and people where these are several.
void make_unique(Clip& clip, const config::DatasetTable& table, bool several, bool several_peoples);

}  // namespace serhost::data
