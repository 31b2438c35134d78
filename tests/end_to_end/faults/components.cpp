// Components and devices that are not there, and plugins that are refused.
#include <sys/stat.h>

#include "end_to_end/faults/corpus.hpp"
#include "end_to_end/faults/row.hpp"

namespace faults {
namespace {

namespace fs = std::filesystem;

/// The folder `plugins` with one of the suite's hostile plugins (tests/abi).
auto hostile(const std::string& name) {
  return [=](const Scratch& scratch) {
    fs::create_directory(scratch.path() / "plugins");
    fs::create_symlink(fs::path(SERHOST_HOSTILE_FOLDER) / (name + ".so"),
                       scratch.path() / "plugins" / (name + ".so"));
  };
}

std::vector<std::string> with_loss(const std::string& name) {
  return {"check", "e.toml", "--plugin-path", "plugins", "-s", "loss.plugin=" + name};
}

}  // namespace

Group components() {
  return {
      "Components and devices",
      "A refused plugin affects only experiments that use its components; `serhost list` and "
      "`serhost doctor` show all refusals.",
      {
          {"UnknownLoss", "A component that does not exist",
           "e.toml:19:10: no loss 'focall'. Did you mean 'focal'? serhost list losses shows them "
           "all*",
           69, "`serhost list` shows the available components and their files.",
           experiment("cross_entropy", "focall")},
          {"PredictsNothing",
           "A loss that predicts nothing",
           "e.toml:19:10: loss 'supervised_contrastive' of plugin * failed in scores: "
           "supervised_contrastive with share = 1 predicts nothing; make it a part of 'weighted' "
           "that comes after one that does, or choose a share below 1",
           78,
           "Contrast alone brings embeddings together and names no class.",
           experiment("cross_entropy", "supervised_contrastive"),
           {"check", "e.toml", "-s", "loss.share=1.0"}},
          {"NoRecording", "A folder of recordings with a file that is none",
           "e.toml:26:10: augment 'background' of plugin * failed in its constructor: noise/b.wav: "
           "no audio can be read: *; take it out of the folder",
           65, "`check` opens every file of the folder, so that training does not meet it.",
           [](const Scratch& scratch) {
             scratch.write("noise/a.wav", wave(tone(4000)));
             scratch.write("noise/b.wav", "no recording");
             scratch.write("e.toml", kExperiment +
                                         "\n[[augment]]\nplugin = \"background\"\n"
                                         "folder = \"noise\"\n");
           }},
          {"NotALibrary", "A plugin that is not a library",
           "-s: no loss 'mine'. Refused plugins: plugin 'broken.so' refused: it is not "
           "an ELF shared library.",
           69, "Build it again: `cmake --build build` in the plugin's folder.",
           [](const Scratch& scratch) { scratch.write("plugins/broken.so", "text"); },
           with_loss("mine")},
          {"NoRecord", "A library that is not a plugin",
           "-s: no loss 'mine'. Refused plugins: plugin 'no_block.so' refused: it is not "
           "a serhost plugin (no .serhost section); add SERHOST_PLUGIN(); *",
           69,
           "Add `SERHOST_PLUGIN();` once to one of its sources, and build with "
           "`serhost_add_plugin`.",
           hostile("no_block"), with_loss("mine")},
          {"OtherTorch", "A plugin that was built with another LibTorch",
           "-s: no loss 'mine'. Refused plugins: plugin 'other_torch.so' refused: built "
           "with libtorch 2.4.1, this host has 2.13.*",
           69, "Build it here. A binary plugin is tied to one LibTorch; its source is not.",
           hostile("other_torch"), with_loss("mine")},
          {"NewerApi", "A plugin that needs a newer serhost",
           "-s: no loss 'mine'. Refused plugins: plugin 'newer_api.so' refused: needs "
           "serhost API 2.4242, this host has 2.*; update serhost*",
           69, "Update serhost, or use an older version of the plugin.", hostile("newer_api"),
           with_loss("mine")},
          {"MissingSymbol", "A plugin with an undefined symbol",
           "-s: no loss 'mine'. Refused plugins: plugin 'missing_symbol.so' refused: "
           "needs serhost::crop_silence(*",
           69, "Build it with `serhost_add_plugin`, which reports undefined symbols at link time.",
           hostile("missing_symbol"), with_loss("mine")},
          {"DiesAtLoad", "A plugin that crashes while it is loaded",
           "-s: no loss 'mine'. Refused plugins: plugin 'throws_at_load.so' refused: it "
           "crashed while loading (SIGABRT); *",
           69, "Its own output is in the message. A static object that throws is the usual cause.",
           hostile("throws_at_load"), with_loss("mine")},
          {"KilledAtLoad", "A plugin whose loading was ended from outside",
           "-s: no loss 'mine'. Refused plugins: plugin 'killed_at_load.so' refused: "
           "something outside ended the process that looked into it (SIGKILL; *",
           69,
           "Run the command again: this is not remembered. If memory runs out, use fewer "
           "`--threads`.",
           hostile("killed_at_load"), with_loss("mine")},
          {"MirrorOfNothing",
           "A mirror of a lock without packs",
           "serhost.lock lists no plugin of a pack: there is nothing to copy",
           1,
           "Bundled plugins come with serhost; a plugin from a file must become a pack first.",
           [](const Scratch& scratch) { scratch.write("serhost.lock", "version = 1\n"); },
           {"pack", "mirror", "serhost.lock", "--out", "mirror"}},
          {"PackIsAPipe",
           "A pipe or a device in the place of a pack",
           "pipe: is a pipe, a socket or a device, but must be a file",
           78,
           "Name a file.",
           [](const Scratch& scratch) { ::mkfifo((scratch.path() / "pipe").c_str(), 0600); },
           {"pack", "verify", "pipe"}},
          {"RevokedKey",
           "A key that was revoked",
           "key * was revoked on *: stolen; to trust it again all the same, add --restore",
           77,
           "Ask the owner of the key for another one. `--restore` is for a key that was revoked by "
           "mistake.",
           {},
           {"sh", "-c",
            "export XDG_CONFIG_HOME=\"$PWD/keys\"; serhost=" + end_to_end::quoted_program() +
                "; \"$serhost\" pack key new ada >line 2>&1; \"$serhost\" pack key revoke ada "
                "--reason stolen >/dev/null; \"$serhost\" pack key trust "
                "keys/serhost/keys/ada.pub"}},
          {"TwoOfOneName",
           "Two plugins with one name in one folder",
           "*",
           69,
           "Write `plugin/name` to choose, or remove one.",
           [](const Scratch& scratch) {
             fs::create_directory(scratch.path() / "plugins");
             for (const char* name : {"twin_a.so", "twin_b.so"})
               fs::create_symlink(fs::path(SERHOST_HOSTILE_FOLDER).parent_path() / "twins" / name,
                                  scratch.path() / "plugins" / name);
           },
           {"check", "e.toml", "--plugin-path", "plugins", "-s", "dataset.plugin=good"}},
          {"NoSuchDevice",
           "A device that is not available",
           "device 'cuda:99' is not available: *",
           69,
           "`serhost doctor` shows the devices. Without `train.device` the best one is used.",
           {},
           {"check", "e.toml", "--device", "cuda:99"}},
          {"LossDoesNotFit", "A loss that needs something the head lacks",
           "e.toml:22:10: head.pooling = \"mean_scores\" averages the output layer over frames, "
           "but this loss has its own output layer; write pooling = \"mean\"",
           78, "The message says what is missing.",
           experiment("[loss]\nplugin = \"cross_entropy\"",
                      "[head]\npooling = \"mean_scores\"\n\n[loss]\nplugin = \"aam\"")},
      }};
}

}  // namespace faults
