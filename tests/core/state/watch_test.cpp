// Calls into plugins, which leave the state as it was or are named.
#include "state/watch.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/ops/rand.h>
#include <c10/core/DefaultDtype.h>
#include <gmock/gmock.h>

#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include "base/error.hpp"
#include "core/state/changes.hpp"
#include "host/guard.hpp"
#include "state/global_state.hpp"

namespace serhost::state {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const host::Callee kFocal{"loss 'focal'", "focal 1.0.0 (focal.so)"};

class Watched : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::as_the_host();
    count_threads();
    watch_calls();
  }
  void TearDown() override { host::set_call_watch(nullptr); }

  static std::string message_of(const std::function<void()>& call) {
    try {
      host::guarded(kFocal, "forward", call);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::failed);
      return error.what();
    }
    return "";
  }
};

TEST_F(Watched, ACallThatChangesTheStateIsNamedAndTheStateIsAsBefore) {
  const auto before = GlobalState::now();
  for (const auto& change : testing::changes()) {
    EXPECT_THAT(message_of(change.make),
                AllOf(StartsWith("loss 'focal' of plugin focal 1.0.0 (focal.so) changed LibTorch's "
                                 "global state in forward: "),
                      HasSubstr(change.told), HasSubstr("Use guards that end with the call")));
    EXPECT_EQ(before.changes(), "") << change.told;
  }
}

TEST_F(Watched, ACallThatSeedsTheDefaultGeneratorIsNamed) {
  seed_default_generators(5);
  EXPECT_THAT(message_of([] { at::manual_seed(6); }),
              HasSubstr("the default generator was seeded"));
  EXPECT_EQ(at::detail::getDefaultCPUGenerator().current_seed(), 5U);
  EXPECT_EQ(message_of([] { at::rand({3}); }), "") << "torch's own layers draw from it";
  EXPECT_EQ(message_of([] { seed_default_generators(6); }), "")
      << "the host may, on another thread";
}

TEST_F(Watched, GuardsThatEndWithTheCallAreFine) {
  EXPECT_EQ(message_of([] {
              const at::NoGradGuard no_graph;
              const c10::InferenceMode inference;
              const at::AutoGradMode graph(true);
              at::rand({3});
            }),
            "");
}

TEST_F(Watched, WhatACallThrowsIsToldAndTheStateIsPutRight) {
  const auto before = GlobalState::now();
  EXPECT_EQ(message_of([] {
              c10::GradMode::set_enabled(false);
              throw std::runtime_error("no such class");
            }),
            "loss 'focal' of plugin focal 1.0.0 (focal.so) failed in forward: no such class");
  EXPECT_EQ(before.changes(), "");
}

TEST_F(Watched, TheInnerOfTwoCallsIsNamed) {
  const host::Callee inner{"backbone 'lstm'", "lstm 1.0.0 (lstm.so)"};
  EXPECT_THAT(message_of([&] {
                host::guarded(inner, "run_stage", [] { c10::GradMode::set_enabled(false); });
              }),
              StartsWith("backbone 'lstm' of plugin lstm 1.0.0 (lstm.so) changed"));
}

TEST_F(Watched, OfWhatAllThreadsShareBothOfTwoCallsAtOnceAreNamed) {
  const host::Callee reader{"dataset 'folder'", "folder 1.0.0 (folder.so)"};
  std::promise<void> begun, changed;
  const auto during = [&](const std::function<void()>& change) {
    begun = {}, changed = {};
    std::thread other([&] {
      try {
        host::guarded(reader, "read", [&] {
          begun.set_value();
          changed.get_future().wait();
        });
      } catch (const Error&) {}  // whoever returns first puts it right
    });
    auto message = message_of([&] {
      begun.get_future().wait();
      change();
    });
    changed.set_value();
    other.join();
    return message;
  };
  const std::string both =
      "loss 'focal' of plugin focal 1.0.0 (focal.so), or dataset 'folder' of plugin folder 1.0.0 "
      "(folder.so), which another thread was calling meanwhile, changed LibTorch's global state";
  EXPECT_THAT(during([] { c10::set_default_dtype(caffe2::TypeMeta::Make<double>()); }),
              StartsWith(both + " in forward: the default dtype went from Float to Double"));
  EXPECT_THAT(during([] { c10::GradMode::set_enabled(false); }),
              StartsWith("loss 'focal' of plugin focal 1.0.0 (focal.so) changed"))
      << "what a thread has of its own no other thread has changed";
  EXPECT_EQ(during([] {}), "");
  EXPECT_THAT(message_of([] { c10::set_default_dtype(caffe2::TypeMeta::Make<double>()); }),
              StartsWith("loss 'focal' of plugin focal 1.0.0 (focal.so) changed"))
      << "nobody else is called any more";
}

TEST_F(Watched, ACallThatSeedsTheGeneratorOfAGpuIsNamed) {
  if (!at::hasCUDA()) GTEST_SKIP() << "no GPU";
  at::rand({1}, at::Device(at::kCUDA, 0));
  seed_default_generators(5);
  EXPECT_THAT(message_of([] {
                auto generator = at::globalContext().defaultGenerator(at::Device(at::kCUDA, 0));
                const std::lock_guard lock(generator.mutex());
                generator.set_current_seed(6);
              }),
              HasSubstr("the default generator of the GPU 0 was seeded"));
  EXPECT_EQ(at::globalContext().defaultGenerator(at::Device(at::kCUDA, 0)).current_seed(), 5U);
}

TEST_F(Watched, PassesWhatACallReturns) {
  int number = 3;
  EXPECT_EQ(host::guarded(kFocal, "forward", [] { return std::string("result"); }), "result");
  EXPECT_EQ(&host::guarded(kFocal, "forward", [&]() -> int& { return number; }), &number);
  EXPECT_EQ(*host::guarded(kFocal, "forward", [] { return std::make_unique<int>(4); }), 4);
}

}  // namespace
}  // namespace serhost::state
