#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>

#include "host/guard.hpp"

using namespace serhost::host;

namespace {

const Callee kLoss{"loss 'focal'", "focal 1.0.0 (/plugins/focal.so)"};
const Callee kBackbone{"backbone 'lstm'", "lstm 1.0.0 (/plugins/lstm.so)"};

}  // namespace

TEST(FaultReporterDeathTest, NamesPluginComponentAndCallAndEndsWith70) {
  EXPECT_EXIT(
      {
        install_fault_reporter();
        guarded(kLoss, "forward", [] { ::raise(SIGSEGV); });
      },
      testing::ExitedWithCode(70),
      "serhost: loss 'focal' of plugin focal 1.0.0 \\(/plugins/focal.so\\) crashed in forward "
      "\\(SIGSEGV\\)");
}

TEST(FaultReporterDeathTest, NamesTheInnermostCallAndForgetsThoseThatHaveReturned) {
  EXPECT_EXIT(
      {
        install_fault_reporter();
        guarded(kBackbone, "forward", [] {
          guarded(kLoss, "scores", [] {});
          std::abort();
        });
      },
      testing::ExitedWithCode(70), "backbone 'lstm' of plugin .* crashed in forward \\(SIGABRT\\)");
}

TEST(FaultReporterDeathTest, BlamesNoPluginForTheHostsOwnFault) {
  EXPECT_EXIT(
      {
        install_fault_reporter();
        ::raise(SIGBUS);
      },
      testing::ExitedWithCode(70), "SIGBUS outside of any call into a plugin");
}

TEST(FaultReporterDeathTest, CanBeTakenAway) {
  EXPECT_EXIT(
      {
        install_fault_reporter();
        remove_fault_reporter();
        ::raise(SIGSEGV);
      },
      testing::KilledBySignal(SIGSEGV), "");
}
