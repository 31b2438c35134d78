// The text of a list in UTF-8, whatever a spreadsheet or an editor has written.
#pragma once

#include <filesystem>
#include <string>

namespace manifest {

/// Without byte order mark; UTF-16 is converted, also where its mark is absent or was damaged by a
/// conversion. Anything else stays as it is. Throws std::runtime_error for what is no readable
/// file, and for UTF-16 that is damaged.
std::string text_of(const std::filesystem::path& file);

/// What `text_of` does with the bytes of a file.
std::string as_utf8(std::string bytes, const std::string& file);

}  // namespace manifest
