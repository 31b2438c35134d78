// A rating means nothing without its scale, hence the strictness where corpora are joined.
#include "data/manifest/dimensions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"
#include "base/words.hpp"

namespace serhost::data {
namespace {

constexpr std::array<const char*, 3> kUsual = {"valence", "arousal", "dominance"};
constexpr std::size_t kNamed = 5;

using Ends = std::optional<std::pair<double, double>>;

Ends ends_in(const Listing& listing, const std::string& dimension) {
  for (const auto* ranges : {&listing.table->ranges, &listing.ranges}) {
    if (const auto at = ranges->find(dimension); at != ranges->end()) return at->second;
  }
  return std::nullopt;
}

std::string text_of(const std::pair<double, double>& ends) {
  return exact(ends.first) + " to " + exact(ends.second);
}

std::vector<std::string> in_usual_order(const Counts& rated) {
  std::vector<std::string> out;
  for (const auto* name : kUsual) {
    if (rated.contains(name)) out.emplace_back(name);
  }
  for (const auto& [name, count] : rated) {
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
  return out;
}

/// The names of the table that names some, after a look at the others.
const config::DatasetTable* naming(const std::vector<Listing>& listings, Faults& faults) {
  const config::DatasetTable* first = nullptr;
  for (const auto& listing : listings) {
    const auto* const table = listing.table;
    if (table->dimensions.empty()) continue;
    if (first == nullptr) first = table;
    else if (table->dimensions != first->dimensions)
      faults.add(Exit::config, table->dimensions_place,
                 "datasets '" + first->name + "' and '" + table->name +
                     "' have different dimensions (" + join(first->dimensions, ", ") + " and " +
                     join(table->dimensions, ", ") + "); one experiment has one list");
  }
  return first;
}

/// Of one corpus and dimension: its clips' ratings, looked at and brought to the scale.
struct Scale {
  const config::DatasetTable& table;
  const RatedDimension& dimension;
  Ends own;
  std::vector<std::string> wrong{};
  std::size_t rated = 0;

  void fit(Clip& clip) {
    const auto at = clip.utterance.dimensions.find(dimension.name);
    if (at == clip.utterance.dimensions.end()) return;
    ++rated;
    auto& rating = at->second;
    if (!std::isfinite(rating) || (own && (rating < own->first || rating > own->second))) {
      wrong.push_back(clip.utterance.key + " (" + exact(rating) + ")");
      return;
    }
    if (own && dimension.range && own != dimension.range)
      rating = on_scale(rating, *own, *dimension.range);
  }

  void tell(Manifest& manifest, Faults& faults) {
    const auto who = "dataset '" + table.name + "': ";
    if (!wrong.empty()) {
      const auto count = wrong.size();
      wrong.resize(std::min(count, kNamed));
      faults.add(Exit::damaged, table.dimensions_place,
                 who + count_of(count, "clip has", "clips have") + " a rating of " +
                     dimension.name + " that is not " +
                     (own ? "in its range, " + text_of(*own) : std::string("a number")) + ": " +
                     join(wrong, ", ") + (count > kNamed ? ", ..." : ""));
    }
    if (rated == 0 || !dimension.range) return;
    if (!own)
      faults.add(Exit::config, table.dimensions_place,
                 who + "nobody says the range of " + dimension.name +
                     ", and that of another dataset is " + text_of(*dimension.range) +
                     "; set ranges = { " + dimension.name + " = [lowest, highest] }");
    else if (own != dimension.range)
      manifest.warnings.push_back(who + "ratings of " + dimension.name + " from " + text_of(*own) +
                                  " are brought to " + text_of(*dimension.range));
  }
};

}  // namespace

std::vector<RatedDimension> choose_dimensions(const std::vector<Listing>& listings,
                                              const Counts& rated, Faults& faults) {
  const auto* const first = naming(listings, faults);
  const auto& named = first == nullptr ? *listings.front().table : *first;
  const auto& place = named.dimensions_place;
  if (rated.empty())
    faults.add(Exit::damaged, place, "dataset '" + named.name + "': no clip has a rating");
  const auto known = names_of(rated);
  std::vector<RatedDimension> out;
  for (const auto& name : first == nullptr ? in_usual_order(rated) : first->dimensions) {
    if (!rated.empty() && !rated.contains(name))
      faults.add(Exit::config, place,
                 "no clip is rated in '" + name + "'." + suggestion(name, known) +
                     " Ratings that occur: " + counts_text(rated) + ".");
    RatedDimension dimension{.name = name};
    for (const auto& listing : listings) {
      if (!dimension.range) dimension.range = ends_in(listing, name);
    }
    out.push_back(std::move(dimension));
  }
  return out;
}

bool is_rated(const Utterance& utterance, const std::vector<RatedDimension>& dimensions) {
  return std::any_of(dimensions.begin(), dimensions.end(), [&](const RatedDimension& dimension) {
    return utterance.dimensions.contains(dimension.name);
  });
}

void fit_ratings(Manifest& manifest, const std::vector<Listing>& listings, Faults& faults) {
  for (std::size_t c = 0; c < listings.size(); ++c) {
    for (const auto& dimension : manifest.dimensions) {
      Scale scale{*listings[c].table, dimension, ends_in(listings[c], dimension.name)};
      for (auto& clip : manifest.clips) {
        if (clip.corpus == c) scale.fit(clip);
      }
      scale.tell(manifest, faults);
    }
  }
}

double on_scale(double rating, const std::pair<double, double>& from,
                const std::pair<double, double>& to) {
  return to.first + (rating - from.first) / (from.second - from.first) * (to.second - to.first);
}

}  // namespace serhost::data
