// pack.toml: what a pack says of itself. An author writes the upper part; `serhost pack create`
// adds the components, as the built plugin declares them, and what they were built with. A pack
// holds it in one canonical form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/findings.hpp"

namespace serhost::pack {

/// A parameter of a component, in the words of `serhost describe`.
struct Parameter {
  std::string name, type, fallback, range, help;
  bool operator==(const Parameter&) const = default;
};

struct Component {
  std::string kind, name, summary;  ///< kind: backbone, loss or dataset
  std::vector<Parameter> parameters;
  bool operator==(const Component&) const = default;
};

struct Manifest {
  std::string name;                  ///< [a-z][a-z0-9_]*, at most 40 letters
  std::string version;               ///< SemVer 2.0
  std::string summary;               ///< one line
  std::vector<std::string> authors;  ///< "Name <address>"; at least one
  std::string license;               ///< an SPDX expression
  std::string citation;              ///< as text or BibTeX; may be empty
  std::string homepage;              ///< may be empty
  std::string api,
      libtorch;  ///< built and tested with: "1.0", "2.13.0"; empty in what an author writes
  std::vector<std::string> packages;  ///< Debian's names of what building needs beside serhost
  std::vector<Component> components;  ///< sorted by kind and name
  bool operator==(const Manifest&) const = default;
};

/// What an author wrote: without [requires] api and libtorch, and [[component]], which are not
/// theirs to say; where they are there they are passed over. Faults go to `findings`, with their
/// places in `file`.
Manifest read_authors_manifest(std::string_view text, const std::string& file,
                               config::Findings& findings);

/// What a pack holds. Throws Error(untrusted) that names what is missing or wrong, or says that the
/// text is not what `text_of` makes of it.
Manifest parse_manifest(std::string_view text, const std::string& what);

/// The canonical form.
std::string text_of(const Manifest& manifest);

/// 1.0.0, 1.0.0-rc.1+build; no leading zeros.
bool is_semantic_version(std::string_view text);

}  // namespace serhost::pack
