// Completion as a shell asks for it: options of the command at hand, names, keys.
#include <gtest/gtest.h>

#include "end_to_end/process.hpp"

using end_to_end::Scratch;
using end_to_end::serhost;

TEST(Completion, OfBashIsAcceptedByBash) {
  const Scratch scratch("completion");
  scratch.write("c.sh", serhost({"completion", "bash"}, scratch.path()).out);
  EXPECT_EQ(end_to_end::run({"bash", "-n", "c.sh"}, scratch.path()).status, 0);
  const auto completed = [&](const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) line += " '" + word + "'";
    scratch.write("try.sh", "PATH=\"" +
                                end_to_end::program().substr(0, end_to_end::program().rfind('/')) +
                                ":$PATH\"\n. ./c.sh\nCOMP_WORDS=(" + line +
                                ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\ncompopt() { :; }\n"
                                "_serhost\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
    return end_to_end::run({"bash", "try.sh"}, scratch.path()).out;
  };
  EXPECT_EQ(completed({"serhost", "swe"}), "sweep\n");
  EXPECT_EQ(completed({"serhost", "sweep", "--dr"}), "--dry-run\n");
  EXPECT_EQ(completed({"serhost", "check", "--dr"}), "\n");  // no option of check
  EXPECT_EQ(completed({"serhost", "describe", "loss", "foc"}), "focal\n");
  EXPECT_EQ(completed({"serhost", "run", "e.toml", "-s", "loss.ga"}),
            "loss.gamma=\nloss.gamma_absent=\nloss.gamma_others=\nloss.gamma_present=\n"
            "loss.gamma_true=\n");
  EXPECT_EQ(completed({"serhost", "run", "e.toml", "-s", "train.ep"}), "train.epochs=\n");
  EXPECT_EQ(completed({"serhost", "data", "p"}), "pin\nplot\n");
  EXPECT_EQ(completed({"serhost", "data", "plot", "e.toml", "--figure", "len"}), "lengths\n");
  EXPECT_EQ(completed({"serhost", "export", "runs/a", "--format", "o"}), "onnx\n");
  EXPECT_EQ(completed({"serhost", "predict", "runs/a", "--format", "t"}), "textgrid\n");
  EXPECT_EQ(completed({"serhost", "plot", "runs/a", "--figure", "conf"}), "confusion\n");
  EXPECT_EQ(serhost({"completion", "tcsh"}, scratch.path()).status, 64);
}
