// The words of the command line for every remedy.
#include "cli/hints.hpp"

namespace serhost::cli {

using app::Remedy;

std::string hint_of(const app::RemediableError& error) {
  switch (error.remedy()) {
    case Remedy::other_place:
      return "; choose another with --out";
    case Remedy::other_folder:
      return "; choose another folder with --out";
    case Remedy::other_name:
      return "; give this one another name (-s name=" + error.subject() +
             "), or choose another folder with --out";
    case Remedy::or_other_folder:
      return ", or choose another folder with --out";
    case Remedy::resume:
      return "; continue with --resume";
    case Remedy::resume_or_other_folder:
      return "; continue with --resume, or choose another folder with --out";
    case Remedy::resume_afterwards:
      return " with --resume";
    case Remedy::finish:
      return "; continue with serhost run --resume";
    case Remedy::repeat:
      return ", and the same command resumes it";
    case Remedy::repeat_afterwards:
      return "; the same command resumes it";
    case Remedy::force:
      return "\n--force does it nevertheless and says so";
    case Remedy::name_file:
      return "; name a file with -o";
    case Remedy::lock:
      return "; write it with serhost pack lock " + error.subject();
    case Remedy::resume_restored:
      return ", then continue with --resume";
    case Remedy::or_other_result:
      return ", or choose another with --out";
  }
  return "";
}

}  // namespace serhost::cli
