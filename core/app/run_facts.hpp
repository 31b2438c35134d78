// Translates what is known before training into the run record's plain values.
#pragma once

#include "app/experiment_check.hpp"
#include "run/run_record.hpp"
#include "train/run.hpp"

namespace serhost::app {

run::RunFacts run_facts(const Prepared& prepared, const train::Facts& facts);

}  // namespace serhost::app
