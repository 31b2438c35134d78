// The little of SQLite that a ledger needs, with its errors as ours. The only file besides
// sqlite.cpp that names SQLite.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace serhost::sweep {

class Database;

/// One statement; parameters and columns count from 0.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int at, std::string_view text);
  Statement& bind(int at, std::int64_t number);
  Statement& bind(int at, std::optional<double> number);

  bool step();  ///< true: a row is there. Throws Error
  void run();   ///< to the end

  std::string text(int column) const;
  std::int64_t whole(int column) const;
  std::optional<double> real(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  enum class Mode { write, read };

  /// `write` makes the file where it is not there. What a killed process left half done is rolled
  /// back. Throws Error: missing, damaged for a file that is no database, cannot_create, io.
  Database(std::filesystem::path file, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const std::string& sql);
  const std::filesystem::path& file() const { return file_; }
  [[noreturn]] void fail(int code) const;
  sqlite3* handle() const { return handle_; }

 private:
  void refuse_what_computes();

  std::filesystem::path file_;
  sqlite3* handle_ = nullptr;
};

/// All or nothing: rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
  }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool committed_ = false;
};

}  // namespace serhost::sweep
