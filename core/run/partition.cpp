#include "run/partition.hpp"

#include "base/text.hpp"

namespace serhost::run {
namespace {

constexpr const char* kOnly = ", only ";
constexpr const char* kOf = " of ";

/// Of a text that ends in ", only 3, 7 of 10".
struct Part {
  std::string whole;  ///< what stands before it
  std::set<std::int64_t> run;
  std::size_t folds = 0;
};

std::string part_text(const std::set<std::int64_t>& run, std::size_t folds) {
  if (run.size() == folds) return "";
  std::vector<std::string> numbers;
  for (const auto number : run) numbers.push_back(std::to_string(number));
  return kOnly + join(numbers, ", ") + kOf + std::to_string(folds);
}

/// A text of a whole partition, and any that is not written as above, has no folds.
Part part_of(const std::string& text) {
  const auto only = text.rfind(kOnly), of = text.rfind(kOf);
  if (only == std::string::npos || of == std::string::npos || of < only) return {text, {}, 0};
  Part out{text.substr(0, only), {}, 0};
  const auto begin = only + std::string(kOnly).size();
  for (const auto& number : split(text.substr(begin, of - begin), ',')) {
    std::int64_t read = 0;
    if (!read_number(trim(number), read)) return {text, {}, 0};
    out.run.insert(read);
  }
  std::int64_t folds = 0;
  if (!read_number(text.substr(of + std::string(kOf).size()), folds) || folds < 1)
    return {text, {}, 0};
  out.folds = static_cast<std::size_t>(folds);
  return out;
}

}  // namespace

std::string partition_text(const std::string& protocol, std::size_t folds, const std::string& hash,
                           const std::vector<std::int64_t>& run) {
  return protocol + ", " + count_of(folds, "fold") + ", " + hash +
         part_text(std::set<std::int64_t>(run.begin(), run.end()), folds);
}

std::pair<std::size_t, std::size_t> folds_in(const std::string& text) {
  const auto part = part_of(text);
  return {part.run.size(), part.folds};
}

std::string joined_partitions(const std::set<std::string>& texts, bool every_seed) {
  Part all;
  bool alike = !texts.empty();
  for (const auto& text : texts) {
    const auto part = part_of(text);
    if (all.whole.empty()) all.whole = part.whole;
    alike = alike && part.folds > 0 && part.whole == all.whole &&
            (all.folds == 0 || part.folds == all.folds);
    all.run.insert(part.run.begin(), part.run.end());
    all.folds = part.folds;
  }
  if (!alike) return join(std::vector<std::string>(texts.begin(), texts.end()), " + ");
  return all.whole + part_text(all.run, all.folds) +
         (every_seed ? "" : ", not all with every seed");
}

}  // namespace serhost::run
