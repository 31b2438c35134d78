// Errors after which there is something particular to do. The message says what is wrong; how the
// remedy is asked for, by an option of a command or by a parameter, says whoever speaks with the
// user.
#pragma once

#include <string>
#include <utility>

#include "base/error.hpp"

namespace serhost {

enum class Remedy {
  other_place,             ///< another place for the results: what was named is a file
  other_folder,            ///< another folder for the results
  other_name,              ///< another name, which makes another folder
  or_other_folder,         ///< the message names a remedy; another folder is the second one
  resume,                  ///< go on with the run that is there
  resume_or_other_folder,  ///< go on with the run that is there, or take another folder
  resume_afterwards,       ///< the message ends with "go on"
  finish,                  ///< bring the run to its end first
  repeat,                  ///< ask for the same again: it goes on
  repeat_afterwards,       ///< the same, once what the message says is mended
  force,                   ///< do it all the same, with a word about it in the result
  name_file,               ///< name a file for the result
  lock,                    ///< make a lock of the experiment `subject`
  resume_restored,         ///< restore what the message says, then go on with the run
  or_other_result,         ///< the message names a remedy; another place for the result is one more
};

class RemediableError : public Error {
 public:
  RemediableError(Exit exit, const std::string& message, Remedy remedy, std::string subject = {})
      : Error(exit, message), remedy_(remedy), subject_(std::move(subject)) {}
  Remedy remedy() const { return remedy_; }
  const std::string& subject() const { return subject_; }  ///< what the remedy is applied to

 private:
  Remedy remedy_;
  std::string subject_;
};

}  // namespace serhost
