// Names and numbers of foreign files as messages show them.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::weights {

/// In quotes, cut to 80 bytes, and without what a terminal would act on.
std::string shown(std::string_view name);

/// "[768, 48, 19]"
std::string shape_text(std::span<const std::int64_t> shape);

/// At most ten, then how many more: a checkpoint of another model would fill the screen.
std::string listed(const std::vector<std::string>& items);

/// Of a parser that does not know the name of the file: who does puts it before.
[[noreturn]] inline void fail(const std::string& what) { throw std::runtime_error(what); }

}  // namespace serhost::weights
