// The record of a run, which may come from elsewhere. What is accepted must read back as it is
// written.
#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "report/html.hpp"
#include "run/run_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace serhost::run;
  try {
    const auto run = parse_run_json(serhost::fuzz::text(data, size), "run.json");
    const auto text = run_json(run);
    serhost::fuzz::require(run_json(parse_run_json(text, "run.json")) == text);
    serhost::report::html_report(run);
  } catch (const serhost::Error& error) {
    serhost::fuzz::require(error.exit() == serhost::Exit::damaged);
  }
  return 0;
}
