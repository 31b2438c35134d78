// The actions of `serhost pack`, one function each, and what they share.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "app/packs.hpp"
#include "cli/arguments.hpp"

namespace serhost::cli {

int pack_create(const Parsed& parsed);
int pack_verify(const Parsed& parsed);
int pack_show(const Parsed& parsed);
int pack_install(const Parsed& parsed);
int pack_remove(const Parsed& parsed);
int pack_list(const Parsed& parsed);
int pack_lock(const Parsed& parsed);
int pack_mirror(const Parsed& parsed);
int pack_key(const Parsed& parsed);

/// What `pack list` and `list packs` print.
nlohmann::ordered_json packs_json();
void print_packs();

/// Work on packs reports on standard error: steps unless quiet, whole outputs where verbose.
app::PackReports pack_reports(const Globals& globals);

/// Called once by main, before anything is loaded or started: takes SERHOST_KEY_PASSPHRASE out of
/// the environment, so that no plugin and no child can read it there.
void take_passphrase();

/// The passphrase that was taken; given once, for it is not kept.
std::optional<std::string> key_passphrase();

}  // namespace serhost::cli
