// The keys of the store: "sign/R" counts up; "suspect" once a connection was lost; "end" is why the
// job ends, said by the first that knows; "heard/R" that rank R has read it; "left/R" that rank R
// needs nobody any more.
#include "distributed/peers.hpp"

#include <charconv>
#include <utility>

namespace serhost::distributed {
namespace {

constexpr std::chrono::milliseconds kBeat{250};
constexpr std::chrono::seconds kGoodbye{10};

std::string key(const char* what, int rank) {
  return std::string(what) + "/" + std::to_string(rank);
}

/// "1 rank 2 ended with an error: ...": the exit status, then why.
std::string text_of(const Error& error) {
  return std::to_string(static_cast<int>(error.exit())) + " " + error.what();
}

Error error_of(const std::string& text) {
  int status = 1;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), status);
  if (fault != std::errc()) return {Exit::failed, text};
  return {static_cast<Exit>(status), std::string(end + 1, text.data() + text.size())};
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

Peers::Peers(c10::intrusive_ptr<c10d::Store> store, int rank, int size)
    : store_(std::move(store)), rank_(rank), size_(size), thread_([this] { watch(); }) {}

Peers::~Peers() { leave(std::nullopt); }

void Peers::say(const std::string& where, const std::string& text) {
  store_->set(where, std::vector<std::uint8_t>(text.begin(), text.end()));
}

std::optional<Error> Peers::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

void Peers::heard(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (!ended_) ended_ = error_of(text);
}

void Peers::leave(const std::optional<Error>& error) {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    leaving_ = true;
    error_ = error;
  }
  wake_.notify_all();
  thread_.join();
}

void Peers::look_for_silent() {
  const auto patience = suspects_told_ ? kPatienceWithSuspects : kPatience;
  for (int other = 0; other < size_; ++other) {
    if (other == rank_ || has(key("left", other))) continue;
    auto& sign = signs_[other];
    if (has(key("sign", other))) {
      const auto bytes = store_->get(key("sign", other));
      if (std::string now(bytes.begin(), bytes.end()); now != sign.last)
        sign = {std::move(now), Clock::now()};
    }
    if (Clock::now() - sign.at < patience) continue;
    const Error gone(Exit::failed,
                     "rank " + std::to_string(other) + " of " + std::to_string(size_) +
                         " is gone: it was ended, or has not answered for " +
                         std::to_string(std::chrono::seconds(patience).count()) + " s");
    store_->compareSet("end", {}, [&] {
      const auto text = text_of(gone);
      return std::vector<std::uint8_t>(text.begin(), text.end());
    }());
  }
}

void Peers::look(std::int64_t beat) {
  say(key("sign", rank_), std::to_string(beat));
  if (suspects_ && !suspects_told_) say("suspect", "1");
  suspects_told_ = suspects_told_ || suspects_ || has("suspect");
  if (rank_ == 0) look_for_silent();
  if (!has("end")) return;
  const auto text = store_->get("end");
  heard({text.begin(), text.end()});
  say(key("heard", rank_), "1");
}

/// Rank 0 keeps the store open until the others need it no more.
void Peers::say_goodbye() {
  if (error_) {
    const auto text =
        text_of({error_->exit(), "rank " + std::to_string(rank_) +
                                     " ended with an error: " + first_line(error_->what())});
    store_->compareSet("end", {}, std::vector<std::uint8_t>(text.begin(), text.end()));
  }
  say(key("left", rank_), "1");
  if (rank_ != 0) return;
  const bool over = ended_ || error_;
  const auto until = Clock::now() + (over ? std::chrono::seconds(3) : kGoodbye);
  for (int other = 1; other < size_; ++other) {
    while (!has(key("left", other)) && !(over && has(key("heard", other))) && Clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void Peers::watch() {
  store_->setTimeout(kPatience);  // rank 0 may hang, and the store with it
  std::unique_lock lock(mutex_);
  try {
    for (std::int64_t beat = 0; !leaving_; ++beat) {
      lock.unlock();
      look(beat);
      lock.lock();
      wake_.wait_for(lock, kBeat, [&] { return leaving_; });
    }
    lock.unlock();
    say_goodbye();
  } catch (const std::exception&) {
    if (!lock.owns_lock()) lock.lock();
    if (leaving_ || ended_) return;  // rank 0 may go first
    ended_ = Error(Exit::failed, "rank 0 of " + std::to_string(size_) +
                                     " is gone: it was ended, or has not answered for " +
                                     std::to_string(kPatience.count()) + " s");
  }
}

}  // namespace serhost::distributed
