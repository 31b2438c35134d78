// A rollback journal, not a write-ahead log, which needs shared memory and so does not work on
// network file systems.
#include "sweep/sqlite.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "base/file_lock.hpp"

namespace serhost::sweep {
namespace {

/// What a file system can do. Without locks SQLite would wait for whoever holds one, and then give
/// up; without syncs it would take every change for lost.
struct Abilities {
  bool locks = true, syncs = true;
};

Abilities abilities_at(const std::filesystem::path& file, bool make) {
  constexpr off_t kFarAway = off_t{1} << 40;  // a byte that SQLite never locks
  Abilities out;
  const int descriptor =
      ::open(file.c_str(), O_CLOEXEC | O_NONBLOCK | (make ? O_RDWR | O_CREAT : O_RDONLY), 0666);
  if (descriptor < 0) return out;  // SQLite tells why
  struct flock wanted{};
  wanted.l_type = F_RDLCK, wanted.l_whence = SEEK_SET, wanted.l_start = kFarAway, wanted.l_len = 1;
  out.locks = ::fcntl(descriptor, F_SETLK, &wanted) == 0 || !means_no_locks(errno);
  out.syncs = !make || ::fsync(descriptor) == 0 || !disk::knows_no_sync(errno);
  ::close(descriptor);
  return out;
}

}  // namespace

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int code = ::sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        &statement_, nullptr);
  if (code != SQLITE_OK) database.fail(code);
}

Statement::~Statement() { ::sqlite3_finalize(statement_); }

Statement& Statement::bind(int at, std::string_view text) {
  const int code = ::sqlite3_bind_text(statement_, at + 1, text.data(),
                                       static_cast<int>(text.size()), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

Statement& Statement::bind(int at, std::int64_t number) {
  if (const int code = ::sqlite3_bind_int64(statement_, at + 1, number); code != SQLITE_OK)
    database_.fail(code);
  return *this;
}

Statement& Statement::bind(int at, std::optional<double> number) {
  const int code = number ? ::sqlite3_bind_double(statement_, at + 1, *number)
                          : ::sqlite3_bind_null(statement_, at + 1);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

bool Statement::step() {
  const int code = ::sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail(code);
  return code == SQLITE_ROW;
}

void Statement::run() {
  while (step()) {}
}

std::string Statement::text(int column) const {
  const auto* bytes = ::sqlite3_column_text(statement_, column);
  const auto size = ::sqlite3_column_bytes(statement_, column);
  return bytes == nullptr
             ? std::string()
             : std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::int64_t Statement::whole(int column) const {
  return ::sqlite3_column_int64(statement_, column);
}

std::optional<double> Statement::real(int column) const {
  if (::sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return ::sqlite3_column_double(statement_, column);
}

Database::Database(std::filesystem::path file, Mode mode) : file_(std::move(file)) {
  if (mode == Mode::read && !std::filesystem::exists(file_))
    throw Error(Exit::missing, file_.string() + " does not exist");
  const auto able = abilities_at(file_, mode == Mode::write);
  // Reading may need to roll back what a killed writer left, which is writing; a read-only medium
  // has nothing to be rolled back.
  int code = ::sqlite3_open_v2(
      file_.c_str(), &handle_,
      mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE,
      able.locks ? nullptr : "unix-none");
  try {
    if (code != SQLITE_OK) fail(code);
    ::sqlite3_busy_timeout(handle_, 10'000);
    ::sqlite3_extended_result_codes(handle_, 1);
    ::sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, 16 << 20);
    execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
    if (mode == Mode::write)
      execute(std::string("PRAGMA journal_mode = DELETE; PRAGMA foreign_keys = ON; ") +
              (able.syncs ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF"));
    else execute("PRAGMA query_only = ON");
    refuse_what_computes();
  } catch (...) {
    ::sqlite3_close(handle_);
    throw;
  }
}

Database::~Database() { ::sqlite3_close(handle_); }

void Database::execute(const std::string& sql) {
  if (const int code = ::sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
      code != SQLITE_OK)
    fail(code);
}

/// A view or a trigger is a program of whoever wrote the file, perhaps without an end.
void Database::refuse_what_computes() {
  Statement found(*this,
                  "SELECT type, name FROM sqlite_master WHERE type NOT IN ('table', 'index') OR "
                  "sql LIKE 'CREATE VIRTUAL%' LIMIT 1");
  if (found.step())
    throw Error(Exit::damaged, file_.string() + " is not a ledger of this program: it holds the " +
                                   found.text(0) + " '" + found.text(1) + "'");
}

void Database::fail(int code) const {
  const std::string why = handle_ == nullptr ? ::sqlite3_errstr(code) : ::sqlite3_errmsg(handle_);
  switch (code & 0xFF) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:  // of a table or column that is not there: our own statements are right
    case SQLITE_TOOBIG:
      throw Error(Exit::damaged, file_.string() + " is not a whole ledger: " + why);
    case SQLITE_FULL:
    case SQLITE_IOERR:
      throw Error(Exit::io, file_.string() + ": " + why);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(Exit::cannot_create, file_.string() + " is in use by another process");
    case SQLITE_CANTOPEN: {  // the file is there, and so is the right to write: its journal has no
                             // room
      std::error_code none;
      if (std::filesystem::is_regular_file(file_, none) &&
          ::access(std::filesystem::absolute(file_).parent_path().c_str(), W_OK) == 0)
        throw Error(Exit::io, file_.string() + ": " + why +
                                  "; the disk is full, or its journal may not be made");
      throw Error(Exit::cannot_create, file_.string() + ": " + why);
    }
    default:
      throw Error(Exit::cannot_create, file_.string() + ": " + why);
  }
}

Transaction::~Transaction() {
  if (!committed_) ::sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  committed_ = true;
}

}  // namespace serhost::sweep
