// Passes every event of a run on to two observers.
#pragma once

#include "run/events.hpp"

namespace serhost::app {

class TeeObserver : public RunObserver {
 public:
  TeeObserver(RunObserver& first, RunObserver& second) : first_(first), second_(second) {}
  void fold_started(const FoldStarted& e) override {
    first_.fold_started(e), second_.fold_started(e);
  }
  void epoch_ended(const EpochEnded& e) override { first_.epoch_ended(e), second_.epoch_ended(e); }
  void fold_ended(const FoldEnded& e) override { first_.fold_ended(e), second_.fold_ended(e); }
  void progress(const Progress& e) override { first_.progress(e), second_.progress(e); }
  void log(const std::string& line) override { first_.log(line), second_.log(line); }
  void note(const std::string& text) override { first_.note(text), second_.note(text); }

 private:
  RunObserver &first_, &second_;
};

}  // namespace serhost::app
