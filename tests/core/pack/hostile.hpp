// Packs that somebody with a trusted key made in bad faith, each with the reason for which it must
// be refused.
#pragma once

#include <string>
#include <vector>

#include "core/pack/samples.hpp"

namespace serhost::pack::samples {

struct Hostile {
  std::string name, bytes, reason;
};

/// `archive` with `value` at `at` of the header at `header`, and a checksum that fits again.
inline std::string forged(std::string archive, std::size_t at, const std::string& value,
                          std::size_t header = 0) {
  archive.replace(header + at, value.size(), value);
  for (std::size_t i = 148; i < 156; ++i) archive[header + i] = ' ';
  unsigned sum = 0;
  for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(archive[header + i]);
  for (std::size_t i = 154; i-- > 148; sum /= 8)
    archive[header + i] = static_cast<char>('0' + sum % 8);
  archive[header + 154] = '\0';
  return archive;
}

inline std::string field(std::string text, std::size_t size) {
  text.resize(size, '\0');
  return text;
}

/// Whole packs, `key` being trusted.
inline std::vector<Hostile> hostile_packs(const SecretKey& key) {
  auto files = sources();
  files.push_back({kManifest, false, text_of(manifest())});
  const auto archive = write_ustar(files);
  std::vector<Hostile> out;
  const auto add = [&](const std::string& name, const std::string& inner,
                       const std::string& reason) {
    out.push_back({name, signed_archive(inner, key), reason});
  };
  const auto named = [&](const std::string& name, const std::string& reason) {
    add("named " + name, forged(archive, 0, field(name, 100)), reason);
  };
  named("../../evil", "'../../evil' goes up with '..'");
  named("a/../../evil", "'a/../../evil' goes up with '..'");
  named("/etc/cron.d/evil", "'/etc/cron.d/evil' is absolute");
  named("..\\evil", "holds a backslash or a colon");
  named("C:evil", "holds a backslash or a colon");
  named("a\x1b[2Jb", "something else than printable ASCII");
  named("caf\xc3\xa9", "something else than printable ASCII");
  named("a//b", "has an empty part or '.'");
  named("./a", "has an empty part or '.'");
  named("", "the path '' is empty");
  add("long path", forged(forged(archive, 0, std::string(100, 'n')), 345, std::string(155, 'p')),
      "is longer than 250 bytes");

  const auto typed = [&](char type, const std::string& reason) {
    add(std::string("type ") + type, forged(archive, 156, std::string(1, type)), reason);
  };
  typed('1', "'CMakeLists.txt' is a hard link");
  typed('2', "'CMakeLists.txt' is a symbolic link");
  typed('3', "'CMakeLists.txt' is a device");
  typed('4', "'CMakeLists.txt' is a device");
  typed('5', "'CMakeLists.txt' is a folder");
  typed('6', "'CMakeLists.txt' is a pipe");
  typed('x', "of a kind that a pack may not hold");
  typed('L', "of a kind that a pack may not hold");
  add("symbolic link with a target",
      forged(forged(archive, 157, field("/etc/passwd", 100)), 156, "2"), "is a symbolic link");

  const auto moded = [&](const std::string& mode, const std::string& reason) {
    add("mode " + mode, forged(archive, 100, mode), reason);
  };
  moded("0004755", "has a set-id or sticky bit");
  moded("0002755", "has a set-id or sticky bit");
  moded("0001755", "has a set-id or sticky bit");
  moded("0000666", "another mode than 644 or 755");
  add("negative size", forged(archive, 124, "-0000000001"), "not a number");
  add("endless size", forged(archive, 124, "77777777777"), "is cut off");
  add("time", forged(archive, 136, "14371573145"), "not in the one form");
  add("owner", forged(archive, 265, "root"), "not in the one form");
  add("bytes behind the end", archive + std::string(512, 'x'), "not in the one form");
  add(
      "wrong checksum",
      [&] {
        auto bytes = archive;
        bytes[148] = '7';
        return bytes;
      }(),
      "its checksum is wrong");
  add("cut", archive.substr(0, archive.size() / 1024 * 512), "cut off");

  // The second file is LICENSE, the third focal_plus.cpp: one block of header and one of content
  // each.
  add("duplicate", forged(archive, 0, field("LICENSE", 100)), "'LICENSE' is there twice");
  add("case collision", forged(archive, 0, field("license", 100)), "differ in case alone");
  add("folders that differ in case", forged(archive, 0, field("Tools/a", 100)), "the folders");
  add("a file that is a folder", forged(archive, 0, field("tools", 100)),
      "is a file and the folder of");

  const auto payload = [&](const std::string& bytes) {
    return write_ustar(
        {{kPayload, false, bytes}, {kPayloadSignature, false, key.sign(bytes, "c")}});
  };
  const auto compressed = compress(archive, "x");
  out.push_back({"bomb",
                 payload(compress(std::string(300 << 20, '\0'), "x",
                                  {.bytes = std::uint64_t{1} << 40, .ratio = 1 << 30})),
                 "more than 200 times its"});
  out.push_back(
      {"bomb that says its size",
       payload(std::string("\x28\xb5\x2f\xfd\xe4\x00\x00\x00\x00\x00\x00\x00\x40\x01\x00\x00", 16)),
       "at most 2147483648 are allowed"});
  out.push_back({"two frames", payload(compressed + compressed), "bytes behind its zstd frame"});
  out.push_back({"a frame that holds nothing",
                 payload(std::string("\x50\x2a\x4d\x18\x00\x00\x00\x00", 8) + compressed),
                 "not compressed with zstd"});
  out.push_back({"gzip", payload("\x1f\x8b\x08 and so on"), "not compressed with zstd"});
  out.push_back({"a third file",
                 write_ustar({{"a", false, ""},
                              {kPayload, false, compressed},
                              {kPayloadSignature, false, key.sign(compressed, "c")}}),
                 "more than 2 files"});
  out.push_back({"another file",
                 write_ustar({{kPayload, false, compressed},
                              {"payload.tar.zst.sig", false, key.sign(compressed, "c")}}),
                 "alone"});
  out.push_back({"executable payload",
                 write_ustar({{kPayload, true, compressed},
                              {kPayloadSignature, false, key.sign(compressed, "c")}}),
                 "may not be executable"});

  const auto says = [&](const std::string& name, auto&& change, const std::string& reason) {
    auto changed = manifest();
    change(changed);
    auto all = sources();
    all.push_back({kManifest, false, text_of(changed)});
    add(name, write_ustar(all), reason);
  };
  says("no license", [](Manifest& m) { m.license = ""; }, "license: it is empty");
  says(
      "unknown license", [](Manifest& m) { m.license = "Freeware"; },
      "'Freeware' is not on the SPDX list");
  says("no author", [](Manifest& m) { m.authors = {}; }, "nobody is named");
  says("no version", [](Manifest& m) { m.version = "latest"; }, "must be a semantic version");
  says(
      "a name that is a path", [](Manifest& m) { m.name = "../../.bashrc"; },
      "name: found '../../.bashrc'");
  says("no component", [](Manifest& m) { m.components = {}; }, "it names no component");
  says(
      "one component twice", [](Manifest& m) { m.components.push_back(m.components[0]); }, "twice");
  says("hidden text", [](Manifest& m) { m.summary = "\x1b[8m"; }, "control characters");
  add("no manifest", write_ustar(sources()), "holds no pack.toml");
  auto own_license = manifest();
  own_license.license = "LicenseRef-Lab";
  add("license without its text", write_ustar({{kManifest, false, text_of(own_license)}}),
      "its license LicenseRef-Lab is its own");
  add("another form of manifest",
      write_ustar({{kManifest, false, text_of(manifest()) + "# trust me\n"}}),
      "not in the one form");

  const auto with = [&](const std::string& name, std::vector<File> more,
                        const std::string& reason) {
    auto all = files;
    all.insert(all.end(), more.begin(), more.end());
    add(name, write_ustar(all), reason);
  };
  with("binaries without signature", {{"binaries/x/a.so", true, "ELF"}},
       "is not signed by whoever built it");
  with("binaries of no ABI", {{"binaries/a.so", true, "ELF"}},
       "does not lie in a folder of an ABI");
  Binaries binaries{"x", {{"a.so", true, "ELF"}}, ""};
  binaries.signature = key.sign(binaries_text(std::string(64, '0'), binaries), "c");
  with("binaries of other sources", packed(std::string(64, '0'), binaries),
       "does not say what is there");
  return out;
}

}  // namespace serhost::pack::samples
