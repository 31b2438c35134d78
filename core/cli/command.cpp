// The table of commands; help, completion and dispatch come from it.
#include "cli/command.hpp"

namespace serhost::cli {
namespace {

constexpr Command kCommands[] = {
    {"run", "train and evaluate an experiment",
     "run EXP.toml [-s key=value ...] [--out DIR] [--resume] [--locked] [--device D] [--max-time "
     "T]\n       serhost run EXP.toml --overfit-batch | --profile FILE [-s key=value ...]",
     "serhost run experiments/quickstart.toml -s train.epochs=5", &run_command, true},
    {"sweep", "a grid of experiments that can be stopped, distributed and resumed",
     "sweep SWEEP.toml [--dry-run] [--shard I/N] [--retry-failed] [-s key=value ...] [--out DIR] "
     "[--device D] [--max-time T]",
     "serhost sweep experiments/sweep_quickstart.toml --dry-run", &sweep_command},
    {"check", "everything that can be known without training or decoding",
     "check EXP.toml [-s key=value ...] [--format text|json]",
     "serhost check experiments/quickstart.toml", &check_command},
    {"plan", "what a run would do: folds, seeds, clips, batches, parameters, memory",
     "plan EXP.toml [-s key=value ...] [--json]", "serhost plan experiments/quickstart.toml",
     &plan_command},
    {"find-lr", "a training whose learning rate grows: the curve, and where the loss falls most",
     "find-lr EXP.toml [-s key=value ...] [--from LR] [--to LR] [--updates N] [--out FILE] "
     "[--json] "
     "[--device D]",
     "serhost find-lr experiments/quickstart.toml --out lr.svg", &find_lr_command, true},
    {"launch", "a run in several processes of this machine, which train one model together",
     "launch -n N [--] run EXP.toml [OPTION ...]",
     "serhost launch -n 2 run experiments/quickstart.toml --threads 1", &launch_command},
    {"ledger", "the state of a sweep's cells, from one ledger or several",
     "ledger show FOLDER|LEDGER ... [--json]\n       serhost ledger merge FOLDER|LEDGER ... --out "
     "FILE",
     "serhost ledger show runs/sweep_quickstart", &ledger_command},
    {"list", "available components, what they shadow, and what was refused",
     "list "
     "[backbones|losses|datasets|optimizers|heads|adaptations|augmentations|poolings|protocols|"
     "schedules|tables|metrics|tasks|packs]"
     " [--json]",
     "serhost list losses", &list_command},
    {"describe", "a component's parameters, abilities, ABI record and README",
     "describe "
     "backbone|loss|dataset|optimizer|head|adaptation|augment|pooling|protocol|schedule|table|"
     "metric|task NAME "
     "[--json]",
     "serhost describe loss focal", &describe_command},
    {"data", "counts, pictures, leaks, copies and damaged files of an experiment's data",
     "data stats EXP.toml [-s key=value ...] [--table|--json]\n       serhost data verify EXP.toml "
     "[RUN|PIN.csv] [-s key=value ...] [--json]\n       serhost data pin EXP.toml [PIN.csv] "
     "[-s key=value ...] [--json]\n       serhost data audit EXP.toml|FOLDS.csv|FOLDER [CLIPS.csv] "
     "[--json]\n       serhost data copies EXP.toml|CLIPS [-s key=value ...] [--json]\n       "
     "serhost data plot EXP.toml --out DIR|FILE [--figure NAME ...] [-s key=value ...] [--format "
     "pdf|svg|png] [--style NAME] [--width column|page|INCHES]",
     "serhost data stats experiments/quickstart.toml", &data_command},
    {"evaluate", "the models of a run on the test parts of another experiment's data",
     "evaluate RUN EXP.toml [-s key=value ...] [--fold F] [--seed S] [--out DIR] [--resume] "
     "[--device D]",
     "serhost evaluate runs/iemocap_focal experiments/emodb.toml --out runs/iemocap_to_emodb",
     &evaluate_command, true},
    {"predict", "labels and probabilities for new audio, from a trained run",
     "predict RUN AUDIO ... [--fold F] [--seed S] [--window S [--hop S]] [--format "
     "csv|jsonl|rttm|textgrid|audacity|webvtt] [--json]\n"
     "                       [--key stem|path] [--list FILE] [--device D] [--out FILE]\n"
     "       serhost predict RUN - [--rate HZ] [--channels N] [--encoding s16le|f32le] [--window S "
     "[--hop S]] ...",
     "serhost predict runs/quickstart recordings/ --window 4 --hop 1 --json", &predict_command,
     true},
    {"explain", "which frames and frequencies of a clip decided, from a trained run",
     "explain RUN AUDIO ... [--fold F] [--seed S] [--of NAME] [--piece S] [--out DIR] [--format "
     "pdf|svg|png] [--style NAME] [--width column|page|INCHES]\n"
     "                       [--json] [--key stem|path] [--list FILE] [--device D]",
     "serhost explain runs/quickstart recordings/a.wav --format svg", &explain_command, true},
    {"compare", "whether runs differ, and by how much: paired statistics",
     "compare RUN RUN ... [--against RUN] [--metric NAME] [--margin M] [--force] [--json]",
     "serhost compare runs/emodb_focal runs/emodb_ce", &compare_command},
    {"report", "tables and figures of a run, or of many runs over two of their keys",
     "report RUN|SWEEP|FOLDER ... [--format html|csv|latex|md] [--rows KEY] [--columns KEY] "
     "[--metric NAME] [--against VALUE] [--table NAME] [--out FILE] [--maps] [--force]",
     "serhost report runs --format latex --table per-class", &report_command},
    {"plot", "one figure of a run or a sweep for a paper: PDF, SVG or PNG",
     "plot RUN|SWEEP|FOLDER ... --figure NAME [--format pdf|svg|png] [--style NAME] [--width "
     "column|page|INCHES] [--system NAME] [--by WHAT] [--rows KEY] [--columns KEY] [--metric NAME] "
     "[--out FILE] [--data FILE] [--force]",
     "serhost plot runs/quickstart --figure confusion --out confusion.pdf", &plot_command},
    {"new", "a plugin project that configures, builds, tests and trains as it is",
     "new backbone|loss|dataset|optimizer|head|augment NAME [--dir D]", "serhost new loss my_loss",
     &new_command},
    {"build", "configure, build and test a plugin project",
     "build DIR [--debug] [--no-test] [-D KEY=VALUE ...]", "serhost build my_loss", &build_command},
    {"pack", "plugins as signed packs: create, verify, install, lock; keys",
     "pack create DIR [-o FILE] [--key NAME | --unsigned] [--binary]\n       serhost pack verify "
     "FILE\n       serhost pack show FILE|NAME [--json]\n"
     "       serhost pack install FILE ... [--trust signed|pinned|unsigned-ok] [--lock FILE]\n     "
     "  serhost pack remove NAME\n       serhost pack list [--json]\n"
     "       serhost pack lock EXP.toml ...\n       serhost pack mirror LOCK --out DIR\n"
     "       serhost pack key new NAME\n       serhost pack key trust FILE|KEY [--name NAME] "
     "[--restore]\n       serhost pack key list [--json]\n"
     "       serhost pack key revoke NAME|ID [--reason TEXT]",
     "serhost pack create my_loss", &pack_command},
    {"bundle", "everything that another lab needs to run a finished run again, in one file",
     "bundle RUN [-o FILE]", "serhost bundle runs/quickstart", &bundle_command},
    {"reproduce", "run a bundle again and compare the numbers",
     "reproduce BUNDLE [-s key=value ...] [--out DIR] [--device D] [--tolerance X]",
     "serhost reproduce quickstart.serbundle", &reproduce_command, true},
    {"view", "look at finished and running runs in a browser of this machine",
     "view RUN|SWEEP|FOLDER ... [--port N]", "serhost view runs/", &view_command},
    {"weights", "show published weights, or convert them to a Hugging Face directory",
     "weights show PATH [--json]\n       serhost weights convert PATH --out DIR [--json]",
     "serhost weights show hubert-base-ls960", &weights_command},
    {"export", "a trained model or a record for other programs: Transformers, ONNX, MLflow",
     "export RUN --format huggingface|onnx|mlflow --out PATH [--fold F --seed S] [--external-data]",
     "serhost export runs/iemocap_focal --format huggingface --out iemocap_focal --fold 1 --seed 1",
     &export_command, true},
    {"extract", "features of audio files from one backbone",
     "extract --backbone NAME [-s key=value ...] --layer last|all|N --pool none|mean [--precision "
     "fp32|bf16] [--key stem|path]\n"
     "                       [--format safetensors|npy] [--device D] [--cache] [--list FILE] --out "
     "F.safetensors AUDIO ...",
     "serhost extract --backbone lstm -s width=64 --layer last --pool mean --out "
     "features.safetensors recordings/",
     &extract_command},
    {"cache", "the features that runs have cached",
     "cache show [--json]\n       serhost cache clear [ID]", "serhost cache show", &cache_command},
    {"test-plugin", "run the conformance kit on a plugin's components",
     "test-plugin FILE.so [--component KIND/NAME] [-s key=value ...] [--json]",
     "serhost test-plugin build/lib/serhost/plugins/focal.so", &test_plugin_command, true},
    {"doctor", "what is wrong with this installation, and how to fix it", "doctor [--json]",
     "serhost doctor", &doctor_command},
    {"completion", "a completion script for a shell",
     "completion bash|zsh|fish\n       serhost completion keys\n       serhost completion names "
     "KIND",
     "source <(serhost completion bash)", &completion_command},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

const Command* find_command(const std::string& name) {
  for (const auto& command : kCommands) {
    if (name == command.name) return &command;
  }
  return nullptr;
}

}  // namespace serhost::cli
