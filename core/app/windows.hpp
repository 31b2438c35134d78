// Cuts a stream of samples into windows, each as soon as its last sample is there.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace serhost::app {

struct Window {
  std::int64_t start = 0;  ///< sample of the stream
  std::vector<float> samples;
  std::int64_t end() const { return start + static_cast<std::int64_t>(samples.size()); }
};

/// Window i begins at sample round(i * hop * rate). The last one, which the end of the stream cuts,
/// is given where it holds what no window before it holds, and has `shortest` samples or is the
/// only one.
class Windows {
 public:
  Windows(double window, double hop, std::int64_t rate, std::int64_t shortest)
      : size_(std::llround(window * static_cast<double>(rate))),
        step_(hop * static_cast<double>(rate)),
        shortest_(shortest) {}

  void add(std::span<const float> samples) {
    const auto gone = std::min(start() - begin_, static_cast<std::int64_t>(kept_.size()));
    kept_.erase(kept_.begin(), kept_.begin() + gone);
    begin_ += gone;
    kept_.insert(kept_.end(), samples.begin(), samples.end());
  }
  void finish() { finished_ = true; }

  std::optional<Window> next() {
    if (end() >= start() + size_) return take(size_);
    if (!finished_) return std::nullopt;
    const auto rest = end() - start(), before = number_ == 0 ? 0 : last_end_;
    if (rest <= 0 || (number_ > 0 && (end() <= before || rest < shortest_))) return std::nullopt;
    return take(rest);
  }

  std::int64_t samples() const { return end(); }  ///< of the stream so far

 private:
  std::int64_t start() const { return std::llround(static_cast<double>(number_) * step_); }
  std::int64_t end() const { return begin_ + static_cast<std::int64_t>(kept_.size()); }

  Window take(std::int64_t count) {
    const auto first = kept_.begin() + (start() - begin_);
    Window out{start(), {first, first + count}};
    last_end_ = out.end();
    ++number_;
    return out;
  }

  std::int64_t size_;
  double step_;
  std::int64_t shortest_;
  std::vector<float> kept_;  ///< from sample `begin_` of the stream on
  std::int64_t begin_ = 0, number_ = 0, last_end_ = 0;
  bool finished_ = false;
};

}  // namespace serhost::app
