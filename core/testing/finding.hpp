// What the conformance kit says of one check on one component, and how a check says it. Nothing
// here knows torch or a test framework: the same findings become failures of a test, lines of
// `serhost test-plugin`, and JSON.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace serhost::conformance {

/// Between figures in fp32 that must be the same; relative to the largest where that is above 1.
inline constexpr double kTolerance = 1e-5;

enum class Outcome { ok, failed, skipped, crashed };

/// "ok", "failed", "skipped" or "crashed".
const char* name_of(Outcome outcome);

struct Finding {
  std::string check;  ///< "gradient of output"; unique within a component
  Outcome outcome = Outcome::ok;
  std::vector<std::string> details;  ///< what was seen and expected, and what reproduces it; or why
                                     ///< it was skipped; or remarks
  std::string hint;                  ///< where to look; empty unless it failed or crashed
  double seconds = 0.0;
};

/// What a check says while it looks.
class Verdict {
 public:
  /// What was seen and what was expected, in a sentence. The first few are kept, the others
  /// counted.
  void fail(const std::string& sentence);
  void expect(bool holds, const std::string& sentence) {
    if (!holds) fail(sentence);
  }
  /// Said whether or not the check fails.
  void remark(const std::string& sentence) { remarks_.push_back(sentence); }
  /// Ends the check: it does not apply, or cannot be done here.
  [[noreturn]] void skip(const std::string& reason) const;

  bool failed() const { return failures_ > 0; }
  bool enough() const;  ///< more failures would not be told
  std::vector<std::string> details() const;

 private:
  std::vector<std::string> told_, remarks_;
  std::size_t failures_ = 0;
};

struct Check {
  std::string name;
  std::string hint;                   ///< a sentence an author can act on
  std::function<void(Verdict&)> run;  ///< whatever it throws is a failure
};

/// Runs one check. Never throws.
Finding run(const Check& check);

/// "0.0123": four digits, for sentences.
std::string brief(double value);

/// "[2, 1]"
std::string listed(const std::vector<std::int64_t>& numbers);

}  // namespace serhost::conformance
