// Text and JSON in one form for all commands.
#include "cli/output.hpp"

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "cli/shown_streams.hpp"

namespace serhost::cli {
namespace {

void check() {
  if (!std::cout || std::ferror(stdout) != 0)
    throw Error(Exit::io, "standard output cannot be written");
}

}  // namespace

void write_out(std::string_view text) {
  std::cout << text;
  check();
}

void write_painted(std::string_view text) {
  write_raw(std::cout, text);
  check();
}

void print_json(const nlohmann::ordered_json& json) {
  write_out(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

void flush_out() {
  std::cout.flush();
  std::fflush(stdout);
  check();
}

}  // namespace serhost::cli
