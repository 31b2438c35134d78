// The tables [[paper]] of a sweep file: how its cells become a paper's own table.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/document.hpp"
#include "report/paper_table.hpp"
#include "sweep/sweep.hpp"

namespace serhost::app {

/// Reads them:
///
///     [[paper]]
///     table   = "emotion2vec_table7_sentiment"        # a file of core/report/published
///     rows    = "encoder"                             # an axis
///     columns = "corpus"                              # another one; left out: metrics are columns
///     row.wavlm_base = { size = "base", model = "WavLM" }   # what the cells of that row hold
///     column.mosi    = { cmu_mosi_wf1 = "wf1" }             # printed column = metric
///
/// Faults, with their places, go to `faults`.
std::vector<report::PaperLayout> paper_layouts(const sweep::Sweep& sweep, Faults& faults);

/// The finished cells of the sweep in `folder` as a document of those tables. `note` stands before
/// them; "": nothing does. Throws what reading runs throws, Error(failed) where none is finished.
report::Document paper_document(const std::vector<report::PaperLayout>& layouts,
                                const std::string& title, const std::string& note,
                                const std::filesystem::path& folder);

/// Writes paper.md, paper.html, paper.tex and paper.csv into `folder`.
void write_paper(const report::Document& document, const std::filesystem::path& folder);

}  // namespace serhost::app
