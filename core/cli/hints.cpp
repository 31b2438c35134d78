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
    case Remedy::or_other_folder:
      return ", or choose another folder with --out";
    case Remedy::resume:
      return "; go on with --resume";
    case Remedy::resume_or_other_folder:
      return "; go on with --resume, or choose another folder with --out";
    case Remedy::resume_afterwards:
      return " with --resume";
    case Remedy::finish:
      return "; go on with serhost run --resume";
    case Remedy::repeat:
      return ", and the same command goes on";
    case Remedy::repeat_afterwards:
      return "; the same command goes on";
    case Remedy::force:
      return "\n--force does it all the same and says so";
    case Remedy::name_file:
      return "; name a file with -o";
    case Remedy::lock:
      return "; make it with serhost pack lock " + error.subject();
  }
  return "";
}

}  // namespace serhost::cli
