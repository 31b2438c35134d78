// What the tests of all families of checkpoints ask alike: where a name goes.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <serhost/weights/key_map.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace key_maps {

/// Where the only name goes that a family's layout of that name gives `name`; "extra: ..." where a
/// module need not have it.
inline std::string mapped(const serhost::weights::Family& family, std::string_view layout,
                          const std::string& name, const std::string& prefix = "") {
  for (const auto& each : family.layouts) {
    if (each.name != layout) continue;
    std::string mark(each.mark);
    for (auto at = mark.find("{i}"); at != std::string::npos; at = mark.find("{i}"))
      mark.replace(at, 3, "0");
    for (auto at = mark.find('*'); at != std::string::npos; at = mark.find('*'))
      mark.replace(at, 1, "bias");
    const auto out = map_names(family, mark == name ? std::vector{prefix + name}
                                                    : std::vector{prefix + name, prefix + mark});
    EXPECT_EQ(out.layout, &each);
    for (const auto& [own, source] : out.sources) {
      if (source != prefix + name) continue;
      const bool extra = std::find(out.extras.begin(), out.extras.end(), own) != out.extras.end();
      return (extra ? "extra: " : "") + own;
    }
  }
  return "(nowhere)";
}

/// The file's own config in the family's terms.
inline serhost::weights::Config translated(const serhost::weights::Family& family,
                                           std::size_t layout, const std::string& json) {
  return family.layouts.at(layout).config(serhost::weights::Config::parse(json, "a.pt"));
}

}  // namespace key_maps
