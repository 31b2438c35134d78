// Calls are waited for with an eye on the other processes, so that one that is gone is named.
#include "distributed/gloo.hpp"

#ifdef SERHOST_GLOO

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/scalar_tensor.h>
#include <c10/core/InferenceMode.h>

#include <condition_variable>
#include <mutex>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include "base/user_folders.hpp"
#include "distributed/packed_tensors.hpp"
#include "distributed/peers.hpp"

namespace serhost::distributed {
namespace {

/// A process that computes without end is alive, and waited for no longer than this.
constexpr std::chrono::minutes kLongestCall{60};
constexpr std::chrono::milliseconds kLook{100};

c10::intrusive_ptr<c10d::ProcessGroupGloo> group_of(const c10::intrusive_ptr<c10d::Store>& store,
                                                    int rank, int size,
                                                    const std::string& address) {
  auto options = c10d::ProcessGroupGloo::Options::create(kLongestCall);
  options->threads = 2;
  const auto interface = environment_variable("GLOO_SOCKET_IFNAME");
  options->devices.push_back(interface.empty()
                                 ? c10d::ProcessGroupGloo::createDeviceForHostname(address)
                                 : c10d::ProcessGroupGloo::createDeviceForInterface(interface));
  return c10::make_intrusive<c10d::ProcessGroupGloo>(
      c10::make_intrusive<c10d::PrefixStore>("gloo", store), rank, size, options);
}

/// Wakes whoever waits for a call when its future is done.
struct Done {
  std::mutex mutex;
  std::condition_variable wake;
  bool done = false;

  void set() {
    const std::lock_guard lock(mutex);
    done = true;
    wake.notify_all();
  }
  bool wait(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex);
    return wake.wait_for(lock, most, [&] { return done; });
  }
};

class GlooCollective : public Collective {
 public:
  GlooCollective(const c10::intrusive_ptr<c10d::Store>& store,
                 const c10::intrusive_ptr<c10d::Store>& second, int rank_of_this, int processes,
                 const std::string& address)
      : Collective(rank_of_this, processes),
        store_(store),
        group_(group_of(store, rank_of_this, processes, address)),
        peers_(second, rank_of_this, processes) {}

  ~GlooCollective() override {
    peers_.leave(std::nullopt);
    if (broken_) release();
  }
  GlooCollective(const GlooCollective&) = delete;
  GlooCollective& operator=(const GlooCollective&) = delete;

  void all_reduce(at::Tensor& values) override {
    exchange(values, [&](std::vector<at::Tensor>& list) { return group_->allreduce(list); });
  }

  void broadcast(at::Tensor& values) override {
    exchange(values, [&](std::vector<at::Tensor>& list) { return group_->broadcast(list); });
  }

  std::vector<TensorList> all_gather(const TensorList& mine) override {
    const at::NoGradGuard no_graph;
    const c10::InferenceMode ordinary(false);
    const auto bytes = packed(mine);
    const auto sizes = gather(at::scalar_tensor(bytes.numel(), at::kLong));
    std::int64_t longest = 0;
    for (const auto& each : sizes) longest = std::max(longest, each.item<std::int64_t>());
    auto padded = at::empty({longest}, at::kByte);
    padded.narrow(0, 0, bytes.numel()).copy_(bytes);
    std::vector<TensorList> out;
    for (const auto& each : gather(padded)) out.push_back(unpacked(each));
    return out;
  }

  std::optional<Error> ended(std::chrono::milliseconds wait) override {
    const auto until = Peers::Clock::now() + wait;
    while (true) {
      if (const auto end = peers_.ended()) return end;
      if (Peers::Clock::now() >= until) return std::nullopt;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  void fail(const Error& error) override {
    broken_ = true;
    peers_.leave(error);
  }

 private:
  template <class Call>
  void exchange(at::Tensor& values, const Call& call) {
    const at::NoGradGuard no_graph;
    auto sent = values;
    {
      // Gloo's threads may not write to a tensor of inference mode.
      const c10::InferenceMode ordinary(false);
      if (!values.is_cpu() || !values.is_contiguous() || values.is_inference()) {
        sent = at::empty(values.sizes(), values.options().device(at::kCPU));
        sent.copy_(values);
      }
      std::vector<at::Tensor> list = {sent};
      finish(call(list));
    }
    if (!sent.is_same(values)) values.copy_(sent);
  }

  /// Of the same shape in all.
  std::vector<at::Tensor> gather(const at::Tensor& mine) {
    std::vector<at::Tensor> in = {mine};
    std::vector<std::vector<at::Tensor>> out(1);
    for (int r = 0; r < size; ++r) out.front().push_back(at::empty_like(mine));
    finish(group_->allgather(out, in));
    return out.front();
  }

  void finish(const c10::intrusive_ptr<c10d::Work>& work) {
    const auto done = std::make_shared<Done>();
    const auto future = work->getFuture();
    future->addCallback([done](c10::ivalue::Future& /*result*/) { done->set(); });
    while (!done->wait(kLook)) {
      if (const auto end = peers_.ended()) give_up(*end);
    }
    if (!future->hasError()) return;
    peers_.suspect();
    constexpr std::chrono::seconds kVerdict{20};
    if (const auto end = ended(kVerdict)) give_up(*end);
    give_up({Exit::failed,
             "the exchange between processes failed: " + future->tryRetrieveErrorMessage()});
  }

  [[noreturn]] void give_up(const Error& error) {
    broken_ = true;
    throw error;
  }

  /// Gloo waits for calls that will never end: what is left of it ends with the process.
  void release() {
    static_cast<void>(group_.release());
    static_cast<void>(store_.release());
  }

  c10::intrusive_ptr<c10d::Store> store_;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
  Peers peers_;
  bool broken_ = false;
};

}  // namespace

bool has_gloo() { return true; }

std::shared_ptr<Collective> join_gloo(const c10::intrusive_ptr<c10d::Store>& store,
                                      const c10::intrusive_ptr<c10d::Store>& second, int rank,
                                      int size, const std::string& address) {
  return std::make_shared<GlooCollective>(store, second, rank, size, address);
}

}  // namespace serhost::distributed

#else

namespace serhost::distributed {

bool has_gloo() { return false; }

std::shared_ptr<Collective> join_gloo(const c10::intrusive_ptr<c10d::Store>& /*store*/,
                                      const c10::intrusive_ptr<c10d::Store>& /*second*/,
                                      int /*rank*/, int /*size*/, const std::string& /*address*/) {
  throw Error(Exit::unavailable, "this build knows one process only");
}

}  // namespace serhost::distributed

#endif
