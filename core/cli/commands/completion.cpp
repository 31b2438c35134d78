// serhost completion: scripts that complete commands, options and experiment files, made from the
// table of commands.
#include <fmt/format.h>

#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/plain_parts.hpp"
#include "config/pieces.hpp"
#include "host/kinds.hpp"

namespace serhost::cli {
namespace {

constexpr const char* kOptions =
    "--plugin-path --quiet --verbose --threads --log --no-probe --help --json --out --resume "
    "--device --max-time --format --locked --trust --key --fold --seed --window --hop --list "
    "--rate "
    "--channels --encoding";

std::string names() {
  std::vector<std::string> out;
  for (const auto& command : commands()) out.emplace_back(command.name);
  return join(out, " ");
}

std::string plurals() {
  std::vector<std::string> out;
  for (const auto& kind : kKinds) out.emplace_back(kind.plural);
  return join(out, " ");
}

/// The kinds of the host's own parts.
std::string pieces(const std::string& ending) {
  std::vector<std::string> out;
  for (const auto& kind : config::piece_kinds()) out.push_back(kind + ending);
  for (const auto& kind : plain_kinds()) out.push_back(kind + ending);
  return join(out, " ");
}

std::string bash() {
  return fmt::format(R"(_serhost() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}} words
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "{1}" -- "$word"))
  elif [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "{0}" -- "$word") $(compgen -f -X '!*.toml' -- "$word"))
  else case $command in
    list) COMPREPLY=($(compgen -W "{2} {4} packs" -- "$word")) ;;
    new) COMPREPLY=($(compgen -W "{3}" -- "$word")) ;;
    describe) COMPREPLY=($(compgen -W "{3} {5}" -- "$word")) ;;
    data)
      if [[ $COMP_CWORD -gt 2 ]]; then COMPREPLY=($(compgen -f -- "$word"))
      else COMPREPLY=($(compgen -W "stats audit verify copies" -- "$word")); fi ;;
    weights)
      if [[ $COMP_CWORD -gt 2 ]]; then COMPREPLY=($(compgen -f -- "$word"))
      else COMPREPLY=($(compgen -W "show convert" -- "$word")); fi ;;
    pack)
      if [[ $COMP_CWORD -gt 2 ]]; then COMPREPLY=($(compgen -f -- "$word"))
      else
        words="create verify show install remove list lock mirror key"
        COMPREPLY=($(compgen -W "$words" -- "$word"))
      fi ;;
    bundle|reproduce|predict|extract) COMPREPLY=($(compgen -f -- "$word")) ;;
    completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -X '!*.toml' -- "$word") $(compgen -d -- "$word")) ;;
  esac; fi
}}
complete -o filenames -F _serhost serhost
)",
                     names(), kOptions, plurals(), join(host::kind_names(), " "), pieces("s"),
                     pieces(""));
}

std::string zsh() {
  std::string lines;
  for (const auto& command : commands())
    lines += fmt::format("    '{}:{}'\n", command.name, command.summary);
  return fmt::format(
      "#compdef serhost\n_serhost() {{\n  local -a commands=(\n{}  )\n  if (( CURRENT == 2 )); "
      "then\n    _describe command commands\n    _files -g "
      "'*.toml'\n  else\n    _files\n  fi\n}}\ncompdef _serhost serhost\n",
      lines);
}

std::string fish() {
  std::string out;
  for (const auto& command : commands())
    out += fmt::format("complete -c serhost -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                       command.summary);
  for (const auto& option : split(kOptions, ' '))
    out += fmt::format("complete -c serhost -l {}\n", option.substr(2));
  return out;
}

}  // namespace

int completion_command(std::vector<std::string> arguments) {
  const auto parsed = parse("completion", arguments, Options{}, 1, 1);
  if (parsed.help) return 0;
  const std::vector<std::string> shells = {"bash", "zsh", "fish"};
  const auto& shell = parsed.positional[0];
  if (shell == "bash") std::cout << bash();
  else if (shell == "zsh") std::cout << zsh();
  else if (shell == "fish") std::cout << fish();
  else throw UsageError("no completion for '" + shell + "'." + suggestion(shell, shells));
  return 0;
}

}  // namespace serhost::cli
