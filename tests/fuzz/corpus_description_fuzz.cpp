// A description of a corpus, and behind the first zero byte a table that its sheets read.
#include "base/error.hpp"
#include "corpus/sheet_table.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace serhost;
  const auto input = fuzz::text(data, size);
  const auto zero = std::min(input.find('\0'), input.size());
  try {
    const auto description = corpus::parse_description(input.substr(0, zero), "own.toml");
    fuzz::require(!description.facts.title.empty() && !description.names.empty());
    for (const auto& rule : description.sheets) {
      try {
        const corpus::SheetTable table(rule, rule.file,
                                       input.substr(std::min(zero + 1, input.size())));
        Utterance clip;
        corpus::Fields fields = {{"name", "a"}};
        table.add_to(clip, fields);
        for (const auto& [name, value] : fields) fuzz::require(!value.empty());
      } catch (const std::runtime_error& error) { fuzz::require(*error.what() != '\0'); }
    }
  } catch (const Error& error) { fuzz::require(error.exit() == Exit::config); }
  return 0;
}
