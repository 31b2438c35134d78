// Experiment files drawn at random.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/seed.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {

/// A random experiment file: every key has a chance to be there.
class RandomFile {
 public:
  RandomFile(std::uint64_t seed, const std::filesystem::path& existing)
      : random_(seed), existing_(existing.string()) {}

  std::string text() {
    out_.clear();
    maybe("name", toml_string(pick({"x", "a name", "$${odd}", "\xC3\xA9\""})));
    maybe("seeds", pick({"[1]", "[3, 2]", "[0, 9223372036854775807]"}));
    const bool several = flip();
    for (int i = 0; i < (several ? 2 : 1); ++i) dataset(several, i);
    protocol();
    const bool chain = flip();
    for (int i = 0; i < (chain ? 2 : 1); ++i) backbone(chain);
    head();
    loss();
    train();
    return out_;
  }

 private:
  bool flip() { return random_.below(2) == 0; }
  std::string pick(const std::vector<std::string>& from) {
    return from[random_.below(from.size())];
  }
  void line(const std::string& key, const std::string& value) {
    out_ += key + " = " + value + "\n";
  }
  void maybe(const std::string& key, const std::string& value) {
    if (flip()) line(key, value);
  }
  std::string real() { return toml_real(random_.uniform() * 0.9 + 0.01); }

  void dataset(bool several, int index) {
    out_ += several ? "[[dataset]]\n" : "[dataset]\n";
    line("plugin", "\"synthetic\"");
    line("name", "\"d" + std::to_string(index) + "\"");
    maybe("root", toml_string(existing_));
    line("classes", R"(["anger", "very sad", "joy"])");
    maybe("merge", R"({ "ex \" cited" = "joy", sad = "very sad" })");
    maybe("people", R"("actors")");
    maybe("skip_damaged", "true");
    maybe("weight", real());
    maybe("fraction", pick({"0.1", "0.25", "1"}));
    maybe("clips", "7");
  }
  void protocol() {
    if (flip()) return;
    out_ += "[protocol]\n";
    maybe("name", pick({"'k-fold'", "'official'", "'leave-one-speaker-out'"}));
    maybe("seed", "5");
    maybe("resplit", "true");
    maybe("k", "3");
    maybe("test", real());
    maybe("unit", pick({"'speaker'", "'clip'"}));
    maybe("file", toml_string(existing_));
    maybe("validation", pick({"{ from = 'speakers' }", "{ fraction = 0.3 }",
                              "{ from = 'none', fraction = 0.5 }", "{}"}));
    maybe("select", pick({"'loss'", "'wf1'"}));
  }
  void backbone(bool chain) {
    out_ += chain ? "[[backbone]]\n" : "[backbone]\n";
    if (flip()) {
      line("plugin", "'hubert'");
      maybe("checkpoint", toml_string(existing_));
      maybe("layers", pick({"'weighted'", "4", "'0'", "'mean_last_4'"}));
      maybe("freeze", pick({"'all'", "'feature_encoder'"}));
    } else {
      line("plugin", "'lstm'");
      maybe("hidden", "3");
    }
  }
  void head() {
    if (flip()) return;
    out_ += "[head]\n";
    maybe("frame_hidden", "[3]");
    maybe("pooling", "'attention'");
    maybe("hidden", "[1, 2]");
    maybe("dropout", real());
  }
  void loss() {
    out_ += "[loss]\n";
    const auto which = random_.below(3);
    if (which == 0) {
      line("plugin", "'focal'");
      maybe("gamma", real());
      maybe("alpha", "{ anger = 1, 'very sad' = 0.5 }");
    } else if (which == 1) {
      line("plugin", "'weighted'");
      maybe("parts",
            "[{ plugin = 'focal', weight = 0.25, alpha = { joy = 3 } }, { plugin = 'weighted', "
            "parts = [{ plugin = 'everything', "
            "file = " +
                toml_string(existing_) + " }] }]");
    } else {
      line("plugin", "'everything'");
      maybe("flag", "false");
      maybe("words", "['$${x}', '$', '', 'tab\tx']");
      maybe("layer", pick({"5", "'weighted'"}));
      maybe("maybe", "-4");
      maybe("rates", "[1, 2.5e-7]");
      maybe("table", "{}");
    }
  }
  void train() {
    if (flip()) return;
    out_ += "[train]\n";
    maybe("epochs", "2");
    if (flip()) maybe("batch_size", "3");
    else maybe("batch_seconds", "30");
    maybe("optimizer", pick({"{ lr = 0.5, betas = [0, 0.5] }", "{ name = 'sgd', momentum = 0 }",
                             "{ name = 'rmsprop', eps = 1e-3, layer_decay = 1 }"}));
    maybe("schedule",
          pick({"{ name = 'cosine', warmup = 5 }",
                "{ name = 'cyclic', low = 0, high = 1, unit = 'update', momentum = true }"}));
    maybe("class_weights", pick({"'balanced'", "{ joy = 3 }"}));
    maybe("max_seconds", real());
    maybe("pad_short", "true");
    maybe("device", "'cuda:3'");
    maybe("checkpoints", "'none'");
    maybe("max_clips", "9");
  }

  Random random_;
  std::string existing_, out_;
};

}  // namespace serhost::config
