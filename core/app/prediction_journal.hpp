// What an interrupted prediction has finished: a line a clip with all that was said of it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/prediction_text.hpp"
#include "features/output_file.hpp"

namespace serhost::app {

class PredictionJournal {
 public:
  /// `signature`: of the job. What another job left in `file` is dropped. Throws
  /// Error(cannot_create) where another process is at work on it.
  PredictionJournal(std::filesystem::path file, const std::string& signature);

  /// What was said of a clip whose file is still what `identity` says; null where nothing was.
  const std::vector<Said>* find(const std::string& key, const std::string& identity) const;

  void add(const std::string& key, const std::string& identity, const std::vector<Said>& said);
  void remove();  ///< the job is done

 private:
  struct Finished {
    std::string identity;
    std::vector<Said> said;
  };

  features::OutputFile file_;
  std::map<std::string, Finished> finished_;
};

}  // namespace serhost::app
