// A vector in a function, because registrations run before main in any order.
#include "report/section.hpp"

#include <algorithm>
#include <tuple>

#include "base/error.hpp"

namespace serhost::report {
namespace {

std::vector<SectionInfo>& registry() {
  static std::vector<SectionInfo> all;
  return all;
}

}  // namespace

Registration::Registration(SectionInfo info) {
  SERHOST_CHECK(!info.title.empty() && info.blocks != nullptr);
  auto& all = registry();
  const auto place = [](const SectionInfo& one) { return std::tie(one.order, one.title); };
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const auto& other) { return place(info) < place(other); });
  all.insert(at, std::move(info));
}

const std::vector<SectionInfo>& all_sections() { return registry(); }

}  // namespace serhost::report
