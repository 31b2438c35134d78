// Parts of labels.
#include "report/shared_signature.hpp"

#include <algorithm>

#include "run/signature_label.hpp"

namespace serhost::report {

bool SharedSignature::differs() const {
  return std::any_of(own.begin(), own.end(), [](const auto& parts) { return !parts.empty(); });
}

SharedSignature shared_signature(const std::vector<const run::Run*>& runs) {
  SharedSignature out;
  out.own.resize(runs.size());
  if (runs.empty()) return out;
  std::vector<std::vector<std::string>> parts;
  for (const auto* const run : runs) parts.push_back(run::label_parts(run->facts.signature.label));
  auto common = runs.front()->facts.signature;
  const auto in_all = [&](const std::string& part) {
    return std::all_of(parts.begin(), parts.end(), [&](const auto& of_one) {
      return std::find(of_one.begin(), of_one.end(), part) != of_one.end();
    });
  };
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const auto& part : parts[i]) {
      if (!in_all(part)) out.own[i].push_back(part);
    }
  }
  std::erase_if(parts.front(), [&](const auto& part) { return !in_all(part); });
  common.label = run::label_of(parts.front());
  out.line = common.line();
  return out;
}

}  // namespace serhost::report
