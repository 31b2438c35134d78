// The sections of a report: each a title and what it shows of a grid of runs, registered in a file
// of its own, so adding one edits no other.
//
// A file of core/report/sections/ or of a test:
//
//   SERHOST_REPORT_SECTION(speakers) {
//     return {.title = "Speakers", .order = 350, .blocks = [](const Grid& grid) {
//               return std::vector<Block>{Text{count_of(grid.systems.size(), "system")}};
//             }};
//   }
#pragma once

#include <string>
#include <vector>

#include "report/document.hpp"
#include "report/grid.hpp"

namespace serhost::report {

struct SectionInfo {
  std::string title{};
  int order = 1000;  ///< of the page; equal ones by title
  /// What it shows, in order. A section without blocks is left out.
  std::vector<Block> (*blocks)(const Grid& grid) = nullptr;
};

/// All that are registered, in order.
const std::vector<SectionInfo>& all_sections();

/// Registers a section for as long as the program runs. [main] Throws std::logic_error for one
/// without a title or a function.
class Registration {
 public:
  explicit Registration(SectionInfo info);
};

}  // namespace serhost::report

/// Before the body of a function that returns the SectionInfo. `id` is the name of the file.
#define SERHOST_REPORT_SECTION(id)                                     \
  static ::serhost::report::SectionInfo serhost_report_section_##id(); \
  namespace serhost::report::registered {                              \
  extern const Registration id;                                        \
  const Registration id{serhost_report_section_##id()};                \
  }                                                                    \
  static ::serhost::report::SectionInfo serhost_report_section_##id()
