// Running checks.
#include "testing/finding.hpp"

#include <charconv>
#include <chrono>
#include <exception>

#include "base/text.hpp"

namespace serhost::conformance {
namespace {

constexpr std::size_t kTold = 3;

struct Skipped {
  std::string reason;
};

}  // namespace

const char* name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::failed:
      return "failed";
    case Outcome::skipped:
      return "skipped";
    case Outcome::crashed:
      return "crashed";
  }
  return "unknown";
}

void Verdict::fail(const std::string& sentence) {
  ++failures_;
  if (told_.size() < kTold) told_.push_back(sentence);
}

void Verdict::skip(const std::string& reason) const { throw Skipped{reason}; }

bool Verdict::enough() const { return failures_ >= kTold; }

std::vector<std::string> Verdict::details() const {
  auto all = told_;
  if (failures_ > told_.size())
    all.push_back("and " + std::to_string(failures_ - told_.size()) + " more like these");
  all.insert(all.end(), remarks_.begin(), remarks_.end());
  return all;
}

Finding run(const Check& check) {
  Finding finding{
      .check = check.name, .outcome = Outcome::ok, .details = {}, .hint = {}, .seconds = 0.0};
  const auto begin = std::chrono::steady_clock::now();
  Verdict verdict;
  try {
    check.run(verdict);
  } catch (const Skipped& skipped) {
    if (!verdict.failed()) finding.outcome = Outcome::skipped;
    verdict.remark(skipped.reason);
  } catch (const std::exception& error) {
    const std::string text = error.what();
    verdict.fail("it threw: " + text.substr(0, text.find('\n')));
  } catch (...) { verdict.fail("it threw something that does not derive from std::exception"); }
  if (verdict.failed()) {
    finding.outcome = Outcome::failed;
    finding.hint = check.hint;
  }
  finding.details = verdict.details();
  finding.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return finding;
}

std::string brief(double value) {
  char text[32];
  const auto [end, error] =
      std::to_chars(text, text + sizeof text, value, std::chars_format::general, 4);
  return error == std::errc() ? std::string(text, end) : exact(value);
}

std::string listed(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (const auto number : numbers) text += (text.empty() ? "" : ", ") + std::to_string(number);
  return "[" + text + "]";
}

}  // namespace serhost::conformance
