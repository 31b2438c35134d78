// Where the audio of a list lies: its paths begin where it was written
// ("downloads/emodb/wav/03a01Wa.wav"), a user's corpus may lie anywhere.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace serhost::readers {

/// A folder, and how many leading folders of a listed path are not below it.
struct AudioRoot {
  std::filesystem::path folder;  ///< the audio is below it
  std::size_t strip = 0;         ///< leading folders to leave out
  /// The file that a list names.
  std::filesystem::path file(const std::string& listed) const;
};

/// The first of the folders, with the fewest folders stripped, below which one of `listed` is
/// there; nullopt where none is. At most 200 of them, spread over the list, are looked for.
std::optional<AudioRoot> find_audio(const std::vector<std::filesystem::path>& folders,
                                    const std::vector<std::string>& listed);

/// Whether one of `listed` is there; as many are tried.
bool any_file(const AudioRoot& root, const std::vector<std::string>& listed);

/// A path of Windows ("wav\\a.wav") with forward slashes; others, and a name with a backslash that
/// is there below `folder`, as they are.
std::string with_slashes(const std::string& listed, const std::filesystem::path& folder);

/// `file`, or where that is absent and "a.WAV" is there for "a.wav" (or the other way round), that.
std::filesystem::path in_other_case(const std::filesystem::path& file);

/// `folder` and as many `levels` of those above it.
std::vector<std::filesystem::path> and_above(const std::filesystem::path& folder, int levels);

}  // namespace serhost::readers
