// serhost completion: scripts for shells, made from the table of commands and their options. Names
// of components and keys of experiments are asked of the program when they are needed, so that
// plugins of the reader's own are among them.
#include <fmt/format.h>

#include <iostream>

#include "app/corpus_plots.hpp"
#include "app/plots.hpp"
#include "app/prediction_text.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/completion_words.hpp"
#include "cli/output.hpp"
#include "cli/plain_parts.hpp"
#include "config/pieces.hpp"
#include "host/kinds.hpp"
#include "report/paper_style.hpp"

namespace serhost::cli {
namespace {

/// What a word of a command line is one of.
struct Completed {
  const char* command;  ///< "" of all
  const char* behind;   ///< the option that it follows; "" of the command itself
  const char* words;    ///< fixed ones, or "@kind" of names, "@keys"
};

constexpr Completed kCompleted[] = {
    {"list", "", "@plurals"},
    {"new", "", "@kinds"},
    {"describe", "", "@words"},
    {"data", "", "stats audit verify copies pin plot"},
    {"weights", "", "show convert"},
    {"ledger", "", "show merge"},
    {"cache", "", "show clear"},
    {"pack", "", "create verify show install remove list lock mirror key"},
    {"completion", "", "bash zsh fish"},
    {"report", "--format", "html csv latex md"},
    {"plot", "--format", "pdf svg png"},
    {"data", "--format", "pdf svg png"},
    {"data", "--style", "@styles"},
    {"data", "--width", "column page"},
    {"data", "--figure", "@data-figures"},
    {"plot", "--figure", "@figures"},
    {"plot", "--style", "@styles"},
    {"plot", "--width", "column page"},
    {"plot", "--by", "emotion arousal speaker"},
    {"predict", "--format", "@predictions"},
    {"explain", "--format", "pdf svg png"},
    {"explain", "--style", "@styles"},
    {"explain", "--width", "column page"},
    {"export", "--format", "huggingface onnx mlflow"},
    {"extract", "--format", "safetensors npy"},
    {"extract", "--backbone", "@names backbone"},
    {"extract", "--layer", "last all"},
    {"extract", "--pool", "none mean"},
    {"check", "--format", "text json"},
    {"", "--device", "auto cpu cuda"},
    {"", "--metric", "@names metric"},
    {"", "-s", "@keys"},
    {"", "--set", "@keys"}};

std::string plurals() {
  std::vector<std::string> out;
  for (const auto& kind : kKinds) out.emplace_back(kind.plural);
  for (const auto& kind : config::piece_kinds()) out.push_back(kind + "s");
  for (const auto& kind : plain_kinds()) out.push_back(kind + "s");
  out.emplace_back("packs");
  return join(out, " ");
}

std::string kinds_of_all() {
  auto out = host::kind_names();
  for (const auto& kind : config::piece_kinds()) out.push_back(kind);
  for (const auto& kind : plain_kinds()) out.push_back(kind);
  return join(out, " ");
}

template <class All>
std::string names_of(const All& all) {
  std::vector<std::string> out;
  for (const auto& one : all) out.emplace_back(one.name);
  return join(out, " ");
}

/// Words that bash expands: fixed ones, or a call of the program.
std::string expanded(const std::string& words) {
  if (words == "@plurals") return plurals();
  if (words == "@kinds") return join(host::kind_names(), " ");
  if (words == "@words") return kinds_of_all();
  if (words == "@figures") return names_of(app::all_plots());
  if (words == "@data-figures") return names_of(app::all_corpus_plots());
  if (words == "@styles") return names_of(report::paper_styles());
  if (words == "@predictions") return join(app::prediction_formats(), " ");
  if (words == "@keys") return "$(_serhost_ask keys)";
  if (words.starts_with("@names ")) return "$(_serhost_ask names " + words.substr(7) + ")";
  return words;
}

std::string bash() {
  std::string options, behind, first;
  for (const auto& command : commands())
    options += fmt::format("      {}) words=\"{}\" ;;\n", command.name,
                           join(completion_options(command), " "));
  for (const auto& one : kCompleted) {
    const std::string what = one.behind, command = one.command[0] == '\0' ? "*" : one.command;
    if (what.empty())
      first += fmt::format("      {}) words=\"{}\" ;;\n", command, expanded(one.words));
    else behind += fmt::format("    {}:{}) words=\"{}\" ;;\n", command, what, expanded(one.words));
  }
  return "_serhost_ask() { \"${COMP_WORDS[0]:-serhost}\" completion \"$@\" 2>/dev/null; }\n"
         "_serhost() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local command=${COMP_WORDS[1]} words=\n"
         // Bash parts words at '=': what stands before it belongs to the word.
         "  [[ $word == = ]] && return\n"
         "  case $command:$before in\n" +
         behind +
         "  esac\n"
         "  if [[ -n $words ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
         "  elif [[ $word == -* ]]; then\n"
         "    case $command in\n" +
         options +
         "    esac\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  elif [[ $COMP_CWORD -eq 1 ]]; then\n"
         "    COMPREPLY=($(compgen -W \"" +
         names_of(commands()) +
         "\" -- \"$word\") $(compgen -f -X '!*.toml' -- \"$word\"))\n"
         "  elif [[ $COMP_CWORD -eq 2 ]]; then\n"
         "    case $command in\n" +
         first +
         "    esac\n"
         "    if [[ -n $words ]]; then COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "    else COMPREPLY=($(compgen -f -- \"$word\")); fi\n"
         "  elif [[ $COMP_CWORD -eq 3 && $command == describe ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$(_serhost_ask names \"$before\")\" -- \"$word\"))\n"
         "  else COMPREPLY=($(compgen -f -- \"$word\")); fi\n"
         "}\n"
         "complete -o filenames -F _serhost serhost\n";
}

std::string zsh() {
  std::string lines, options;
  for (const auto& command : commands()) {
    lines += fmt::format("    '{}:{}'\n", command.name, command.summary);
    options += fmt::format("      {}) compadd -- {} ;;\n", command.name,
                           join(completion_options(command), " "));
  }
  return "#compdef serhost\n_serhost() {\n  local -a commands=(\n" + lines +
         "  )\n"
         "  if (( CURRENT == 2 )); then\n    _describe command commands\n    _files -g '*.toml'\n"
         "  elif [[ ${words[CURRENT-1]} == (-s|--set) ]]; then\n"
         "    compadd -S '' -- ${(f)\"$(serhost completion keys 2>/dev/null)\"}\n"
         "  elif [[ ${words[2]} == describe && CURRENT -eq 4 ]]; then\n"
         "    compadd -- ${(f)\"$(serhost completion names ${words[3]} 2>/dev/null)\"}\n"
         "  elif [[ ${words[CURRENT]} == -* ]]; then\n    case ${words[2]} in\n" +
         options + "    esac\n  else\n    _files\n  fi\n}\ncompdef _serhost serhost\n";
}

std::string fish() {
  std::string out;
  for (const auto& command : commands()) {
    out += fmt::format("complete -c serhost -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                       command.summary);
    for (const auto& option : completion_options(command))
      out += fmt::format("complete -c serhost -n '__fish_seen_subcommand_from {}' -l {}\n",
                         command.name, option.substr(2));
  }
  return out +
         "complete -c serhost -s s -x -a '(serhost completion keys 2>/dev/null)'\n"
         "complete -c serhost -n '__fish_seen_subcommand_from describe' -a '(serhost completion "
         "names (commandline -opc)[3] 2>/dev/null)'\n";
}

void print_words(const std::vector<std::string>& words) {
  for (const auto& word : words) print("{}\n", word);
}

}  // namespace

int completion_command(std::vector<std::string> arguments) {
  const auto parsed = parse("completion", arguments, Options{}, 1, 2);
  if (parsed.help) return 0;
  const std::vector<std::string> shells = {"bash", "zsh", "fish"};
  const auto& shell = parsed.positional[0];
  if (shell == "keys") print_words(completion_keys(parsed.globals));
  else if (shell == "names" && parsed.positional.size() == 2)
    print_words(completion_names(parsed.globals, parsed.positional[1]));
  else if (shell == "bash") std::cout << bash();
  else if (shell == "zsh") std::cout << zsh();
  else if (shell == "fish") std::cout << fish();
  else throw UsageError("no completion for '" + shell + "'." + suggestion(shell, shells));
  return 0;
}

}  // namespace serhost::cli
