// Experiment files that cannot be read or say something impossible.
#include <sys/stat.h>

#include "end_to_end/faults/corpus.hpp"
#include "end_to_end/faults/row.hpp"

namespace faults {
namespace {

namespace fs = std::filesystem;

auto text(const std::string& content) {
  return [=](const Scratch& scratch) { scratch.write("e.toml", content); };
}

auto behind(const std::string& lines) { return text(kExperiment + lines); }

void long_chain(const Scratch& scratch) {
  for (int i = 0; i < 40; ++i)
    scratch.write("c" + std::to_string(i) + ".toml",
                  "extends = \"c" + std::to_string(i + 1) + ".toml\"\n");
}

}  // namespace

Group texts() {
  const std::string brackets(1000000, '[');
  return {
      "The experiment file",
      "Every fault has file, line and column; all are reported at once, up to 50. Text given with "
      "`-s` has `-s` instead of a line.",
      {
          {"NotToml", "Text that is not TOML",
           "e.toml:1:7: this key-value pair: expected value, saw '\\n' (not valid TOML)", 78,
           "Check the position: a quote, a bracket or a value is missing.", text("name =\n")},
          {"UnknownKey", "A key that does not exist",
           "e.toml:24:1: unknown key 'epocs' in [train]. Did you mean 'epochs'?", 78,
           "Correct the key. `docs/experiment-file.md` has all keys of the host, `serhost "
           "describe` those of a component.",
           behind("epocs = 3\n")},
          {"WrongType", "A value of the wrong type",
           "e.toml:24:13: train.clip_norm: found the string \"much\", but must be a number of at "
           "least 0",
           78, "Correct the value; texts are in quotes, numbers are not.",
           behind("clip_norm = \"much\"\n")},
          {"OutOfRange", "A value out of range",
           "e.toml:24:14: train.accumulate: found 0, but must be a whole number from 1 to 1000000",
           78, "Choose a value in the range.", behind("accumulate = 0\n")},
          {"RepeatedSeeds",
           "A seed that is listed twice",
           "-s: seeds: 1 is listed twice",
           78,
           "Two runs of one seed are the same run. List it once.",
           {},
           {"check", "e.toml", "-s", "seeds=[1,1]"}},
          {"UnsetVariable",
           "A variable that is not set",
           "e.toml:5:11: the environment variable CORPUS is not set; set it, or write the value "
           "itself",
           78,
           "`export CORPUS=/where/it/is`, or write the path itself.",
           experiment("root    = \"data\"", "root    = \"${CORPUS}\""),
           {"check", "e.toml"},
           {{"CORPUS", ""}}},
          {"ClassWithoutClips",
           "A class that no clip has",
           "-s: no clip has the class 'angri'. Did you mean 'angry'? Labels that occur: "
           "angry 8, sad 8.",
           78,
           "Correct `dataset.classes`, or map the labels that occur by `dataset.merge`.",
           {},
           {"check", "e.toml", "-s", "dataset.classes=[\"angri\", \"sad\"]"}},
          {"Latin1", "A file that is not UTF-8",
           "e.toml:1:12: a byte that is not UTF-8; save the file as UTF-8", 78,
           "Save it as UTF-8, or convert it: `iconv -f LATIN1 -t UTF-8`.",
           text("name = \"caf\xE9\"\n")},
          {"ZeroByte", "A binary file", "e.toml:1:2: a zero byte; this is not a text file", 78,
           "This is not an experiment: check the name on the command line.",
           text(std::string("a\0b\xFF", 4))},
          {"Huge", "A huge file", "e.toml: 104857608 bytes, but at most 16777216 are read", 78,
           "This is not an experiment: check the name on the command line.",
           [](const Scratch& scratch) {
             fs::resize_file(scratch.write("e.toml", "name = \"x"), 104857608);
           }},
          {"Deep", "A million brackets", "e.toml:1:69: nested more than 64 deep", 78,
           "No experiment is nested so deeply; the file is damaged or hostile.",
           text("a = " + brackets + "\n")},
          {"DeepOverride",
           "A million brackets on the command line",
           "-s: unknown key 'a'. *",
           78,
           "A value that is not TOML is read as a string; here the key is unknown, too.",
           {},
           {"check", "e.toml", "-s", "a=" + std::string(100000, '[')}},
          {"ManyFaults", "More faults than can be read",
           "e.toml:24:1: unknown key 'k0' in [train]. Known: *", 78,
           "The first 50 are reported. Often they have one cause: here a table's header is "
           "missing.",
           [](const Scratch& scratch) {
             std::string lines;
             for (int i = 0; i < 2000; ++i) lines += "k" + std::to_string(i) + " = 1\n";
             scratch.write("e.toml", kExperiment + lines);
           }},
          {"ExtendsItself", "A file that extends itself",
           "e.toml:1:11: extends: 'e.toml' extends itself, directly or through its parents", 78,
           "Remove one `extends`.", text("extends = \"e.toml\"\n")},
          {"LongChain",
           "An endless chain of parents",
           "c31.toml:1:11: extends: more than 32 files extend each other",
           78,
           "Merge some of the parents.",
           long_chain,
           {"check", "c0.toml"}},
          {"ParentMissing", "A missing parent",
           "e.toml:1:11: extends: base.toml: No such file or directory", 66,
           "Paths are relative to the file that holds them.", text("extends = \"base.toml\"\n")},
          {"NoFile",
           "A missing experiment",
           "none.toml: No such file or directory",
           66,
           "Correct the path.",
           {},
           {"check", "none.toml"}},
          {"FolderAsFile",
           "A folder instead of an experiment",
           "data: is a folder, but must be a file",
           78,
           "Name the file in it.",
           {},
           {"check", "data"}},
          {"SilentPipe",
           "A pipe without a writer",
           "pipe.toml: is a pipe without a writer",
           78,
           "`serhost check <(command)` works, since the command writes while serhost reads.",
           [](const Scratch& scratch) { ::mkfifo((scratch.path() / "pipe.toml").c_str(), 0600); },
           {"check", "pipe.toml"}},
          {"NameNoFolder",
           "A name that cannot name a folder",
           "-s: name: must be a valid folder name: 1 to 200 bytes without '/', not "
           "beginning with a dot",
           78,
           "Choose a shorter or plainer name.",
           {},
           {"check", "e.toml", "-s", "name=" + std::string(300, 'n')}},
          {"NameTurns", "A name that turns the writing",
           "e.toml:1:1: name: 'gnp\\u202ee' holds control characters or marks that turn the "
           "writing; write it without them",
           78, "Such a name looks like another. Type it again; it was probably pasted.",
           experiment("name = \"e\"", "name = \"gnp\u202ee\"")},
          {"NoTurningBack", "An expression that looks ahead",
           "e.toml:4:11: dataset 'folder' of plugin folder * failed in its constructor: speaker = "
           "'(s[0-9])(?=_)' looks ahead ('(?='), which is not supported; write what follows behind "
           "the group, as '([a-z]+)_[0-9]' for '([a-z]+)(?=_[0-9])'",
           78, "Write the expression as the message says: the first group alone is taken.",
           experiment("^(s[0-9])", "(s[0-9])(?=_)")},
          {"DeviceInFile", "A device that is not available, named by the file",
           "e.toml:24:10: train.device: device 'cuda:99' is not available: *", 69,
           "`serhost doctor` shows the devices. Without `train.device` the best one is used.",
           behind("device = \"cuda:99\"\n")},
          {"TooLarge",
           "A model that is larger than the memory",
           "e.toml:14:10: backbone 'lstm' needs more than the * GiB of memory that this machine "
           "has; it was given width = 65536, num_layers = 1000: make it smaller",
           78,
           "Nothing was built. Choose a smaller width or fewer layers.",
           {},
           {"check", "e.toml", "-s", "backbone.width=65536", "-s", "backbone.num_layers=1000"}},
          {"ControlCharacters",
           "Names with control characters",
           "-s: unknown key 'a\\u001b[2Jb'. *",
           78,
           "Nothing to do: in messages, characters that a terminal obeys are shown by their "
           "numbers.",
           {},
           {"check", "e.toml", "-s", "a\x1b[2Jb=1"}},
      }};
}

}  // namespace faults
