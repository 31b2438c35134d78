// Notes, protocol, data, plugins, versions: all that a reader needs before believing the metrics
// above them.
#include "report/html_facts.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "report/escape.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

std::string row(const std::string& name, const std::string& value) {
  return value.empty() ? "" : "<dt>" + html(name) + "</dt><dd>" + html(value) + "</dd>";
}

std::string list(const std::vector<std::string>& items) {
  std::string out = "<ul>";
  for (const auto& item : items) out += "<li>" + html(item) + "</li>";
  return out + "</ul>";
}

std::string experiment(const run::Run& run) {
  const auto& facts = run.facts;
  double train = 0.0, test = 0.0, host = 0.0;
  for (const auto& result : run.results) {
    train += result.train_seconds;
    test += result.test_seconds;
    host += result.host_seconds;
  }
  auto out = "<div class=\"card\"><dl>" + row("protocol", facts.protocol) +
             row("validation", facts.validation) + row("checkpoint picked by", facts.select) +
             row("seed of the folds", std::to_string(facts.protocol_seed));
  if (!run.results.empty() && run.results.front().parameters > 0) {
    out +=
        row("parameters", fmt::format("{}, of which {} are trained", run.results.front().parameters,
                                      run.results.front().trainable));
  }
  out += row("training", duration(train) +
                             (train > 0.0 && std::isfinite(host)
                                  ? fmt::format(", {:.1f} % of it in the host", 100 * host / train)
                                  : ""));
  out +=
      row("testing", duration(test)) + row("started", run.started) + row("finished", run.finished);
  return out + row("signature", facts.signature.line()) + row("experiment", facts.experiment_hash) +
         "</dl></div>";
}

std::string data(const run::Run& run) {
  const auto& facts = run.facts;
  auto out = "<div class=\"card\"><dl>" + row("clips", std::to_string(facts.clips)) +
             row("speakers", facts.speakers > 0 ? speakers_text(facts) : "unknown") +
             row("hours", fmt::format("{:.2f}", facts.hours)) +
             row("by class", counts_text(facts.clips_by_class)) +
             row("labels left out", counts_text(facts.left_out)) +
             row("manifest", facts.manifest_hash) + row("audio", facts.audio_hash) + "</dl>";
  const auto some = [&out](const std::vector<std::string>& named, std::size_t all,
                           const std::string& what) {
    if (all == 0) return;
    out += "<details><summary>" + what + "</summary>" + list(named);
    if (all > named.size()) out += "<p>and " + std::to_string(all - named.size()) + " more</p>";
    out += "</details>";
  };
  some(facts.damaged, facts.damaged_clips,
       count_of(facts.damaged_clips, "damaged clip") + " left out");
  some(facts.padded, facts.padded_clips, count_of(facts.padded_clips, "short clip") + " padded");
  return out + "</div>";
}

std::string plugins(const run::Run& run) {
  if (run.facts.plugins.empty()) return "";
  std::string out =
      "<h2>Plugins</h2><div "
      "class=\"card\"><table><tr><th>kind</th><th>name</th><th>version</th><th>file</"
      "th><th>sha256</th></tr>";
  for (const auto& plugin : run.facts.plugins) {
    out += "<tr><td>" + html(plugin.kind) + "</td><td><b>" + html(plugin.name) + "</b></td><td>" +
           html(plugin.version) + "</td><td class=\"mono\">" + html(plugin.file) +
           "</td><td class=\"mono\" title=\"" + html(plugin.sha256) + "\">" +
           html(plugin.sha256.substr(0, 16)) + (plugin.sha256.size() > 16 ? "…" : "") +
           "</td></tr>";
  }
  return out + "</table></div>";
}

}  // namespace

std::string html_facts(const run::Run& run) {
  std::string out;
  if (!run.facts.notes.empty())
    out += "<h2>Notes</h2><div class=\"card\">" + list(run.facts.notes) + "</div>";
  out += "<h2>Experiment and data</h2><div class=\"pair\">" + experiment(run) + data(run) +
         "</div>" + plugins(run);
  if (!run.facts.experiment_text.empty())
    out +=
        "<h2>Experiment file</h2><div class=\"card\"><details><summary>as it was given</summary>"
        "<pre>" +
        html(run.facts.experiment_text) + "</pre></details></div>";
  if (!run.facts.versions.empty()) {
    out += "<h2>Versions</h2><div class=\"card\"><dl>";
    for (const auto& [name, version] : run.facts.versions) out += row(name, version);
    out += "</dl></div>";
  }
  return out;
}

}  // namespace serhost::report
