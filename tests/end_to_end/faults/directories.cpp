// Run directories that cannot be used, and disks that are full.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>

#include <csignal>

#include "end_to_end/faults/corpus.hpp"
#include "end_to_end/faults/row.hpp"

namespace faults {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kResume = {"run", "e.toml", "-q", "--resume"};

void finished(const Scratch& scratch) { end_to_end::serhost(kPlainRun, scratch.path()); }

void unfinished(const Scratch& scratch) {
  end_to_end::serhost({"run", "e.toml", "-q", "--max-time", "0.001"}, scratch.path());
}

/// Held until the test program ends.
void in_use(const Scratch& scratch) {
  const auto lock = scratch.write("runs/e/.lock", "");
  ::flock(::open(lock.c_str(), O_RDWR | O_CLOEXEC), LOCK_EX);
}

/// Stopped in the middle of an epoch, with a checkpoint: the loss of misbehaves.cpp asks for that.
const std::vector<std::string> kStop = {"run",
                                        "e.toml",
                                        "-q",
                                        "--plugin-path",
                                        SERHOST_MISBEHAVING_FOLDER,
                                        "-s",
                                        "loss={ plugin = \"misbehaves\", stop_at = 0 }"};

std::vector<std::string> kept_on() {
  auto out = kStop;
  out.emplace_back("--resume");
  return out;
}

void damaged_checkpoint(const Scratch& scratch) {
  end_to_end::serhost(kStop, scratch.path());
  std::ofstream(scratch.path() / "runs/e/checkpoints/fold-1/seed-1/last/state.json") << "{";
}

void without_summary(const Scratch& scratch) {
  finished(scratch);
  const auto file = scratch.path() / "runs/e/run.json";
  auto text = end_to_end::slurp(file);
  const auto at = text.find("\"summary\": {"), end = text.find("\n  }", at);
  ASSERT_NE(end, std::string::npos);
  text.replace(at, end - at, "\"summary\": {");
  std::ofstream(file) << text;
}

/// Its figures are of people who were trained on, and it says otherwise.
void contradicting(const Scratch& scratch) {
  end_to_end::serhost({"run", "e.toml", "-q", "-s", "protocol.unit=clip"}, scratch.path());
  const auto file = scratch.path() / "runs/e/run.json";
  auto text = end_to_end::slurp(file);
  const std::string said = "\"test_speakers\": \"speaker-dependent\"";
  ASSERT_NE(text.find(said), std::string::npos);
  for (auto at = text.find(said); at != std::string::npos; at = text.find(said))
    text.replace(at, said.size(), "\"test_speakers\": \"speaker-independent\"");
  std::ofstream(file) << text;
}

/// What a full disk or a quota does: a file grows no more.
void small_files() {
  const rlimit bound{4096, 4096};
  ::setrlimit(RLIMIT_FSIZE, &bound);
  ::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace

Group directories() {
  return {
      "Run directories and disks",
      "A run directory belongs to one experiment and to one process at a time. Another experiment "
      "never overwrites anything in it.",
      {
          {"InUse", "A directory in use by another run",
           "runs/e is in use by another run; wait for it, or choose another folder with --out", 73,
           "Wait, or choose another folder with `--out`. The lock ends with the process that holds "
           "it.",
           in_use, kPlainRun},
          {"Unfinished", "An unfinished run",
           "runs/e holds an unfinished run of this experiment; continue with --resume, or choose "
           "another folder with --out",
           73, "`--resume`.", unfinished, kPlainRun},
          {"OtherExperiment",
           "The run of another experiment",
           "runs/e holds the run of another experiment: train.batch_size differs; give this one "
           "another name (-s name=*_batch_size_2), or choose another folder with --out",
           73,
           "Give the experiment another `name`, or choose another folder with `--out`.",
           finished,
           {"run", "e.toml", "-q", "-s", "train.batch_size=2"}},
          {"ResumedWithChanges",
           "A run that is resumed with changes",
           "runs/e cannot be resumed: the experiment has changed: train.batch_size differs",
           78,
           "Only `train.epochs` may be increased. Undo the change, or start a new run with "
           "`--out`.",
           unfinished,
           {"run", "e.toml", "-q", "--resume", "-s", "train.batch_size=2"}},
          {"ResumedOnOtherAudio", "A run that is resumed on other audio",
           "runs/e cannot be resumed: 1 clip is not what the run began with: clip 'sad/s1_1.wav': "
           "data/sad/s1_1.wav: has been altered: its audio is not that of "
           "runs/e/clips.csv",
           65, "Restore the file, or start a new run with `--out`.",
           [](const Scratch& scratch) {
             unfinished(scratch);
             scratch.write("data/sad/s1_1.wav", wave(tone(4450, 0.2)));
           },
           kResume},
          {"SomethingElse",
           "A folder with other content",
           "thesis holds something other than a run; choose another folder with --out",
           73,
           "Choose another folder with `--out`.",
           [](const Scratch& scratch) { scratch.write("thesis/chapter1.txt", "precious"); },
           {"run", "e.toml", "-q", "--out", "thesis"}},
          {"IsAFile",
           "A file instead of the directory",
           "list.txt is a file, but must be a folder; choose another with --out",
           73,
           "Choose another folder with `--out`.",
           [](const Scratch& scratch) { scratch.write("list.txt", "text"); },
           {"run", "e.toml", "-q", "--out", "list.txt"}},
          {"NotWritable",
           "A folder without write permission",
           "closed/run: cannot be created: Permission denied",
           73,
           "Choose another folder with `--out`, or add the permission: `chmod u+w FOLDER`.",
           [](const Scratch& scratch) {
             fs::create_directory(scratch.path() / "closed");
             fs::permissions(scratch.path() / "closed",
                             fs::perms::owner_read | fs::perms::owner_exec);
           },
           {"run", "e.toml", "-q", "--out", "closed/run"},
           {},
           drop_power},
          {"NotARunRecord", "A run.json that is not a record",
           "runs/e/run.json is not a record of this program; choose another folder with --out", 73,
           "Something other than serhost damaged the file; serhost replaces it in one step. Choose "
           "another folder.",
           [](const Scratch& scratch) { scratch.write("runs/e/run.json", "{\"schema\": 1}"); },
           kPlainRun},
          {"DamagedCheckpoint", "A checkpoint that is damaged",
           "runs/e/checkpoints/fold-1/seed-1/last/state.json is damaged (it is no JSON object), "
           "and "
           "there is no earlier checkpoint to go on from; remove runs/e/checkpoints/fold-1/seed-1 "
           "to "
           "train this fold from the start",
           65,
           "Remove the named folder: the fold is trained again. Where the checkpoint before is "
           "whole, "
           "`--resume` continues from that one and says so ([interrupted runs](resume.md)).",
           damaged_checkpoint, kept_on()},
          {"Contradiction",
           "A run that was altered and is to be handed on",
           "runs/e/run.json: says that the run is finished, but has no summary; it was altered "
           "after "
           "the run. Restore it, or run the experiment again",
           65,
           "Restore the file from a copy. `reproduce` says the same of a bundle.",
           without_summary,
           {"bundle", "runs/e"}},
          {"ContradictingParts",
           "A record whose parts contradict each other",
           "runs/e: run.json and folds.csv contradict each other in protocol.test_speakers: it is "
           "\"speaker-independent\", but \"speaker-dependent\" by the speakers of the list; one of "
           "them was altered after the run. Restore it, or run the experiment again",
           65,
           "`compare`, `report`, `bundle` and `export` compute again what `run.json` says "
           "([comparing](comparing.md#the-signature)) and use no record that was edited. Restore "
           "the file from a copy.",
           contradicting,
           {"report", "runs/e"}},
          {"WithoutFolds",
           "A record without its list of folds",
           "runs/e/folds.csv: is missing, but run.json says \"k-fold, 2 folds, *\" of it, and "
           "without the list nobody can tell who was trained on. Restore it, or run the experiment "
           "again",
           65,
           "Restore it from a copy; a result is its folder as a whole.",
           [](const Scratch& scratch) {
             finished(scratch);
             fs::remove(scratch.path() / "runs/e/folds.csv");
           },
           {"report", "runs/e"}},
          {"NotExportable",
           "A model that Transformers does not have",
           "runs/e: this model has no counterpart among the classifiers of Transformers: the "
           "backbone 'lstm' is none of theirs. What can be exported: *",
           69,
           "Train a model of the kind that the message describes ([export](export.md)); `predict` "
           "applies this one as it is.",
           finished,
           {"export", "runs/e", "--format", "huggingface", "--out", "made", "--fold", "1", "--seed",
            "1"}},
          {"WholeDisk",
           "A report of the whole disk",
           "/ holds too much to search for runs; name the folder in which they lie",
           64,
           "Name the folder, for example `runs`.",
           {},
           {"report", "/"}},
          {"NoHome",
           "A home that does not exist",
           "there is no place for keys: XDG_CONFIG_HOME is not set to an absolute path, and HOME "
           "('/nonexistent') is not a folder that exists; set XDG_CONFIG_HOME to a folder of yours",
           78,
           "Set the variable, or `HOME`, to a folder that exists; nothing is created under a home "
           "that does not.",
           {},
           {"pack", "key", "new", "ada"},
           {{"HOME", "/nonexistent"}, {"XDG_CONFIG_HOME", ""}}},
          {"DiskFull",
           "A full disk, or an exhausted quota",
           "runs/e/*: cannot be written: File too large (see ulimit -f, or the largest file of the "
           "file system)",
           74,
           "Free space, then continue with `--resume`; the last checkpoint is complete. A full "
           "disk is reported as `No space left on device`, a quota as `Disk quota exceeded`.",
           {},
           kPlainRun,
           {},
           small_files},
          {"OutputFull",
           "Output into a full disk",
           "standard output cannot be written",
           74,
           "Free space where the output goes.",
           {},
           {"sh", "-c", end_to_end::quoted_program() + " list > /dev/full"}},
          {"LogNotWritable",
           "A log that cannot be written",
           "nowhere/log.txt: the log cannot be written: No such file or directory",
           73,
           "Create the folder first.",
           {},
           {"check", "e.toml", "--log", "nowhere/log.txt"}},
          {"LogOntoExperiment",
           "A log onto a file of something else",
           "e.toml is there already and is no log; name another file for the log",
           73,
           "A log is appended to what is there, which must be a log.",
           {},
           {"check", "e.toml", "--log", "e.toml"}},
      }};
}

}  // namespace faults
