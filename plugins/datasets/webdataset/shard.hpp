// The members of a tar archive: names and where their bytes lie. Nothing is unpacked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace webdataset {

struct Member {
  std::string name;  ///< with forward slashes, without "./"
  std::uint64_t offset = 0, size = 0;
};

/// Regular files of the archive in its order, names of GNU's long form and of pax included. Throws
/// std::runtime_error that names the file and the byte, for what is no archive or is cut.
std::vector<Member> read_members(const std::filesystem::path& shard);

/// The bytes of a member. Throws std::runtime_error where they cannot be read, or are more than
/// 1 GiB.
std::string read_member(const std::filesystem::path& shard, const Member& member);

}  // namespace webdataset
