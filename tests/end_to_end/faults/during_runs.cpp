// What goes wrong while a run is on: figures that are no numbers, plugins that fail, files that
// vanish.
#include "end_to_end/faults/corpus.hpp"
#include "end_to_end/faults/row.hpp"

namespace faults {
namespace {

/// e.toml with the loss of misbehaves.cpp, and a second epoch.
auto misbehaving(const std::string& keys) {
  return [=](const Scratch& scratch) {
    scratch.write("e.toml", with(with(kExperiment, "plugin = \"cross_entropy\"",
                                      "plugin = \"misbehaves\"\n" + keys),
                                 "epochs     = 1", "epochs     = 2"));
    scratch.write("other.wav", wave(tone(4850, 0.3)));
  };
}

const std::vector<std::string> kMisbehavingRun = {"run", "e.toml", "-q", "--plugin-path",
                                                  SERHOST_MISBEHAVING_FOLDER};

}  // namespace

Group during_runs() {
  const std::string batch = "*";
  return {
      "During a run",
      "Finished folds are kept, and so is the last checkpoint: once the cause is fixed, `--resume` "
      "continues.",
      {
          {"LossOfAClip", "A loss that is not finite for one clip",
           "the loss is nan in fold 1, seed 1, epoch 2, step 4 for *, 1 of the 4 clips of "
           "the batch; try a smaller train.optimizer.lr, or train.clip_norm = 1.0",
           1,
           "Listen to the named clip. If it sounds normal, training has diverged: try a smaller "
           "learning rate, or `train.clip_norm = 1.0`.",
           misbehaving("fault = \"loss\"\nat = 3\n"), kMisbehavingRun},
          {"Diverged",
           "Training that diverges",
           "the loss is nan in fold 1, seed 1, epoch 1, step 2 for the whole batch *; try a "
           "smaller train.optimizer.lr, or train.clip_norm = 1.0",
           1,
           "Try a smaller `train.optimizer.lr`, a warmup, or `train.clip_norm = 1.0`.",
           {},
           {"run", "e.toml", "-q", "-s", "train.optimizer={ name = \"sgd\", lr = 1e300 }", "-s",
            "train.epochs=5"}},
          {"Gradient", "A gradient that is not finite although the loss is",
           "the gradient is not finite in fold 1, seed 1, epoch 1, step 2, although the loss is, "
           "for the batch *, *, *, *; try a smaller train.optimizer.lr, or check the loss's "
           "derivative",
           1, "In a new loss, a square root or a logarithm at 0 is the usual cause.",
           misbehaving("fault = \"gradient\"\nat = 1\n"), kMisbehavingRun},
          {"PluginThrows", "A plugin that throws an exception",
           "loss 'misbehaves' of plugin misbehaves * failed in forward: the table of costs is "
           "empty",
           1, "The message is the plugin's own; ask its author or read its documentation.",
           misbehaving("fault = \"throw\"\n"), kMisbehavingRun},
          {"PluginCrashes", "A plugin that crashes",
           "serhost: loss 'misbehaves' of plugin misbehaves * crashed in forward (SIGSEGV); a "
           "run can be continued from its last checkpoint with --resume",
           70, "Report it to the plugin's author. `serhost test-plugin` may find the cause.",
           misbehaving("fault = \"crash\"\n"), kMisbehavingRun},
          {"PluginExits", "A plugin that ends the process",
           "serhost: loss 'misbehaves' of plugin misbehaves * ended the process in forward (exit); "
           "a run can be continued from its last checkpoint with --resume",
           70, "A plugin reports a fault by an exception; ask its author.",
           misbehaving("fault = \"exit\"\n"), kMisbehavingRun},
          {"PluginExitsAtOnce", "A plugin that ends the process without its handlers",
           "serhost: loss 'misbehaves' of plugin misbehaves * ended the process in forward "
           "(_exit); "
           "a run can be continued from its last checkpoint with --resume",
           70, "As above.", misbehaving("fault = \"_exit\"\n"), kMisbehavingRun},
          {"PluginExitsQuickly", "A plugin that ends the process by quick_exit",
           "serhost: loss 'misbehaves' of plugin misbehaves * ended the process in forward "
           "(quick_exit); a run can be continued from its last checkpoint with --resume",
           70, "As above.", misbehaving("fault = \"quick_exit\"\n"), kMisbehavingRun},
          {"PluginExitsBySystemCall", "A plugin that ends the process by the system call",
           "serhost: loss 'misbehaves' of plugin misbehaves * ended the process in forward (the "
           "system call exit); a run can be continued from its last checkpoint with --resume",
           70, "As above.", misbehaving("fault = \"syscall\"\n"), kMisbehavingRun},
          {"PluginExitsByInstruction",
           "A plugin that ends the process by an instruction of its own",
           "serhost: loss 'misbehaves' of plugin misbehaves * ended the process in forward (the "
           "system call exit); a run can be continued from its last checkpoint with --resume",
           70, "As above.", misbehaving("fault = \"instruction\"\n"), kMisbehavingRun},
          {"PluginExitsInThread", "A thread of a plugin that ends the process",
           "serhost: a thread of plugin *misbehaves.so ended the process outside of any call into "
           "it (_exit); a run can be continued from its last checkpoint with --resume",
           70, "As above.", misbehaving("fault = \"thread\"\n"), kMisbehavingRun},
          {"PluginExitsInThreadByExit", "A thread of a plugin that calls exit",
           "serhost: a thread of plugin *misbehaves.so ended the process outside of any call into "
           "it (exit); a run can be continued from its last checkpoint with --resume",
           70, "As above.", misbehaving("fault = \"exit in thread\"\n"), kMisbehavingRun},
          {"PluginExitsInDestructor", "A plugin that ends the process when it is taken down",
           "serhost: plugin *misbehaves.so ended the process outside of any call into it (exit); a "
           "run can be continued from its last checkpoint with --resume",
           70, "As above.", misbehaving("fault = \"destructor\"\n"), kMisbehavingRun},
          {"PluginReplacesProcess", "A plugin that puts another program in the place of serhost",
           "serhost: loss 'misbehaves' of plugin misbehaves * tried to replace the process in "
           "forward (execl); a run can be continued from its last checkpoint with --resume",
           70, "The plugin must fork first, or start the program by `system` or `posix_spawn`.",
           misbehaving("fault = \"execl\"\n"), kMisbehavingRun},
          {"PluginReplacesProcessByInstruction",
           "A plugin that does so by an instruction of its own",
           "serhost: loss 'misbehaves' of plugin misbehaves * tried to replace the process in "
           "forward (the system call exec); a run can be continued from its last checkpoint with "
           "--resume",
           70, "As above.", misbehaving("fault = \"exec instruction\"\n"), kMisbehavingRun},
          {"CheckOfReplacing",
           "A plugin that puts another program in the place of `serhost check`",
           "serhost: loss 'misbehaves' of plugin misbehaves * tried to replace the process in its "
           "constructor (execve); a run can be continued from its last checkpoint with --resume",
           70,
           "As above.",
           misbehaving("fault = \"execve at once\"\n"),
           {"check", "e.toml", "--plugin-path", SERHOST_MISBEHAVING_FOLDER}},
          {"PluginDaemon", "A plugin that goes on in the background",
           "serhost: loss 'misbehaves' of plugin misbehaves * ended the process in forward "
           "(daemon); a run can be continued from its last checkpoint with --resume",
           70, "As above.", misbehaving("fault = \"daemon\"\n"), kMisbehavingRun},
          {"PluginPretendsToStop", "A plugin that ends the process as a run that was asked to stop",
           "serhost: loss 'misbehaves' of plugin misbehaves * ended the process in forward "
           "(_exit); "
           "a run can be continued from its last checkpoint with --resume",
           70, "As above.", misbehaving("fault = \"stopped\"\n"), kMisbehavingRun},
          {"PluginShape", "A loss of the wrong shape",
           "loss 'misbehaves' of plugin misbehaves * gave []; expected [4], one value per clip; "
           "the host takes the mean",
           69, "A loss returns one value per clip, unless it declares `whole_batch`.",
           misbehaving("fault = \"shape\"\n"), kMisbehavingRun},
          {"Backward", "A derivative of a plugin that fails",
           "the backward pass in fold 1, seed 1, epoch 1, step 1 failed: the table of slopes is "
           "empty; look at the operations and derivatives of loss 'misbehaves', head 'mlp', "
           "backbone *",
           1, "Report it to the author of the plugin among them that has a derivative of its own.",
           misbehaving("fault = \"backward\"\n"), kMisbehavingRun},
          {"Detached", "A loss from which nothing would be learned",
           "e.toml:19:10: loss 'misbehaves' of plugin misbehaves * gave a value in the trial "
           "before training "
           "from "
           "which no gradient leads back to what the loss is given: it was detached, computed "
           "under "
           "at::NoGradGuard or c10::InferenceMode, or made of plain numbers (item()); nothing "
           "would "
           "be learned. *",
           69,
           "`check` says it too, before any training. Compute the value from the tensors of the "
           "view with LibTorch's operations.",
           misbehaving("fault = \"detached\"\n"), kMisbehavingRun},
          {"GlobalState", "A plugin that changes LibTorch's global state",
           "loss 'misbehaves' of plugin misbehaves * changed LibTorch's global state in forward: "
           "the default dtype went from Float to Double; every later step and every other "
           "component would see it. *",
           1,
           "The plugin must leave it as it was; a guard that ends with the call does. No result "
           "was computed under the other state. If another thread was in a call of another plugin "
           "meanwhile, a switch of the whole process may be that one's work, and both are named. "
           "Seeds of the default generators count, of the GPUs in use too.",
           misbehaving("fault = \"global state\"\nat = 2\n"), kMisbehavingRun},
          {"Vanishes", "A file that vanishes during the run",
           "clip 'sad/s2_1.wav': data/sad/s2_1.wav: there is no such file; it could be read when "
           "the run began. Restore it, then continue with --resume",
           66, "A network drive was unmounted, or the file was deleted. Restore the file.",
           misbehaving("fault = \"remove\"\nfile = \"data/sad/s2_1.wav\"\n"), kMisbehavingRun},
          {"Replaced", "A file that is replaced during the run",
           "clip 'sad/s2_1.wav': data/sad/s2_1.wav: is not the audio that it was when the run "
           "began. Restore that, then continue with --resume",
           65,
           "A run uses one version of a corpus. Restore the file, or start a new run with `--out`.",
           misbehaving(
               "fault = \"replace\"\nfile = \"data/sad/s2_1.wav\"\nother = \"other.wav\"\n"),
           kMisbehavingRun},
          {"TimeIsUp",
           "The time of --max-time is over",
           "stopped before fold 1, seed 1\nfinished folds are kept in runs/e; continue with "
           "--resume",
           75,
           "Not an error: continue with `--resume`.",
           {},
           {"run", "e.toml", "-q", "--max-time", "0.001"}},
      }};
}

}  // namespace faults
