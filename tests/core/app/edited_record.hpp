// A finished run whose record is edited, and what reading it then says.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "app/report_inputs.hpp"
#include "base/error.hpp"
#include "core/app/experiment_fixture.hpp"

namespace serhost::app::testing {

using Json = nlohmann::ordered_json;

class EditedRecord : public SmallExperiment {
 protected:
  std::filesystem::path run_with(std::vector<std::string> overrides) {
    overrides.emplace_back("train.epochs=1");
    auto one = job(std::move(overrides));
    std::filesystem::remove_all(*one.folder);
    run_experiment(session_, one, reports_);
    return *one.folder;
  }

  static void change(const std::filesystem::path& run, const std::function<void(Json&)>& edit) {
    auto json = Json::parse(read_file(run / "run.json"));
    edit(json);
    replace_file(run / "run.json", json.dump());
  }

  static void replace(const std::filesystem::path& file, const std::string& from,
                      const std::string& to) {
    auto text = read_file(file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    replace_file(file, text.replace(at, from.size(), to));
  }

  /// Of the whole record: the stamp is taken from every number.
  static void set_speakers(Json& json, const std::string& words) {
    json["protocol"]["test_speakers"] = words;
    for (auto& result : json["results"]) result["test_speakers"] = words;
    for (auto& [name, metric] : json["summary"].items()) metric["test_speakers"] = words;
    auto line = json["signature"].get<std::string>();
    for (const std::string stamp : {" | speaker-dependent", " | speakers unknown"}) {
      if (const auto at = line.find(stamp); at != std::string::npos) line.erase(at, stamp.size());
    }
    json["signature"] = line;
  }

  static std::string refusal(const std::filesystem::path& run) {
    try {
      compared_run(run);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::damaged) << error.what();
      return error.what();
    }
    return "";
  }

  /// The refusal after an edit, which is taken back.
  static std::string refusal(const std::filesystem::path& run,
                             const std::function<void(Json&)>& edit) {
    const auto kept = read_file(run / "run.json");
    change(run, edit);
    auto out = refusal(run);
    replace_file(run / "run.json", kept);
    return out;
  }

  /// The refusal after an edit of a field of the signature, with the hash that it would have.
  static std::string refusal_of_field(const std::filesystem::path& run, const std::string& name,
                                      const std::string& value) {
    return refusal(run, [&](Json& json) {
      auto& comparable = json["comparable"];
      comparable["fields"][name] = value;
      run::Signature altered;
      for (const auto& each : run::kSignatureFields)
        altered.fields.emplace_back(each, comparable["fields"][each].get<std::string>());
      comparable["sha256"] = altered.hash();
    });
  }

  static std::string field_of(const std::filesystem::path& run, const std::string& name) {
    return Json::parse(read_file(run / "run.json"))["comparable"]["fields"][name];
  }
};

}  // namespace serhost::app::testing
