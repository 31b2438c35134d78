// serhost pack create.
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/pack.hpp"

namespace serhost::cli {

int pack_create(const Parsed& parsed) {
  if (parsed.has("unsigned") && parsed.has("key"))
    throw UsageError("--unsigned and --key exclude each other");
  if (parsed.has("unsigned") && parsed.has("binary"))
    throw UsageError("--unsigned and --binary exclude each other: binaries must be signed");
  const auto made = app::create_pack({.project = parsed.positional[0],
                                      .out = parsed.path("output"),
                                      .sign = !parsed.has("unsigned"),
                                      .key = parsed.find("key"),
                                      .passphrase = key_passphrase(),
                                      .binary = parsed.has("binary"),
                                      .reports = pack_reports(parsed.globals)});
  print("{}: {}, {}, {}\ncontent {}\n", made.file.string(), made.pack.title(),
        count_of(made.pack.files.size(), "file"),
        made.signer.empty() ? std::string("not signed") : "signed by key " + made.signer,
        made.pack.content);
  return 0;
}

}  // namespace serhost::cli
